//===- LanguageFilter.h - documents of other languages ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGEFILTER_H
#define HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGEFILTER_H

#include "runtime/base/Status.h"
#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/language/Language.h"

#include <optional>
#include <vector>

namespace heddle::corpus {

/// The rule LanguageRule of a curation. May be shared by threads.
class LanguageFilter {
public:
  /// Fails for what is no code of a language that CLD2 knows. Nothing if the rule is not enabled.
  static runtime::Result<std::optional<LanguageFilter>> create(const LanguageRule &rule);

  /// Why a document goes, or nothing: "language.keep" if it is in none of the languages (value: how
  /// much it is in another one, limit: 0), "language.min_confidence" if it is not enough so.
  std::optional<Removal> check(const Language &language) const;
  std::optional<Removal> check(std::string_view text) const {
    return check(identifyLanguage(text));
  }

private:
  LanguageFilter(std::vector<std::string> keep, double least)
      : keep(std::move(keep)), least(least) {}

  std::vector<std::string> keep;
  double least;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGEFILTER_H

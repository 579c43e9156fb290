//===- PersonalDataFilter.h - documents with personal data ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATAFILTER_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATAFILTER_H

#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/personal/PersonalData.h"

#include <optional>

namespace heddle::corpus {

/// The rule PersonalData of a curation. May be shared by threads.
class PersonalDataFilter {
public:
  explicit PersonalDataFilter(const PersonalData &rule);

  /// Replaces what the rule names, if it is enabled, and adds to `counts`. Why the document goes
  /// ("personal_data.max_count": more was replaced than the rule allows), or nothing.
  std::optional<Removal> apply(std::string &text, PersonalDataCounts &counts) const;

private:
  PersonalDataKinds kinds;
  uint64_t most;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_PERSONALDATAFILTER_H

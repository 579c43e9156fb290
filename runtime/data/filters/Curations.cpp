//===- Curations.cpp - curations by name ----------------------------------===//

#include "runtime/data/filters/Curations.h"

namespace heddle::corpus {

namespace {

/// What "code" and "none" have in common: rules for prose do nothing.
Curation withoutProseRules(std::string_view name) {
  Curation curation;
  curation.set_name(std::string(name));
  curation.mutable_normalisation()->set_enabled(false);
  curation.mutable_language()->set_enabled(false);
  curation.mutable_gopher_repetition()->set_enabled(false);
  curation.mutable_gopher_quality()->set_enabled(false);
  curation.mutable_c4()->set_enabled(false);
  curation.mutable_fineweb()->set_enabled(false);
  return curation;
}

} // namespace

std::optional<Curation> builtinCuration(std::string_view name) {
  if (name == "prose") {
    Curation curation;
    curation.set_name("prose");
    return curation;
  }
  if (name == "code")
    return withoutProseRules(name);
  if (name == "none") {
    Curation curation = withoutProseRules(name);
    curation.mutable_personal_data()->set_enabled(false);
    return curation;
  }
  return std::nullopt;
}

} // namespace heddle::corpus

//===- Curations.h - curations by name, and their mistakes ------*- C++ -*-===//
//
// A curation starts from the defaults of curation.proto: a message that it does not have is on if
// the message's `enabled` is true by default, with all published thresholds. So the curation that
// says nothing but its name is "prose".
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_CURATIONS_H
#define HEDDLE_RUNTIME_DATA_FILTERS_CURATIONS_H

#include "runtime/base/Status.h"
#include "runtime/data/filters/curation.pb.h"

#include <optional>
#include <string_view>

namespace heddle::corpus {

/// "prose": all defaults, which are FineWeb's rules. "code": bytes stay as they are but for
/// personal data, and nothing is removed. "none": nothing is done at all. Nothing for other names.
std::optional<Curation> builtinCuration(std::string_view name);

/// Whether every number can be what its field says: the error names the field, as
/// "gopher_quality.min_words", the value and what is allowed.
runtime::Status checkCuration(const Curation &curation);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_CURATIONS_H

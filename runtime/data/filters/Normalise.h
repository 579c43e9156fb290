//===- Normalise.h - one way to write a text --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_NORMALISE_H
#define HEDDLE_RUNTIME_DATA_FILTERS_NORMALISE_H

#include "runtime/base/Status.h"
#include "runtime/data/filters/curation.pb.h"

#include <string>

namespace heddle::corpus {

/// `text`, valid UTF-8, as `settings` wants it: first line ends and control characters, then the
/// Unicode form, then space at the ends of lines. A second time changes nothing. An error if the
/// text has 2^31 bytes or more, which ICU does not take.
runtime::Result<std::string> normalise(std::string text, const Normalisation &settings);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_NORMALISE_H

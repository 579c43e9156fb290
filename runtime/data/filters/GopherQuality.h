//===- GopherQuality.h - documents that are no prose ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_GOPHERQUALITY_H
#define HEDDLE_RUNTIME_DATA_FILTERS_GOPHERQUALITY_H

#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/text/TextStatistics.h"

#include <optional>

namespace heddle::corpus {

/// Rae et al. 2021, "Quality Filtering", as datatrove 0.10 computes it: words of symbols alone
/// count neither for min_words and max_words nor for the mean length. The first threshold that the
/// document fails, in the order of the fields. Of a document without words or lines all shares are
/// 0.
std::optional<Removal> checkGopherQuality(const GopherQuality &settings,
                                          const runtime::TextStatistics &document);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_GOPHERQUALITY_H

//===- FineWeb.h - documents that are lists or menus ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_FINEWEB_H
#define HEDDLE_RUNTIME_DATA_FILTERS_FINEWEB_H

#include "runtime/data/filters/Removal.h"
#include "runtime/data/filters/curation.pb.h"
#include "runtime/data/text/TextStatistics.h"

#include <optional>

namespace heddle::corpus {

/// Penedo et al. 2024, section 3.6, as datatrove 0.10 computes it. Lines of white space alone do
/// not count. The first threshold that the document fails: min_punctuated_lines, max_short_lines,
/// max_duplicate_line_chars (of the characters without \n), max_newlines_per_word. A document
/// without lines has 0 of each; one without words is a list if it has newlines.
std::optional<Removal> checkFineWeb(const FineWeb &settings,
                                    const runtime::TextStatistics &document);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_FINEWEB_H

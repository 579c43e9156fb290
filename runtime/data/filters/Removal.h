//===- Removal.h - why a document goes --------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H
#define HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H

#include <string_view>

namespace heddle::corpus {

/// The rule that removed a document, what it measured, and the limit that this was beyond.
struct Removal {
  std::string_view rule;
  double value;
  double limit;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H

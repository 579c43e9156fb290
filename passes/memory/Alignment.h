//===- Alignment.h - of every frame and temporary ---------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_MEMORY_ALIGNMENT_H
#define HEDDLE_PASSES_MEMORY_ALIGNMENT_H

#include <cstdint>

namespace heddle::memory {

/// A cache line, and the width of the widest vectors.
inline constexpr int64_t kAlignment = 64;

inline int64_t align(int64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

/// The name of the frame that LayoutTemporaries adds.
inline constexpr const char *kTemporariesFrame = "temporaries";

} // namespace heddle::memory

#endif // HEDDLE_PASSES_MEMORY_ALIGNMENT_H

//===- GapAllocator.h - best fit over free gaps -----------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_MEMORY_GAPALLOCATOR_H
#define HEDDLE_PASSES_MEMORY_GAPALLOCATOR_H

#include <cstdint>
#include <map>

namespace heddle::memory {

/// Places ranges in a piece of memory that grows as needed. Invariant: free gaps neither touch nor
/// overlap, and all lie below the end.
class GapAllocator {
public:
  /// The offset of `bytes` free bytes: in the smallest gap that fits, or at the end, beginning with
  /// a gap that ends there.
  int64_t allocate(int64_t bytes);
  /// Frees a range that allocate() gave, or a part of one.
  void release(int64_t offset, int64_t bytes);
  /// The most bytes that were in use, gaps included.
  int64_t getEnd() const { return end; }

private:
  std::map<int64_t, int64_t> gaps; // offset -> bytes
  int64_t end = 0;
};

} // namespace heddle::memory

#endif // HEDDLE_PASSES_MEMORY_GAPALLOCATOR_H

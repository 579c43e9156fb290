//===- GapAllocator.cpp - best fit over free gaps -------------------------===//

#include "passes/memory/GapAllocator.h"

#include <iterator>

namespace heddle::memory {

int64_t GapAllocator::allocate(int64_t bytes) {
  auto best = gaps.end();
  for (auto it = gaps.begin(); it != gaps.end(); ++it)
    if (it->second >= bytes && (best == gaps.end() || it->second < best->second))
      best = it;
  if (best == gaps.end()) {
    int64_t offset = end;
    if (!gaps.empty() && gaps.rbegin()->first + gaps.rbegin()->second == end) {
      offset = gaps.rbegin()->first;
      gaps.erase(std::prev(gaps.end()));
    }
    end = offset + bytes;
    return offset;
  }
  auto [offset, size] = *best;
  gaps.erase(best);
  if (size > bytes)
    gaps[offset + bytes] = size - bytes;
  return offset;
}

void GapAllocator::release(int64_t offset, int64_t bytes) {
  auto next = gaps.lower_bound(offset);
  if (next != gaps.end() && offset + bytes == next->first) {
    bytes += next->second;
    next = gaps.erase(next);
  }
  if (next != gaps.begin())
    if (auto previous = std::prev(next); previous->first + previous->second == offset) {
      previous->second += bytes;
      return;
    }
  gaps[offset] = bytes;
}

} // namespace heddle::memory

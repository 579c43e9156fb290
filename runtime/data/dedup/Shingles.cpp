//===- Shingles.cpp - the runs of words of a text -------------------------===//

#include "runtime/data/dedup/Shingles.h"

#include <algorithm>

namespace heddle::corpus {

std::span<const uint64_t> Shingler::scan(std::string_view text) {
  std::span<const uint64_t> hashes = scanner.scan(text);
  if (shingles.size() < hashes.size())
    shingles.resize(hashes.size());
  size_t count = 0;
  auto add = [&](size_t, uint64_t hash) { shingles[count++] = hash; };
  if (hashes.size() < words)
    RollingHash(hashes.size()).forEach(hashes, add);
  else
    rolling.forEach(hashes, add);
  return std::span(shingles).first(count);
}

std::vector<uint64_t> Shingler::distinct(std::string_view text) {
  std::span<const uint64_t> found = scan(text);
  std::vector<uint64_t> set(found.begin(), found.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

Overlap overlapOf(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  uint32_t shared = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    shared += a[i] == b[j];
    bool forward = a[i] <= b[j], other = b[j] <= a[i];
    i += forward;
    j += other;
  }
  return {shared, uint32_t(a.size() + b.size() - shared)};
}

} // namespace heddle::corpus

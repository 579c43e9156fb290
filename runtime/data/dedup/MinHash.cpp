//===- MinHash.cpp - signatures of near-duplicates ------------------------===//

#include "runtime/data/dedup/MinHash.h"

#include "runtime/base/Philox.h"

#include <algorithm>
#include <bit>
#include <xxhash.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Status;

namespace {

/// Hash functions that are computed together: a vector of AVX-512, two of AVX2.
constexpr size_t kLanes = 16;
using Lanes = uint32_t __attribute__((vector_size(kLanes * sizeof(uint32_t))));

/// Shingles of which the least values are found together; their keys stay in the first cache.
constexpr size_t kBlock = 1024;

/// Shingles that are remembered, so that those of repeated text are hashed once; 32 KiB.
constexpr size_t kMostRecent = 4096;

constexpr size_t roundUp(size_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

/// Lowers least[0, functions) to the least values over `keys`, {high, low} each. `factors` has a, b
/// and c of kLanes functions, then those of the next. Integers only: the same on every machine.
__attribute__((target_clones("avx512f", "avx2", "default"))) void
minimize(const uint32_t *factors, uint32_t *least, size_t functions, const uint32_t *keys,
         size_t count) {
  for (size_t first = 0; first < functions; first += kLanes) {
    Lanes a, b, c, lowest;
    __builtin_memcpy(&a, factors + 3 * first, sizeof a);
    __builtin_memcpy(&b, factors + 3 * first + kLanes, sizeof b);
    __builtin_memcpy(&c, factors + 3 * first + 2 * kLanes, sizeof c);
    __builtin_memcpy(&lowest, least + first, sizeof lowest);
    for (size_t i = 0; i < count; ++i)
      lowest = __builtin_elementwise_min(lowest, a * keys[2 * i] + b * keys[2 * i + 1] + c);
    __builtin_memcpy(least + first, &lowest, sizeof lowest);
  }
}

} // namespace

MinHasher::MinHasher(const NearDuplicates &options)
    : bands(options.bands()), rows(options.rows()), shingler(options.shingle_words()),
      factors(3 * roundUp(size_t(bands) * rows)), least(roundUp(size_t(bands) * rows)),
      keys(2 * kBlock), hashes(bands) {
  for (size_t i = 0; i < least.size(); ++i) {
    runtime::PhiloxBlock random = runtime::philoxBlock(options.seed(), /*stream=*/0, i);
    uint32_t *place = factors.data() + i / kLanes * 3 * kLanes + i % kLanes;
    place[0] = random[0] | 1;
    place[kLanes] = random[1] | 1;
    place[2 * kLanes] = random[2];
  }
}

/// A place of `recent` that holds no shingle yet has a value that belongs to another place.
void MinHasher::forgetRecent(size_t shingles) {
  recent.assign(std::clamp<size_t>(std::bit_ceil(shingles), 2, kMostRecent), 0);
  recent[0] = 1;
}

std::span<const uint32_t> MinHasher::dropRepeated(std::span<const uint64_t> shingles) {
  size_t count = 0;
  for (uint64_t shingle : shingles) {
    uint64_t &last = recent[shingle & (recent.size() - 1)];
    keys[count] = uint32_t(shingle >> 32);
    keys[count + 1] = uint32_t(shingle);
    count += last == shingle ? 0 : 2;
    last = shingle;
  }
  return std::span(keys).first(count);
}

std::span<const uint32_t> MinHasher::leastOf(std::span<const uint64_t> shingles) {
  std::fill(least.begin(), least.end(), ~uint32_t(0));
  forgetRecent(shingles.size());
  while (!shingles.empty()) {
    size_t size = std::min(shingles.size(), kBlock);
    std::span<const uint32_t> block = dropRepeated(shingles.first(size));
    minimize(factors.data(), least.data(), least.size(), block.data(), block.size() / 2);
    shingles = shingles.subspan(size);
  }
  return std::span(least).first(size_t(bands) * rows);
}

std::span<const uint64_t> MinHasher::signatureOf(std::span<const uint64_t> shingles) {
  if (shingles.empty())
    return {};
  std::span<const uint32_t> values = leastOf(shingles);
  for (uint32_t band = 0; band < bands; ++band)
    hashes[band] =
        XXH3_64bits_withSeed(values.data() + size_t(band) * rows, rows * sizeof(uint32_t), band);
  return hashes;
}

Status checkOptions(const NearDuplicates &options) {
  if (options.bands() == 0 || options.rows() == 0 || options.shingle_words() == 0)
    return error("near-duplicates need at least 1 band, 1 row and 1 word in a shingle",
                 "FineWeb has bands: 14, rows: 8, shingle_words: 5");
  if (uint64_t(options.bands()) * options.rows() > 65536)
    return error("near-duplicates have " + std::to_string(options.bands()) + " bands of " +
                     std::to_string(options.rows()) + " rows; 65536 hash functions are the most",
                 "FineWeb has bands: 14, rows: 8");
  if (!(options.min_jaccard() >= 0 && options.min_jaccard() <= 1))
    return error("min_jaccard of near-duplicates is " + std::to_string(options.min_jaccard()) +
                     ", not a share",
                 "give a number from 0 to 1; FineWeb's bands find what is above 0.7");
  return {};
}

} // namespace heddle::corpus

//===- Record.h - what the external sort sorts ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_RECORD_H
#define HEDDLE_RUNTIME_DATA_DEDUP_RECORD_H

#include "runtime/data/dedup/DocumentId.h"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace heddle::corpus {

/// A record is its bytes, all of which mean something, and has a total order that begins with its
/// key and ends with where it stands: what is sorted is the same for any cut into units, partitions
/// and runs.
template <typename R>
concept SortableRecord =
    std::is_trivially_copyable_v<R> && std::has_unique_object_representations_v<R> &&
    std::totally_ordered<R> && requires(const R &record, uint32_t partitions) {
      // Of equal keys for equal keys.
      { record.partitionIn(partitions) } -> std::same_as<uint32_t>;
      { record.hasKeyOf(record) } -> std::same_as<bool>;
      // Not falling in the order of the records: what they are first sorted by.
      { record.prefix() } -> std::same_as<uint64_t>;
    };

/// The partition of a key whose bits are random.
constexpr uint32_t partitionOfHash(uint64_t hash, uint32_t partitions) {
  return uint32_t((hash >> 32) * partitions >> 32);
}
/// The partition of a document: with as many partitions as units, that of its unit.
constexpr uint32_t partitionOfDocument(DocumentId id, uint32_t partitions) {
  return unitOf(id) % partitions;
}

namespace detail {

/// One step of American flag sort (McIlroy et al. 1993): records go to the buckets of their
/// prefixes, in place. Gives the buckets' ends.
template <SortableRecord R, size_t kBuckets>
void dealToBuckets(std::span<R> records, uint64_t least, unsigned shift, size_t (&ends)[kBuckets]) {
  size_t counts[kBuckets] = {}, next[kBuckets];
  auto bucketOf = [&](const R &record) { return size_t((record.prefix() - least) >> shift); };
  for (const R &record : records)
    ++counts[bucketOf(record)];
  for (size_t bucket = 0, begin = 0; bucket < kBuckets; ++bucket) {
    next[bucket] = begin;
    ends[bucket] = begin += counts[bucket];
  }
  for (size_t bucket = 0; bucket < kBuckets; ++bucket)
    while (next[bucket] < ends[bucket]) {
      R record = records[next[bucket]];
      for (size_t other = bucketOf(record); other != bucket; other = bucketOf(record))
        std::swap(record, records[next[other]++]);
      records[next[bucket]++] = record;
    }
}

} // namespace detail

/// Sorts in place: by buckets of the prefix while these are large, then by comparison.
template <SortableRecord R> void sortRecords(std::span<R> records) {
  constexpr size_t kBuckets = 256, kSmall = 256;
  if (records.size() <= kSmall)
    return std::sort(records.begin(), records.end());
  uint64_t least = ~uint64_t(0), most = 0;
  for (const R &record : records) {
    least = std::min(least, record.prefix());
    most = std::max(most, record.prefix());
  }
  if (least == most)
    return std::sort(records.begin(), records.end());
  unsigned bits = 64 - __builtin_clzll(most - least);
  size_t ends[kBuckets];
  detail::dealToBuckets(records, least, bits > 8 ? bits - 8 : 0, ends);
  for (size_t bucket = 0, begin = 0; bucket < kBuckets; begin = ends[bucket++])
    sortRecords(records.subspan(begin, ends[bucket] - begin));
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_RECORD_H

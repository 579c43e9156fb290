//===- PlacedHash.h - where a text of this hash stands ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_PLACEDHASH_H
#define HEDDLE_RUNTIME_DATA_DEDUP_PLACEDHASH_H

#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/dedup/RecordWriter.h"

#include <tuple>

namespace heddle::corpus {

/// 96 bits of the XXH3-128 of a text, and where it stands. That any two of n different texts have
/// the same 96 bits has the probability n^2 / 2^97: 6e-10 for 10^10 texts, 6e-6 for 10^12. XXH3 is
/// no cryptographic hash: somebody who wants to can make two texts that collide, and loses the
/// second.
struct PlacedHash {
  uint64_t hash;
  DocumentId id;
  uint32_t hashRest;
  uint32_t place; // in the document: number of the line or paragraph, position of the token

  /// Hashes `bytes` bytes at `data`.
  static PlacedHash of(const void *data, size_t bytes, DocumentId id, uint32_t place);

  auto sortKey() const { return std::tie(hash, hashRest, id, place); }
  bool operator==(const PlacedHash &) const = default;
  auto operator<=>(const PlacedHash &other) const { return sortKey() <=> other.sortKey(); }
  bool hasKeyOf(const PlacedHash &other) const {
    return hash == other.hash && hashRest == other.hashRest;
  }
  uint64_t prefix() const { return hash; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfHash(hash, partitions); }
};

/// A place whose text stands at another place before it.
struct RepeatedPlace {
  DocumentId id;
  DocumentId firstId;
  uint32_t place;
  uint32_t firstPlace;

  auto sortKey() const { return std::tie(id, place, firstId, firstPlace); }
  bool operator==(const RepeatedPlace &) const = default;
  auto operator<=>(const RepeatedPlace &other) const { return sortKey() <=> other.sortKey(); }
  bool hasKeyOf(const RepeatedPlace &other) const { return id == other.id; }
  uint64_t prefix() const { return id; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(id, partitions); }
};

/// Calls `visit(RepeatedPlace)` for all places of a partition's hashes but the first of each.
template <typename Visit>
runtime::Status forEachRepeated(const RecordFolder &hashes, uint32_t partition,
                                const SortOptions &options, Visit visit) {
  PlacedHash first = {};
  return forEachSorted<PlacedHash>(
      hashes, partition, options, [&](const PlacedHash &hash, bool isFirst) {
        if (isFirst)
          first = hash;
        else
          visit(RepeatedPlace{hash.id, first.id, hash.place, first.place});
      });
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_PLACEDHASH_H

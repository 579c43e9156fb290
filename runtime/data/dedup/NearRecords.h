//===- NearRecords.h - records of near-duplicate detection ------*- C++ -*-===//
//
// The way of a corpus through it, with what is written to disk for 14 bands:
//
//   units       MinHasher, a BandRecord for each band of a document     224 bytes a document
//   partitions  writePairs: a PairRecord for who shares a band           16 bytes a pair
//   partitions  checkPairs: a MatchRecord for who is similar enough      24 bytes a match
//   once        Components: a NearDuplicate for who goes                 24 bytes a document
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_NEARRECORDS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_NEARRECORDS_H

#include "runtime/data/dedup/Record.h"

#include <compare>

namespace heddle::corpus {

/// A band of a document's signature.
struct BandRecord {
  uint64_t hash;
  DocumentId id;

  auto operator<=>(const BandRecord &) const = default;
  bool hasKeyOf(const BandRecord &other) const { return hash == other.hash; }
  uint64_t prefix() const { return hash; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfHash(hash, partitions); }
};

/// Two documents that share a band; earlier < later. In the order of the later one, whose text is
/// then read once.
struct PairRecord {
  DocumentId later;
  DocumentId earlier;

  auto operator<=>(const PairRecord &) const = default;
  bool hasKeyOf(const PairRecord &other) const { return *this == other; }
  uint64_t prefix() const { return later; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(later, partitions); }
};

/// Two documents that have `shared` of `total` shingles in common, enough to be duplicates.
struct MatchRecord {
  DocumentId later;
  DocumentId earlier;
  uint32_t shared;
  uint32_t total;

  auto operator<=>(const MatchRecord &) const = default;
  bool hasKeyOf(const MatchRecord &other) const {
    return later == other.later && earlier == other.earlier;
  }
  uint64_t prefix() const { return later; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(later, partitions); }
  double jaccard() const { return double(shared) / total; }
};

/// A document that goes: it is in a component of duplicates whose first document is `first`.
struct NearDuplicate {
  DocumentId id;
  DocumentId first;
  uint32_t shared; // the best of its matches: shingles in common, of `total`
  uint32_t total;

  auto operator<=>(const NearDuplicate &) const = default;
  bool hasKeyOf(const NearDuplicate &other) const { return id == other.id; }
  uint64_t prefix() const { return id; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(id, partitions); }
  double jaccard() const { return double(shared) / total; }
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_NEARRECORDS_H

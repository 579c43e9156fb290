//===- Survivors.h - documents as earlier stages left them ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_SURVIVORS_H
#define HEDDLE_RUNTIME_DATA_CORPUS_SURVIVORS_H

#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Workshop.h"
#include "runtime/data/dedup/Components.h"
#include "runtime/data/dedup/PlacedHash.h"
#include "runtime/data/dedup/RepeatedRuns.h"

#include <bit>
#include <deque>
#include <map>

namespace heddle::corpus {

/// Stages that take documents or parts of them, in their order.
enum class Taken { Unselected, Exact, Near, Paragraphs, Lines, Substrings, End };

/// Whether the corpus file asks for it.
bool isTaken(const CorpusFile &file, Taken kind);
/// Its name: of its results' folder, and of its rule in the record of removals.
std::string nameOf(Taken kind);

/// A document that the classifier's top_share left out.
struct Unselected {
  DocumentId id;
  uint32_t score, limit; // bits of floats: its own, and the least that stays

  static Unselected of(DocumentId id, float score, float limit) {
    return {id, std::bit_cast<uint32_t>(score), std::bit_cast<uint32_t>(limit)};
  }
  auto operator<=>(const Unselected &) const = default;
  bool hasKeyOf(const Unselected &other) const { return id == other.id; }
  uint64_t prefix() const { return id; }
  uint32_t partitionIn(uint32_t partitions) const { return partitionOfDocument(id, partitions); }
};

/// What the stages up to one took from one unit.
struct Takings {
  std::map<uint32_t, Unselected> unselected;            // by document
  std::map<uint32_t, DocumentId> exact;                 // -> the first of this text
  std::map<uint32_t, NearDuplicate> near;               // -> its component's first
  std::map<uint32_t, std::vector<uint32_t>> paragraphs; // -> numbers of parts
  std::map<uint32_t, std::vector<uint32_t>> lines;
  std::map<uint32_t, std::vector<RepeatedSpan>> spans;

  bool hasGone(uint32_t document) const {
    return unselected.contains(document) || exact.contains(document) || near.contains(document);
  }
};

/// Reads what stages before `before` took from `unit`.
runtime::Result<Takings> readTakings(const Workshop &shop, uint32_t unit, Taken before);

/// Calls `use` with the documents of a unit that stages before `before` left, cut as they cut them.
runtime::Status
forEachSurvivor(const Workshop &shop, uint32_t unit, Taken before,
                const std::function<runtime::Status(uint32_t, StoredDocument &)> &use);

/// Which documents of the corpus are gone. A bit for each.
class GoneSet {
public:
  static runtime::Result<GoneSet> read(const Workshop &shop, Taken before);
  bool has(DocumentId id) const {
    const std::vector<bool> &unit = gone[unitOf(id)];
    return indexOf(id) < unit.size() && unit[indexOf(id)];
  }

private:
  std::vector<std::vector<bool>> gone; // by unit
};

/// Texts and names of a build's documents by their numbers; some are held.
class TextFetcher {
public:
  explicit TextFetcher(const Workshop &shop) : shop(shop) {}
  runtime::Result<std::string> textOf(DocumentId id);
  runtime::Result<std::string> nameOf(DocumentId id);

private:
  runtime::Result<const DocumentStore *> storeOf(uint32_t unit);

  const Workshop &shop;
  std::map<uint32_t, DocumentStore> stores;
  std::map<std::pair<uint32_t, size_t>, DocumentBlock> blocks;
  std::deque<std::pair<uint32_t, size_t>> order; // of `blocks`, the oldest first
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_SURVIVORS_H

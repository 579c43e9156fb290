//===- Components.h - who stays of documents that are duplicates *- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_COMPONENTS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_COMPONENTS_H

#include "runtime/base/Status.h"
#include "runtime/data/dedup/NearRecords.h"

#include <vector>

namespace heddle::corpus {

/// Connected components of matches, whatever their order. Memory: 12 bytes for each document of the
/// corpus, 8 for each unit.
class Components {
public:
  /// Unit u has documents[u] documents; an error if there are 2^32 or more.
  static runtime::Result<Components> create(std::span<const uint32_t> documents);

  /// An error if there is no such document.
  runtime::Status add(const MatchRecord &match);

  /// Calls `visit(NearDuplicate)` for all documents of each component but its first, in order.
  template <typename Visit> void forEachDuplicate(Visit visit) {
    for (uint32_t unit = 0; unit + 1 < begins.size(); ++unit)
      for (uint32_t place = begins[unit]; place < begins[unit + 1]; ++place)
        if (uint32_t root = findRoot(place); root != place)
          visit(NearDuplicate{makeDocumentId(unit, place - uint32_t(begins[unit])), idOf(root),
                              best[place].shared, best[place].total});
  }

private:
  struct Similarity {
    uint32_t shared = 0, total = 1;
  };

  explicit Components(std::vector<uint64_t> begins);
  bool has(DocumentId id) const;
  uint32_t placeOf(DocumentId id) const { return uint32_t(begins[unitOf(id)] + indexOf(id)); }
  DocumentId idOf(uint32_t place) const;
  uint32_t findRoot(uint32_t place);
  void improve(uint32_t place, const MatchRecord &match);

  std::vector<uint64_t> begins;  // the place of each unit's first document, and their number
  std::vector<uint32_t> parents; // not after the document; a root is its own
  std::vector<Similarity> best;  // of each document
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_COMPONENTS_H

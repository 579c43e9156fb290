//===- ShingleCache.h - the shingles of recent documents --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_SHINGLECACHE_H
#define HEDDLE_RUNTIME_DATA_DEDUP_SHINGLECACHE_H

#include "runtime/base/Status.h"
#include "runtime/data/dedup/DocumentId.h"
#include "runtime/data/dedup/Shingles.h"

#include <functional>
#include <list>
#include <string>
#include <unordered_map>

namespace heddle::corpus {

/// The text of a document; an error that says why there is none.
using FetchText = std::function<runtime::Result<std::string>(DocumentId)>;

/// Holds distinct shingles (8 bytes each, about as much as the text) up to `bytes`, and forgets
/// what was not asked for longest. The document that was asked for last is held however large it
/// is.
class ShingleCache {
public:
  ShingleCache(uint32_t shingleWords, FetchText fetch, uint64_t bytes)
      : shingler(shingleWords), fetch(std::move(fetch)), most(bytes) {}

  /// Stays while no other document is asked for.
  runtime::Result<std::span<const uint64_t>> get(DocumentId id);

  uint64_t fetches() const { return fetched; }

private:
  struct Entry {
    DocumentId id;
    std::vector<uint64_t> shingles;
    uint64_t bytes() const { return shingles.size() * sizeof(uint64_t) + sizeof(Entry) + 64; }
  };
  void forgetOldest();

  Shingler shingler;
  FetchText fetch;
  uint64_t most, held = 0, fetched = 0;
  std::list<Entry> entries; // the latest first
  std::unordered_map<DocumentId, std::list<Entry>::iterator> byId;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_SHINGLECACHE_H

//===- ShingleCache.cpp - the shingles of recent documents ----------------===//

#include "runtime/data/dedup/ShingleCache.h"

namespace heddle::corpus {

using runtime::Result;

Result<std::span<const uint64_t>> ShingleCache::get(DocumentId id) {
  if (auto found = byId.find(id); found != byId.end()) {
    entries.splice(entries.begin(), entries, found->second);
    return std::span<const uint64_t>(entries.front().shingles);
  }
  Result<std::string> text = fetch(id);
  if (!text)
    return text.status();
  ++fetched;
  entries.push_front({id, shingler.distinct(*text)});
  byId[id] = entries.begin();
  held += entries.front().bytes();
  while (held > most && entries.size() > 1)
    forgetOldest();
  return std::span<const uint64_t>(entries.front().shingles);
}

void ShingleCache::forgetOldest() {
  held -= entries.back().bytes();
  byId.erase(entries.back().id);
  entries.pop_back();
}

} // namespace heddle::corpus

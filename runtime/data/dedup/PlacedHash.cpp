//===- PlacedHash.cpp - where a text of this hash stands ------------------===//

#include "runtime/data/dedup/PlacedHash.h"

#include <xxhash.h>

namespace heddle::corpus {

PlacedHash PlacedHash::of(const void *data, size_t bytes, DocumentId id, uint32_t place) {
  XXH128_hash_t hash = XXH3_128bits(data, bytes);
  return {hash.high64, id, uint32_t(hash.low64), place};
}

} // namespace heddle::corpus

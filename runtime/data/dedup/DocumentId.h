//===- DocumentId.h - the number of a document in a corpus ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_DOCUMENTID_H
#define HEDDLE_RUNTIME_DATA_DEDUP_DOCUMENTID_H

#include <cstdint>

namespace heddle::corpus {

/// Unit and number in the unit: ids have the order of the documents, however these are dealt to
/// units.
using DocumentId = uint64_t;

constexpr DocumentId makeDocumentId(uint32_t unit, uint32_t index) {
  return uint64_t(unit) << 32 | index;
}
constexpr uint32_t unitOf(DocumentId id) { return uint32_t(id >> 32); }
constexpr uint32_t indexOf(DocumentId id) { return uint32_t(id); }

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_DOCUMENTID_H

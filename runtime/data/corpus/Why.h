//===- Why.h - the fate of one document -------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_WHY_H
#define HEDDLE_RUNTIME_DATA_CORPUS_WHY_H

#include "runtime/data/corpus/RemovalLog.h"

#include <optional>
#include <vector>

namespace heddle::corpus {

/// A document that is in the corpus.
struct KeptDocument {
  std::string document, id, url;
  std::string file; // of documents/
  uint64_t number;  // in it
  uint64_t bytes, tokens;
};

/// What was recorded of one document, in order.
struct Fate {
  std::vector<RemovalEntry> entries;
  std::optional<KeptDocument> kept;
};

/// `name` is path@offset, or the id or URL that a record gave. Reads all records of the corpus in
/// `folder`. Fails if no document has the name, and says which record is nearest.
runtime::Result<Fate> explainDocument(const std::string &folder, const std::string &name);

/// Calls `use` with all entries of the corpus in `folder`, in the order of their documents by
/// stage, until it says false.
runtime::Status readAllRemovals(const std::string &folder,
                                const std::function<bool(const RemovalEntry &)> &use);

/// In words, a line for each entry.
std::string describe(const RemovalEntry &entry);
std::string describe(const KeptDocument &kept);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_WHY_H

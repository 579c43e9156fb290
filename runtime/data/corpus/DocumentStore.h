//===- DocumentStore.h - documents between two stages -----------*- C++ -*-===//
//
// Documents of one unit, in their order: zstd frames of a few hundred KB each, an index at
// the end. Read in order, or one by its number.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_DOCUMENTSTORE_H
#define HEDDLE_RUNTIME_DATA_CORPUS_DOCUMENTSTORE_H

#include "runtime/base/Status.h"
#include "runtime/data/corpus/records.pb.h"
#include "runtime/data/io/OutputFile.h"

#include <functional>

namespace heddle::corpus {

class DocumentWriter {
public:
  static runtime::Result<DocumentWriter> create(const std::string &path);

  runtime::Status add(StoredDocument document);
  /// The file has its name when this succeeds.
  runtime::Status commit();

private:
  explicit DocumentWriter(OutputFile file) : file(std::move(file)) {}
  runtime::Status flush();

  void addName(const StoredDocument &document);

  OutputFile file;
  DocumentBlock block;
  size_t blockBytes = 0;
  DocumentIndex index;
  uint64_t offset = 0;
};

class DocumentStore {
public:
  static runtime::Result<DocumentStore> open(const std::string &path);
  DocumentStore(DocumentStore &&other) noexcept;
  DocumentStore &operator=(DocumentStore &&other) noexcept;
  ~DocumentStore();

  uint64_t size() const { return index.documents(); }
  size_t blocks() const { return index.block_size(); }
  /// The block that holds document `number` < size().
  size_t blockOf(uint64_t number) const;
  uint64_t firstOf(size_t block) const { return index.block(block).first_document(); }
  runtime::Result<DocumentBlock> read(size_t block) const;
  /// "path@offset" of a document.
  std::string nameOf(uint64_t number) const;
  /// Calls `use` with each document and its number, in order, until it fails.
  runtime::Status
  forEach(const std::function<runtime::Status(uint64_t, StoredDocument &)> &use) const;

private:
  DocumentStore(std::string path, int descriptor) : path(std::move(path)), descriptor(descriptor) {}
  runtime::Status readIndex();
  runtime::Result<std::string> readPacked(uint64_t offset, uint64_t bytes) const;

  std::string path;
  int descriptor;
  DocumentIndex index;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_DOCUMENTSTORE_H

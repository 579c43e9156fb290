//===- DocumentReader.h - the documents of a unit ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENTREADER_H
#define HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENTREADER_H

#include "runtime/base/Status.h"
#include "runtime/data/sources/Document.h"
#include "runtime/data/sources/Unit.h"

#include <memory>
#include <optional>
#include <variant>

namespace heddle::corpus {

/// A place of a file that should be a document and is none. Whether to go on is the caller's
/// choice.
struct BadRecord {
  std::string path;
  uint64_t offset = 0; // in the file's decompressed bytes
  runtime::Status why;
  std::optional<uint64_t> bytes; // that are passed over for it, decompressed; none if nobody knows
  bool losesRest = false;        // nothing behind it in the file can be read

  /// "PATH@OFFSET: why (how much)", with the reason's hint.
  runtime::Status status() const;
};

/// Something that is no document, and not meant to be one.
struct PassedOver {
  enum Why {
    Empty,        // a file or page without text
    Binary,       // CODE_TREE: holds a NUL or what is no UTF-8
    OtherRecord,  // WARC: a request, metadata, ...
    OtherContent, // WARC: an image, an error page, ...
  };
  std::string path;
  uint64_t offset = 0;
  Why why = Empty;
  uint64_t bytes = 0; // decompressed
};

/// A short name of the reason, for tables.
const char *nameOf(PassedOver::Why why);

struct EndOfUnit {};
using Item = std::variant<EndOfUnit, Document, BadRecord, PassedOver>;

/// The documents of one file, or of a part of it; EndOfUnit at its end.
class FileReader {
public:
  virtual ~FileReader() = default;
  virtual Item next() = 0;
  /// Bytes on the disk that were read.
  virtual uint64_t bytesRead() const = 0;
};

/// Reads a unit of planUnits(): plain text and its splits, JSONL, WARC, HTML, trees of code. Memory
/// is bounded by max_document_bytes, whatever the files hold. The items depend on the files alone.
class DocumentReader {
public:
  /// Fails on a source that contradicts itself. What is wrong with files comes as BadRecords.
  static runtime::Result<std::unique_ptr<DocumentReader>> open(const Source &source,
                                                               const Unit &unit);
  /// The next document, or why there is none at this place. EndOfUnit again and again at the end.
  Item next();
  /// Of Unit::bytes(), for progress.
  uint64_t bytesRead() const;

private:
  DocumentReader(const Source &source, const Unit &unit) : source(source), unit(unit) {}
  std::optional<Item> openFile(const SourceFile &file);

  Source source;
  Unit unit;
  size_t nextFile = 0;
  uint64_t bytesBefore = 0; // of the files before the one that is read
  std::unique_ptr<FileReader> reader;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENTREADER_H

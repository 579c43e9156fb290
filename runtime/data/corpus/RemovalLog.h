//===- RemovalLog.h - why each document went --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_REMOVALLOG_H
#define HEDDLE_RUNTIME_DATA_CORPUS_REMOVALLOG_H

#include "runtime/base/Status.h"
#include "runtime/data/io/OutputFile.h"

#include <cmath>
#include <functional>
#include <string>

namespace heddle::corpus {

/// What a build did to one document, as a line of JSON.
struct RemovalEntry {
  enum class Kind {
    Removed,
    Cut,       // parts of it
    BadRecord, // it could not be read
    Reported,  // nothing was done
  };

  Kind kind = Kind::Removed;
  std::string document; // path@offset
  std::string id, url;  // or empty
  std::string source;
  std::string rule;
  double value = NAN, limit = NAN; // what the rule measured, and what it allows
  std::string of;                  // the document or the benchmark's item that it repeats
  std::string detail;              // in words
  uint64_t cuts = 0;
  int64_t bytes = 0;
};

/// The entry as a line of JSON.
std::string formatEntry(const RemovalEntry &entry);

/// A file of zstd-compressed JSON lines.
class RemovalWriter {
public:
  static runtime::Result<RemovalWriter> create(const std::string &path);
  runtime::Status add(const RemovalEntry &entry);
  runtime::Status commit() { return file.commit(); }

private:
  explicit RemovalWriter(OutputFile file) : file(std::move(file)) {}

  OutputFile file;
};

/// Calls `use` with each entry of a file, until it says false.
runtime::Status readRemovals(const std::string &path,
                             const std::function<bool(const RemovalEntry &)> &use);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_REMOVALLOG_H

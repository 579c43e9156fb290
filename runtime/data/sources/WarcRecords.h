//===- WarcRecords.h - the records of a WARC file ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_WARCRECORDS_H
#define HEDDLE_RUNTIME_DATA_SOURCES_WARCRECORDS_H

#include "runtime/data/io/Window.h"
#include "runtime/data/sources/HeaderFields.h"

namespace heddle::corpus {

/// Finds the records of a WARC 1.0 or 1.1 file (ISO 28500): "WARC/1.x", fields, an empty line, as
/// many bytes as Content-Length says, two line ends. What is no record is passed over up to the
/// next line that begins with "WARC/1.". A record whose Content-Length does not lead to the next
/// record or the end of the file is bad; the search goes on in it, so that one wrong number loses
/// one record.
class WarcRecords {
public:
  /// The window outlives it. A record of more than `limit` bytes is bad; it is not held in memory.
  WarcRecords(Window &window, uint64_t limit) : window(window), limit(limit) {}

  struct Record {
    uint64_t offset = 0;
    uint64_t bytes = 0;     // of the file, up to what comes next
    runtime::Status status; // why it is none, else ok
    std::string_view block; // with the fields valid until the next call
  };

  /// The next record, a bad one too; none at the end. Fails if the rest of the file cannot be read.
  runtime::Result<std::optional<Record>> next();
  /// Of the record that next() gave.
  const HeaderFields &head() const { return fields; }

private:
  runtime::Status skipLineEnds();
  runtime::Result<Record> readRecord();
  runtime::Result<Record> passOver(uint64_t offset, const runtime::Status &why);
  runtime::Result<bool> endsAt(uint64_t headBytes, uint64_t bytes);

  Window &window;
  uint64_t limit;
  HeaderFields fields;
  uint64_t toTake = 0; // of the window, which the last record still needs
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_WARCRECORDS_H

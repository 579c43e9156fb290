//===- RecordFile.h - the records of one unit, by partition -----*- C++ -*-===//
//
// A stage deals its records to partitions, so that equal keys of all units meet in one. A unit's
// records are one file, which has its name only when it is complete:
//
//   blocks of records, each of one partition, as they were filled
//   index    {offset, bytes, XXH3-64, partition, 0} of each block: 8 + 8 + 8 + 4 + 4 bytes
//   trailer  "HEDDLREC", record size, partitions (4 bytes each), blocks, XXH3-64 of index and this
//
// Numbers are little-endian. Whatever does not fit this is an error that names the file.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_RECORDFILE_H
#define HEDDLE_RUNTIME_DATA_DEDUP_RECORDFILE_H

#include "runtime/data/dedup/DiskFile.h"

#include <vector>

namespace heddle::corpus {

/// Where the records of one stage are: a file for each of `units`, cut into `partitions`.
struct RecordFolder {
  std::string path;
  uint32_t units = 1;
  uint32_t partitions = 64;

  std::string fileOf(uint32_t unit) const { return path + "/unit-" + std::to_string(unit); }
};

/// What every file of a folder has in common.
struct RecordLayout {
  uint32_t recordBytes;
  uint32_t partitions;
};

struct RecordBlock {
  uint64_t offset;
  uint64_t bytes;
  uint64_t checksum;
  uint32_t partition;
  uint32_t zero;
};

/// Blocks are written beside the file until commit().
class RecordFileWriter {
public:
  /// Makes the folder of `path` if there is none.
  static Result<RecordFileWriter> create(const std::string &path, RecordLayout layout);

  /// The first error stays, and is commit()'s: what comes after it is not written.
  void write(uint32_t partition, std::span<const std::byte> records);
  Status commit();

private:
  RecordFileWriter(DiskFile file, std::string path, RecordLayout layout)
      : file(std::move(file)), path(std::move(path)), layout(layout) {}

  DiskFile file;
  std::string path;
  RecordLayout layout;
  std::vector<RecordBlock> blocks;
  uint64_t end = 0;
  Status status;
};

/// A complete file; its blocks are checked when they are read.
class RecordFileReader {
public:
  static Result<RecordFileReader> open(const std::string &path, RecordLayout layout);

  const std::vector<RecordBlock> &blocks() const { return index; }
  /// `records` has block.bytes bytes.
  Status read(const RecordBlock &block, std::span<std::byte> records) const;

private:
  explicit RecordFileReader(DiskFile file) : file(std::move(file)) {}
  Status readIndex(RecordLayout layout);
  Status checkBlocks(RecordLayout layout, uint64_t end) const;

  DiskFile file;
  std::vector<RecordBlock> index;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_RECORDFILE_H

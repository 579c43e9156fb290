//===- InputFile.h - a file read from its begin to its end ------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_IO_INPUTFILE_H
#define HEDDLE_RUNTIME_DATA_IO_INPUTFILE_H

#include "runtime/base/Descriptor.h"
#include "runtime/data/io/Decoder.h"

#include <cstdint>

namespace heddle::corpus {

enum class Compression { None, Gzip, Zstd };

/// A regular file, plain, gzip or zstd, read in pieces with a buffer of 128 KiB and what the
/// decompressor needs (at most 128 MiB for zstd). Every error names the file and the offset.
class InputFile {
public:
  /// Decompressed if its first bytes say so, whatever its name. Fails on what is no regular file,
  /// and on compressed forms that are not read (xz, bzip2, lz4, zip, parquet).
  static runtime::Result<InputFile> open(const std::string &path);
  /// The bytes as they are, from `begin` on.
  static runtime::Result<InputFile> openPlain(const std::string &path, uint64_t begin = 0);

  /// Fills the begin of `into`, which is not empty; gives how many bytes, 0 only at the end. What
  /// comes before a damaged place is given before its error. A checksum stands at the end of a
  /// member or frame: its error comes behind the bytes that it is about.
  runtime::Result<size_t> read(std::span<char> into);

  /// Of the next byte that read() gives, in decompressed bytes.
  uint64_t offset() const { return given; }
  /// On the disk: all, when it was opened, and those that were read.
  uint64_t bytes() const { return size; }
  uint64_t bytesRead() const { return position - (pendingEnd - pendingBegin); }
  Compression compression() const { return kind; }

private:
  InputFile(std::string path, runtime::Descriptor file, uint64_t size)
      : path(std::move(path)), file(std::move(file)), size(size) {}
  static runtime::Result<InputFile> openRaw(const std::string &path);
  runtime::Result<size_t> readRaw(std::span<char> into);
  runtime::Result<size_t> readDecoded(std::span<char> into);
  runtime::Status refill();
  runtime::Status locate(const runtime::Status &status) const;

  std::string path;
  runtime::Descriptor file;
  uint64_t size;
  uint64_t position = 0; // of the next byte of the file
  uint64_t given = 0;
  Compression kind = Compression::None;
  std::unique_ptr<Decoder> decoder;
  std::unique_ptr<char[]> pending; // compressed bytes that were not decoded yet
  size_t pendingBegin = 0, pendingEnd = 0;
  runtime::Status failure; // comes when what is before it was given
};

/// How the first bytes of a file say it is compressed; an error for forms that are not read.
runtime::Result<Compression> detectCompression(std::string_view firstBytes);
/// The same of a file.
runtime::Result<Compression> compressionOf(const std::string &path);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_IO_INPUTFILE_H

//===- OutputFile.h - a file that is there whole or not at all --*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_IO_OUTPUTFILE_H
#define HEDDLE_RUNTIME_DATA_IO_OUTPUTFILE_H

#include "runtime/base/File.h"

#include <memory>
#include <string>
#include <string_view>

namespace heddle::corpus {

struct OutputOptions {
  bool zstd = false;
  int level = 3; // of zstd
};

/// A NewFile (runtime/base/File.h), compressed or not. The same bytes give the same file, however
/// they are divided into write()s. Every error names the file, how far it was written and what to
/// do. A limit of file sizes (ulimit -f) is an error too if the program ignores SIGXFSZ.
class OutputFile {
public:
  static runtime::Result<OutputFile> create(const std::string &path, OutputOptions options = {});
  OutputFile(OutputFile &&) noexcept;
  OutputFile &operator=(OutputFile &&) = delete;
  ~OutputFile();

  /// After an error every further call gives it again.
  runtime::Status write(std::string_view bytes);
  /// The file is on the disk with its name, durably, when this succeeded. Nothing is written after
  /// it.
  runtime::Status commit();

  /// That write() was given, and that are in the file (all of them after commit()).
  uint64_t bytes() const { return taken; }
  uint64_t bytesOnDisk() const { return stored; }

private:
  struct Encoder;
  OutputFile(runtime::NewFile file, std::unique_ptr<Encoder> encoder);
  runtime::Status encode(std::string_view bytes, bool last);
  runtime::Status flush();
  runtime::Status store(std::string_view bytes);
  runtime::Status fail(const runtime::Status &status);

  runtime::NewFile file;
  std::unique_ptr<Encoder> encoder; // none: plain
  std::string buffer;
  uint64_t taken = 0, stored = 0;
  runtime::Status failure;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_IO_OUTPUTFILE_H

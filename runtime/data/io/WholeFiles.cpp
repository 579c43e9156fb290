//===- WholeFiles.cpp - small files, read and written whole -----*- C++ -*-===//

#include "runtime/data/io/WholeFiles.h"

#include "runtime/data/io/InputFile.h"
#include "runtime/data/io/OutputFile.h"

#include <vector>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

static constexpr uint64_t kMost = uint64_t{1} << 32;

Result<std::string> readInput(const std::string &path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file)
    return file.status();
  std::string text;
  std::vector<char> piece(1 << 18);
  while (true) {
    Result<size_t> count = file->read(piece);
    if (!count)
      return count.status();
    if (*count == 0)
      return text;
    text.append(piece.data(), *count);
    if (text.size() > kMost)
      return error("'" + path + "' has more than 4 GiB", "give a smaller file, or divide it");
  }
}

Status writeOutput(const std::string &path, std::string_view bytes) {
  Result<OutputFile> file = OutputFile::create(path);
  if (!file)
    return file.status();
  Status status = file->write(bytes);
  return status ? file->commit() : status;
}

} // namespace heddle::corpus

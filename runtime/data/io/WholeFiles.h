//===- WholeFiles.h - small files, read and written whole -------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_IO_WHOLEFILES_H
#define HEDDLE_RUNTIME_DATA_IO_WHOLEFILES_H

#include "runtime/base/Status.h"

#include <string>
#include <string_view>

namespace heddle::corpus {

/// The decompressed content of a file (InputFile); fails if it is more than 4 GiB.
runtime::Result<std::string> readInput(const std::string &path);

/// Writes a file at once (OutputFile).
runtime::Status writeOutput(const std::string &path, std::string_view bytes);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_IO_WHOLEFILES_H

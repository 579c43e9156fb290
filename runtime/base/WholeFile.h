//===- WholeFile.h - small files, read whole --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_WHOLEFILE_H
#define HEDDLE_RUNTIME_BASE_WHOLEFILE_H

#include "runtime/base/Status.h"

#include <string>

namespace heddle::runtime {

/// The bytes of a file. Fails, naming it and the reason, if it cannot be read.
Result<std::string> readWholeFile(const std::string &path);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_WHOLEFILE_H

//===- StandardFiles.h - descriptors 0, 1 and 2 -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_STANDARDFILES_H
#define HEDDLE_RUNTIME_BASE_STANDARDFILES_H

#include "runtime/base/Status.h"

namespace heddle::runtime {

/// Opens /dev/null under each of the descriptors 0 to 2 that is closed. Without it the next file
/// that is opened, a log or a checkpoint, gets such a number, and what is printed lands in it. To
/// be called before anything is opened.
void holdStandardFiles();

/// Writes out what was printed to standard output. Fails if any of it was lost.
Status flushOutput();

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_STANDARDFILES_H

//===- Target.h - can this machine run a program? ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_PROGRAM_TARGET_H
#define HEDDLE_RUNTIME_PROGRAM_TARGET_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

namespace heddle::program {

/// An error that names what this machine lacks if it cannot run the program's object code.
runtime::Status checkTarget(const Program &program);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_TARGET_H

//===- Validator.h - is a program safe to run? ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_PROGRAM_VALIDATOR_H
#define HEDDLE_RUNTIME_PROGRAM_VALIDATOR_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

namespace heddle::program {

/// Ok if every rank can walk every entry without leaving its arena and without waiting for ever:
/// * every index names something, every number of bases, scalars, operands agrees with its
/// declaration;
/// * every operand of every instruction lies in its frame, and every frame of every row in the
/// arena,
///   for the coordinates of every rank, aligned to its elements;
/// * every entry's table, walked with sends that block until they are received, comes to its end:
///   each message meets its partner with the same value and bytes, and the ranks of a group issue
///   equal collectives in the same order.
/// The object code of kernels is trusted: what it does with its arguments is not looked at.
runtime::Status validateProgram(const Program &program);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_VALIDATOR_H

//===- StructureHash.h - a program with its sizes erased --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_PROGRAM_STRUCTUREHASH_H
#define HEDDLE_RUNTIME_PROGRAM_STRUCTUREHASH_H

#include "runtime/program/program.pb.h"

#include <cstdint>

namespace heddle::program {

/// A hash of what a program does, not of how large it is: mesh, opcodes, which frame each operand
/// lies in, kinds and axes of collectives, the rows' segments, instances and micro-batches, and
/// which row wrote what a row reads. Offsets, sizes, element types and the object code do not
/// count. So `verify` can show that the small float64 program that it checked and the one that will
/// run are the same compilation.
uint64_t structureHash(const Program &program);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_STRUCTUREHASH_H

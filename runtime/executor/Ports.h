//===- Ports.h - global arrays into and out of arenas -----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_PORTS_H
#define HEDDLE_RUNTIME_EXECUTOR_PORTS_H

#include "runtime/base/Status.h"
#include "runtime/executor/Tensor.h"
#include "runtime/program/program.pb.h"

#include <map>
#include <string>

namespace heddle::runtime {

/// The global array of a port: its shape with the entry's global batch.
Tensor portTensor(const program::Entry &entry, const program::Port &port);

/// Ok if `inputs` are exactly what the entry takes on all roles; `weights` to train with must add
/// up to something, since the loss is divided by their sum.
Status checkInputs(const program::Program &program, const std::string &entry,
                   const std::map<std::string, Tensor> &inputs);

/// Copies the part of `tensor` that a rank holds between the array and its arena.
void writePort(const program::Mesh &mesh, program::Coordinates at, const program::Entry &entry,
               const program::Port &port, const Tensor &tensor, std::span<std::byte> arena);
void readPort(const program::Mesh &mesh, program::Coordinates at, const program::Entry &entry,
              const program::Port &port, Tensor &tensor, std::span<const std::byte> arena);

/// The entry of a role by name; nothing if there is none.
const program::Entry *findEntry(const program::Role &role, const std::string &name);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_PORTS_H

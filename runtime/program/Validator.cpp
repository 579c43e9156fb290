//===- Validator.cpp - is a program safe to run? --------------------------===//

#include "runtime/program/Validator.h"

#include "runtime/program/Mesh.h"
#include "runtime/program/ValidatorParts.h"

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

/// More ranks than any cluster has; keeps every product of coordinates small.
static constexpr uint64_t kMaxRanks = uint64_t(1) << 24;

static Status checkMesh(const Program &program) {
  const Mesh &mesh = program.mesh();
  uint64_t ranks = 1;
  for (uint64_t size : {mesh.dp(), mesh.pp(), mesh.tp()}) {
    if (size == 0 || size > kMaxRanks || ranks * size > kMaxRanks)
      return error("the mesh dp " + std::to_string(mesh.dp()) + " x pp " +
                   std::to_string(mesh.pp()) + " x tp " + std::to_string(mesh.tp()) +
                   " is empty or too large");
    ranks *= size;
  }
  if (uint32_t(program.roles_size()) != mesh.pp())
    return error("the mesh has " + std::to_string(mesh.pp()) + " stages, the program " +
                 std::to_string(program.roles_size()) + " roles");
  for (int stage = 0; stage < program.roles_size(); ++stage)
    if (program.roles(stage).stage() != uint32_t(stage))
      return error("role " + std::to_string(stage) + " is of stage " +
                   std::to_string(program.roles(stage).stage()));
  return {};
}

static Status checkKernels(const Program &program) {
  if (program.kernels_size() != 0 && program.kernel_library().empty())
    return error("the program has kernels but no object code");
  for (const Kernel &kernel : program.kernels())
    if (kernel.symbol().empty() || kernel.symbol().find('\0') != std::string::npos)
      return error("a kernel has no symbol");
  return {};
}

Status validateProgram(const Program &program) {
  for (auto *check :
       {checkMesh, checkKernels, checkRows, checkSegments, checkState, checkPorts, checkTables})
    if (Status status = check(program); !status)
      return status;
  return {};
}

} // namespace heddle::program

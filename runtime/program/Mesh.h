//===- Mesh.h - ranks and coordinates ---------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_PROGRAM_MESH_H
#define HEDDLE_RUNTIME_PROGRAM_MESH_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::program {

/// Where a rank stands. rank = (pp * dp_size + dp) * tp_size + tp.
struct Coordinates {
  uint32_t dp = 0;
  uint32_t pp = 0;
  uint32_t tp = 0;

  uint32_t along(MeshAxis axis) const {
    return axis == DP ? dp : axis == PP ? pp : axis == TP ? tp : 0;
  }
};

inline uint32_t meshSize(const Mesh &mesh, MeshAxis axis) {
  return axis == DP ? mesh.dp() : axis == PP ? mesh.pp() : axis == TP ? mesh.tp() : 1;
}
inline uint32_t rankCount(const Mesh &mesh) { return mesh.dp() * mesh.pp() * mesh.tp(); }
inline uint32_t rankOf(const Mesh &mesh, Coordinates at) {
  return (at.pp * mesh.dp() + at.dp) * mesh.tp() + at.tp;
}
inline Coordinates coordinatesOf(const Mesh &mesh, uint32_t rank) {
  return {rank / mesh.tp() % mesh.dp(), rank / mesh.tp() / mesh.dp(), rank % mesh.tp()};
}

/// The ranks that `at` shares a collective with, ascending. Empty if the stages leave `at` out.
std::vector<uint32_t> groupOf(const Mesh &mesh, Coordinates at, const Collective &collective);

/// "rank 5 (dp 1, pp 0, tp 1)".
std::string describeRank(const Mesh &mesh, uint32_t rank);

/// Bytes of an element; 0 for an unknown type.
inline uint64_t elementBytes(DataType type) {
  return type == F32 || type == I32 ? 4 : type == F64 || type == I64 ? 8 : 0;
}

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_MESH_H

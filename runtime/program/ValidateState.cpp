//===- ValidateState.cpp - variables, buckets and ports -------------------===//

#include "runtime/program/ValidatorParts.h"

#include <set>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

static constexpr int kMaxDimensions = 16;

/// Elements of an array; does not fit if too large.
static Size elementsOf(const google::protobuf::RepeatedField<uint64_t> &shape) {
  Size elements = 1;
  for (uint64_t size : shape)
    elements = elements * size;
  return elements;
}

static Status checkSplit(const Program &program, const Variable &variable, int dimension) {
  uint64_t parts = 1;
  std::set<int> seen;
  for (int axis : variable.splits(dimension).axes()) {
    if ((axis != DP && axis != PP && axis != TP) || !seen.insert(axis).second)
      return error("a dimension is split by an unknown mesh axis, or twice by one");
    parts *= meshSize(program.mesh(), MeshAxis(axis));
  }
  if (variable.shape(dimension) == 0 || variable.shape(dimension) % parts != 0)
    return error("dimension " + std::to_string(dimension) + " of " +
                 std::to_string(variable.shape(dimension)) + " elements does not divide into " +
                 std::to_string(parts) + " parts");
  return {};
}

static Status checkVariable(const Program &program, const Variable &variable) {
  if (elementBytes(variable.type()) == 0)
    return error("of no known element type");
  if (variable.shape_size() > kMaxDimensions)
    return error("more than " + std::to_string(kMaxDimensions) + " dimensions");
  if (!(elementsOf(variable.shape()) * 8).fits(INT64_MAX))
    return error("too large");
  if (variable.splits_size() != 0 && variable.splits_size() != variable.shape_size())
    return error("the splits do not agree with the shape");
  for (int dimension = 0; dimension < variable.splits_size(); ++dimension)
    if (Status status = checkSplit(program, variable, dimension); !status)
      return status;
  for (uint32_t stage : variable.stages())
    if (stage >= program.mesh().pp())
      return error("there is no " + stageName(stage));
  return {};
}

static uint64_t localElements(const Program &program, const Variable &variable) {
  uint64_t elements = elementsOf(variable.shape()).get();
  for (const Variable::Split &split : variable.splits())
    for (int axis : split.axes())
      elements /= meshSize(program.mesh(), MeshAxis(axis));
  return elements;
}

static Status checkMembers(const Program &program, const Bucket &bucket) {
  for (const Bucket::Member &member : bucket.members()) {
    if (member.variable() >= uint32_t(program.variables_size()))
      return error("there is no variable " + std::to_string(member.variable()));
    const Variable &variable = program.variables(int(member.variable()));
    if (!(Size(member.element()) + localElements(program, variable)).fits(bucket.elements()))
      return error("variable '" + variable.name() + "' leaves the bucket of " +
                   std::to_string(bucket.elements()) + " elements");
  }
  return {};
}

static Status checkBucket(const Program &program, const Role &role, const Bucket &bucket) {
  uint64_t element = elementBytes(bucket.type());
  if (element == 0)
    return error("of no known element type");
  if (bucket.storage() == Bucket::STORAGE_UNSPECIFIED || !Bucket::Storage_IsValid(bucket.storage()))
    return error("of no known storage");
  bool sharded = bucket.storage() != Bucket::FULL;
  if (sharded && bucket.elements() % program.mesh().dp() != 0)
    return error(std::to_string(bucket.elements()) + " elements do not divide among dp " +
                 std::to_string(program.mesh().dp()));
  uint64_t stored = bucket.storage() == Bucket::SHARD ? bucket.elements() / program.mesh().dp()
                                                      : bucket.elements();
  if (!(Size(stored) * element + bucket.offset()).fits(role.arena_bytes()) ||
      bucket.offset() % element != 0)
    return error("leaves the arena of " + std::to_string(role.arena_bytes()) +
                 " bytes, or is not aligned");
  return checkMembers(program, bucket);
}

Status checkState(const Program &program) {
  std::set<std::string> names;
  for (const Variable &variable : program.variables()) {
    Status status = checkVariable(program, variable);
    if (status.ok() && !names.insert(variable.name()).second)
      status = error("the name is there twice");
    if (!status)
      return status.at("variable '" + variable.name() + "'");
  }
  for (const Role &role : program.roles())
    for (const Bucket &bucket : role.buckets())
      if (Status status = checkBucket(program, role, bucket); !status)
        return status.at(stageName(role.stage()) + ", bucket '" + bucket.name() + "'");
  return {};
}

std::optional<bool> isSplitOverDp(const Mesh &mesh, const Entry &entry, const Port &port) {
  if (port.shape_size() == 0)
    return false;
  Size own = Size(port.shape(0)) * port.micro_batches();
  if ((own * mesh.dp()).fits(entry.global_batch()) &&
      (own * mesh.dp()).get() == entry.global_batch())
    return true;
  if (own.fits(entry.global_batch()) && own.get() == entry.global_batch())
    return false;
  return std::nullopt;
}

static Status checkPort(const Program &program, const Role &role, const Entry &entry,
                        const Port &port) {
  uint64_t element = elementBytes(port.type());
  if (element == 0)
    return error("of no known element type");
  if (port.shape_size() > kMaxDimensions)
    return error("more than " + std::to_string(kMaxDimensions) + " dimensions");
  uint64_t microBatches = port.micro_batches();
  if (microBatches == 0)
    return error("of no micro-batches");
  Size last = Size(microBatches - 1) * port.stride();
  if (!(last + port.offset() + elementsOf(port.shape()) * element).fits(role.arena_bytes()))
    return error("leaves the arena of " + std::to_string(role.arena_bytes()) + " bytes");
  if (port.shape_size() == 0 && microBatches != 1)
    return error("a scalar has one value, not one per micro-batch");
  if (!isSplitOverDp(program.mesh(), entry, port))
    return error(std::to_string(microBatches) + " micro-batches of " +
                 std::to_string(port.shape(0)) + " on dp " + std::to_string(program.mesh().dp()) +
                 " are not the entry's batch of " + std::to_string(entry.global_batch()));
  return {};
}

Status checkPorts(const Program &program) {
  for (const Role &role : program.roles())
    for (const Entry &entry : role.entries())
      for (const auto *ports : {&entry.inputs(), &entry.outputs()}) {
        std::set<std::string> names;
        for (const Port &port : *ports) {
          Status status = checkPort(program, role, entry, port);
          if (status.ok() && !names.insert(port.name()).second)
            status = error("the name is there twice");
          if (!status)
            return status.at(stageName(role.stage()) + ", entry '" + entry.name() + "', port '" +
                             port.name() + "'");
        }
      }
  return {};
}

} // namespace heddle::program

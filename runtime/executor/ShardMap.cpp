//===- ShardMap.cpp - global tensors and where ranks hold them ------------===//

#include "runtime/executor/ShardMap.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

namespace heddle::runtime {

using program::Bucket;
using program::Coordinates;
using program::Variable;

namespace {

/// A variable's local part on one rank, as the contiguous chunks of the global tensor that it
/// consists of.
class LocalPart {
public:
  LocalPart(const program::Mesh &mesh, const Variable &variable, Coordinates at);
  uint64_t chunkElements() const { return chunk; }
  uint64_t chunks() const { return count; }
  /// Global element number of the first element of a chunk.
  uint64_t chunkStart(uint64_t number) const;

private:
  std::vector<uint64_t> shape, local, begin;
  uint64_t chunk = 1; // the trailing dimensions that are whole, and the last one that is split
  uint64_t count = 1; // product of the local sizes before
  int outer = 0;      // number of dimensions before
};

} // namespace

LocalPart::LocalPart(const program::Mesh &mesh, const Variable &variable, Coordinates at)
    : shape(variable.shape().begin(), variable.shape().end()), local(shape),
      begin(shape.size(), 0) {
  for (int dimension = 0; dimension < variable.splits_size(); ++dimension) {
    uint64_t part = 0, parts = 1;
    for (int axis : variable.splits(dimension).axes()) {
      uint32_t size = meshSize(mesh, program::MeshAxis(axis));
      part = part * size + at.along(program::MeshAxis(axis));
      parts *= size;
    }
    local[dimension] /= parts;
    begin[dimension] = part * local[dimension];
  }
  outer = int(shape.size());
  while (outer > 0) {
    --outer;
    chunk *= local[outer];
    if (local[outer] != shape[outer])
      break;
  }
  for (int dimension = 0; dimension < outer; ++dimension)
    count *= local[dimension];
}

uint64_t LocalPart::chunkStart(uint64_t number) const {
  uint64_t start = 0, stride = 1;
  for (int dimension = int(shape.size()) - 1; dimension >= 0; --dimension) {
    uint64_t index = begin[dimension];
    if (dimension < outer) {
      index += number % local[dimension];
      number /= local[dimension];
    }
    start += index * stride;
    stride *= shape[dimension];
  }
  return start;
}

std::vector<StateName> ShardMap::names() const {
  std::vector<std::string> suffixes = {"", "gradient", "moment1", "moment2"};
  std::set<std::pair<uint32_t, std::string>> held;
  for (const program::Role &role : program.roles())
    for (const Bucket &bucket : role.buckets()) {
      if (std::find(suffixes.begin(), suffixes.end(), bucket.suffix()) == suffixes.end())
        suffixes.push_back(bucket.suffix());
      for (const Bucket::Member &member : bucket.members())
        held.emplace(member.variable(), bucket.suffix());
    }
  std::vector<StateName> names;
  for (int variable = 0; variable < program.variables_size(); ++variable)
    for (const std::string &suffix : suffixes)
      if (held.count({uint32_t(variable), suffix}))
        names.push_back({program.variables(variable).name(), suffix});
  return names;
}

/// Calls `each` with every bucket of the role that holds the name, and the member.
static void forEachMember(const program::Program &program, const program::Role &role,
                          const StateName &name, auto &&each) {
  for (const Bucket &bucket : role.buckets())
    if (bucket.suffix() == name.suffix)
      for (const Bucket::Member &member : bucket.members())
        if (program.variables(int(member.variable())).name() == name.variable)
          each(bucket, member);
}

Result<Tensor> ShardMap::emptyTensor(const StateName &name) const {
  const Bucket *found = nullptr;
  const Variable *variable = nullptr;
  for (const program::Role &role : program.roles())
    forEachMember(program, role, name, [&](const Bucket &bucket, const Bucket::Member &member) {
      found = &bucket;
      variable = &program.variables(int(member.variable()));
    });
  if (!found)
    return error("no rank holds '" + name.str() + "'",
                 "heddle inspect lists what the program holds");
  return Tensor(found->type(), {variable->shape().begin(), variable->shape().end()});
}

/// The elements of the bucket that a rank's buffer holds, and which of them lies at its start.
struct Held {
  uint64_t begin, end, first;
};

static Held heldElements(const program::Mesh &mesh, const Bucket &bucket, Coordinates at) {
  if (bucket.storage() == Bucket::FULL)
    return {0, bucket.elements(), 0};
  uint64_t part = bucket.elements() / mesh.dp(), begin = part * at.dp;
  return {begin, begin + part, bucket.storage() == Bucket::SHARD ? begin : 0};
}

static void appendRuns(const program::Mesh &mesh, const Bucket &bucket, uint64_t memberElement,
                       const LocalPart &part, Coordinates at, std::vector<Run> &runs) {
  Held held = heldElements(mesh, bucket, at);
  for (uint64_t i = 0; i < part.chunks(); ++i) {
    uint64_t chunkBegin = memberElement + i * part.chunkElements();
    uint64_t begin = std::max(chunkBegin, held.begin);
    uint64_t end = std::min(chunkBegin + part.chunkElements(), held.end);
    if (begin < end)
      runs.push_back(
          {part.chunkStart(i) + (begin - chunkBegin), end - begin,
           bucket.offset() + (begin - held.first) * program::elementBytes(bucket.type())});
  }
}

std::vector<Run> ShardMap::runs(const StateName &name, uint32_t rank) const {
  const program::Mesh &mesh = program.mesh();
  Coordinates at = coordinatesOf(mesh, rank);
  std::vector<Run> runs;
  forEachMember(program, program.roles(int(at.pp)), name,
                [&](const Bucket &bucket, const Bucket::Member &member) {
                  LocalPart part(mesh, program.variables(int(member.variable())), at);
                  appendRuns(mesh, bucket, member.element(), part, at, runs);
                });
  std::sort(runs.begin(), runs.end(),
            [](const Run &a, const Run &b) { return a.arenaByte < b.arenaByte; });
  return runs;
}

/// How many elements the ranges cover.
static uint64_t covered(std::vector<std::pair<uint64_t, uint64_t>> ranges) {
  std::sort(ranges.begin(), ranges.end());
  uint64_t count = 0, end = 0;
  for (auto [first, last] : ranges) {
    count += last - std::min(last, std::max(first, end));
    end = std::max(end, last);
  }
  return count;
}

Result<Tensor> ShardMap::gather(const StateName &name, const ArenaOf &arenaOf) const {
  Result<Tensor> tensor = emptyTensor(name);
  if (!tensor)
    return tensor;
  uint64_t element = program::elementBytes(tensor->type);
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  // From the last rank to the first: of replicas the first one stays.
  for (uint32_t rank = rankCount(program.mesh()); rank-- > 0;)
    for (const Run &run : runs(name, rank)) {
      std::memcpy(tensor->bytes.data() + run.globalElement * element,
                  arenaOf(rank).data() + run.arenaByte, run.elements * element);
      ranges.emplace_back(run.globalElement, run.globalElement + run.elements);
    }
  if (uint64_t found = covered(std::move(ranges)); found != tensor->elements())
    return error("the ranks hold only " + std::to_string(found) + " of " +
                 std::to_string(tensor->elements()) + " elements of '" + name.str() + "'");
  return tensor;
}

static std::string describeShape(const Tensor &tensor) {
  std::string text = program::DataType_Name(tensor.type) + " [";
  for (size_t i = 0; i < tensor.shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(tensor.shape[i]);
  return text + "]";
}

Status ShardMap::scatter(const StateName &name, const Tensor &tensor,
                         const ArenaOf &arenaOf) const {
  Result<Tensor> expected = emptyTensor(name);
  if (!expected)
    return expected.status();
  if (expected->type != tensor.type || expected->shape != tensor.shape)
    return error("'" + name.str() + "' is " + describeShape(tensor) + ", the program holds " +
                 describeShape(*expected));
  uint64_t element = program::elementBytes(tensor.type);
  for (uint32_t rank = 0; rank < rankCount(program.mesh()); ++rank)
    for (const Run &run : runs(name, rank))
      std::memcpy(arenaOf(rank).data() + run.arenaByte,
                  tensor.bytes.data() + run.globalElement * element, run.elements * element);
  return {};
}

Status ShardMap::checkReplicas(const StateName &name, const ArenaOf &arenaOf) const {
  Result<Tensor> tensor = gather(name, arenaOf);
  if (!tensor)
    return tensor.status();
  uint64_t element = program::elementBytes(tensor->type);
  auto owner = [&](uint64_t index) {
    for (uint32_t rank = 0;; ++rank)
      for (const Run &run : runs(name, rank))
        if (index >= run.globalElement && index - run.globalElement < run.elements)
          return rank;
  };
  for (uint32_t rank = 0; rank < rankCount(program.mesh()); ++rank)
    for (const Run &run : runs(name, rank))
      for (uint64_t i = 0; i < run.elements; ++i)
        if (std::memcmp(arenaOf(rank).data() + run.arenaByte + i * element,
                        tensor->bytes.data() + (run.globalElement + i) * element, element) != 0)
          return error("element " + std::to_string(run.globalElement + i) + " of '" + name.str() +
                       "' differs between " +
                       describeRank(program.mesh(), owner(run.globalElement + i)) + " and " +
                       describeRank(program.mesh(), rank));
  return {};
}

} // namespace heddle::runtime

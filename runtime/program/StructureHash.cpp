//===- StructureHash.cpp - a program with its sizes erased ----------------===//

#include "runtime/program/StructureHash.h"

#include "runtime/program/Dataflow.h"

#include <xxhash.h>

#include <memory>
#include <string_view>
#include <vector>

namespace heddle::program {

namespace {

/// "segment.reduce_scatter_3" without its number: how many blocks share a name, or a segment,
/// depends on which sizes are equal.
std::string_view withoutNumber(std::string_view name) {
  size_t end = name.find_last_not_of("0123456789");
  return end != name.npos && end + 1 < name.size() && name[end] == '_' ? name.substr(0, end) : name;
}

/// Feeds what counts into one XXH3 state, each item with what delimits it. Kernels count by what is
/// fused into them.
class Hasher {
public:
  explicit Hasher(const Program &program) : program(program), state(XXH3_createState()) {
    XXH3_64bits_reset(state.get());
  }
  uint64_t digest() const { return XXH3_64bits_digest(state.get()); }

  void add(uint64_t number) { XXH3_64bits_update(state.get(), &number, sizeof(number)); }
  void add(std::string_view text) {
    add(text.size());
    XXH3_64bits_update(state.get(), text.data(), text.size());
  }
  void add(const auto &list, auto &&each) {
    add(uint64_t(list.size()));
    for (const auto &item : list)
      each(item);
  }

  void add(const Ref &ref) {
    add(ref.frame());
    add(ref.terms(), [&](const CoordinateTerm &term) { add(term.axis()); });
  }
  void add(const Scalar &scalar) {
    add(scalar.row_scalar());
    add(scalar.terms(), [&](const CoordinateTerm &term) { add(term.axis()); });
  }
  void addKind(const Gemm &gemm) {
    add(gemm.a());
    add(gemm.b());
    add(gemm.c());
    add(uint64_t(gemm.transpose_a()));
    add(uint64_t(gemm.transpose_b()));
    add(gemm.accumulate());
    add(uint64_t(gemm.accumulate().constant()));
  }
  void addKind(const Launch &launch) {
    add(std::string_view(program.kernels(launch.kernel()).description()));
    add(launch.args(), [&](const Ref &ref) { add(ref); });
    add(launch.scalars(), [&](const Scalar &scalar) { add(scalar); });
  }
  void addKind(const Attention &attention) {
    add(uint64_t(attention.backward()));
    add(uint64_t(attention.causal()));
    for (const Ref *ref : {&attention.query(), &attention.key(), &attention.value(),
                           &attention.result(), &attention.lse(), &attention.workspace()})
      add(*ref);
    add(uint64_t(attention.has_documents()));
    if (attention.has_documents())
      add(attention.documents());
    if (!attention.backward())
      return;
    for (const Ref *ref : {&attention.result_grad(), &attention.query_grad(), &attention.key_grad(),
                           &attention.value_grad()})
      add(*ref);
  }
  void addKind(const Collective &collective) {
    add(collective.kind());
    add(collective.reduction());
    add(collective.buffer());
    add(collective.axes(), [&](int axis) { add(uint64_t(axis)); });
    add(collective.stages(), [&](uint32_t stage) { add(stage); });
  }
  void addKind(const Exchange &exchange) {
    auto message = [&](const Exchange::Message &message) {
      add(message.stage());
      add(message.value());
      add(message.buffer());
    };
    add(exchange.sends(), message);
    add(exchange.receives(), message);
  }
  void addKind(const Fill &fill) { add(fill.buffer()); }
  void addKind(const Copy &copy) {
    add(copy.source());
    add(copy.destination());
  }
  void add(const Instruction &instruction) {
    add(uint64_t(instruction.kind_case()));
    switch (instruction.kind_case()) {
    case Instruction::kGemm:
      return addKind(instruction.gemm());
    case Instruction::kLaunch:
      return addKind(instruction.launch());
    case Instruction::kAttention:
      return addKind(instruction.attention());
    case Instruction::kCollective:
      return addKind(instruction.collective());
    case Instruction::kExchange:
      return addKind(instruction.exchange());
    case Instruction::kFill:
      return addKind(instruction.fill());
    case Instruction::kCopy:
      return addKind(instruction.copy());
    case Instruction::KIND_NOT_SET:
      return;
    }
  }
  void add(const Segment &segment) {
    add(withoutNumber(segment.name()));
    add(segment.frames(),
        [&](const Segment::Frame &frame) { add(uint64_t(frame.memory_class())); });
    add(segment.scalars());
    add(segment.instructions(), [&](const Instruction &instruction) { add(instruction); });
  }
  /// `segments`: the digest of each segment.
  void addEntry(const Role &role, const Entry &entry, const std::vector<uint64_t> &segments) {
    add(std::string_view(entry.name()));
    add(entry.rows(), [&](const Row &row) {
      add(segments[row.segment()]);
      if (program.instances_size() != 0)
        add(std::string_view(program.instances(int(row.instance()))));
      add(row.micro_batch());
    });
    add(traceFrames(program, role, entry), [&](const std::vector<FrameSource> &row) {
      add(row, [&](const FrameSource &source) {
        for (uint32_t part : {uint32_t(source.kind), source.index, source.part})
          add(part);
      });
    });
  }

private:
  struct Free {
    void operator()(XXH3_state_t *state) const { XXH3_freeState(state); }
  };
  const Program &program;
  std::unique_ptr<XXH3_state_t, Free> state;
};

} // namespace

uint64_t structureHash(const Program &program) {
  std::vector<uint64_t> segments;
  for (const Segment &segment : program.segments()) {
    Hasher hasher(program);
    hasher.add(segment);
    segments.push_back(hasher.digest());
  }
  Hasher hasher(program);
  const Mesh &mesh = program.mesh();
  for (uint32_t size : {mesh.dp(), mesh.pp(), mesh.tp(), mesh.micro_batches()})
    hasher.add(size);
  hasher.add(program.roles(), [&](const Role &role) {
    hasher.add(role.entries(), [&](const Entry &entry) { hasher.addEntry(role, entry, segments); });
  });
  return hasher.digest();
}

} // namespace heddle::program

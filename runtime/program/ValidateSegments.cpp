//===- ValidateSegments.cpp - operands of instructions stay in frames -----===//

#include "runtime/program/Attention.h"
#include "runtime/program/ValidatorParts.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

/// Larger than any dimension; keeps products of three of them in 128 bits.
static constexpr uint64_t kMaxDimension = uint64_t(1) << 31;

namespace {

/// Checks one segment and collects how its frames must be aligned.
class SegmentChecker {
public:
  SegmentChecker(const Program &program, const Segment &segment, const std::set<uint32_t> &stages)
      : program(program), segment(segment), stages(stages), alignment(segment.frames_size(), 1) {}

  Status check();
  /// Bytes to which the base of `frame` must be aligned.
  uint64_t alignmentOf(int frame) const { return alignment[frame]; }

private:
  Status checkInstruction(const Instruction &instruction);
  Status checkKind(const Gemm &gemm);
  Status checkKind(const Launch &launch);
  Status checkKind(const Attention &attention);
  Status checkKind(const Collective &collective);
  Status checkKind(const Exchange &exchange);
  Status checkGroup(const Collective &collective);
  Status checkMessage(const Exchange::Message &message);
  Status checkOperand(const Ref &ref, const char *name, Size bytes, uint64_t align = 1);
  Status checkScalar(const Scalar &scalar);
  Status checkTerms(const google::protobuf::RepeatedPtrField<CoordinateTerm> &terms);
  /// A segment that nobody runs is checked as if by stage 0.
  uint32_t firstStage() const { return stages.empty() ? 0 : *stages.begin(); }
  uint32_t lowest(MeshAxis axis) const { return axis == PP ? firstStage() : 0; }
  uint32_t highest(MeshAxis axis) const {
    return axis != PP ? meshSize(program.mesh(), axis) - 1 : stages.empty() ? 0 : *stages.rbegin();
  }

  const Program &program;
  const Segment &segment;
  const std::set<uint32_t> &stages; // that run it
  std::vector<uint64_t> alignment;
};

} // namespace

static bool isMeshAxis(int axis) { return axis == DP || axis == PP || axis == TP; }
static bool isFloat(DataType type) { return type == F32 || type == F64; }

Status SegmentChecker::checkTerms(const google::protobuf::RepeatedPtrField<CoordinateTerm> &terms) {
  for (const CoordinateTerm &term : terms)
    if (!isMeshAxis(term.axis()))
      return error("a coordinate term has the unknown mesh axis " + std::to_string(term.axis()));
  return {};
}

Status SegmentChecker::checkScalar(const Scalar &scalar) {
  if (scalar.row_scalar() > segment.scalars())
    return error("row scalar " + std::to_string(scalar.row_scalar()) + " of " +
                 std::to_string(segment.scalars()));
  return checkTerms(scalar.terms());
}

Status SegmentChecker::checkOperand(const Ref &ref, const char *name, Size bytes, uint64_t align) {
  auto bad = [&](const std::string &why) {
    return error("operand '" + std::string(name) + "' " + why);
  };
  if (ref.frame() >= uint32_t(segment.frames_size()))
    return bad("is in frame " + std::to_string(ref.frame()) + " of " +
               std::to_string(segment.frames_size()));
  if (Status status = checkTerms(ref.terms()); !status)
    return status;
  // Terms are linear in the coordinates, so the extremes are at the ends.
  __int128 low = ref.offset(), high = ref.offset();
  bool aligned = ref.offset() % align == 0;
  for (const CoordinateTerm &term : ref.terms()) {
    auto [a, b] = std::minmax(__int128(lowest(term.axis())) * term.stride(),
                              __int128(highest(term.axis())) * term.stride());
    low += a;
    high += b;
    aligned &= term.stride() % int64_t(align) == 0;
  }
  const Segment::Frame &frame = segment.frames(int(ref.frame()));
  if (low < 0 || !bytes.fits(frame.bytes()) || high > __int128(frame.bytes() - bytes.get()))
    return bad("leaves frame '" + frame.name() + "' of " + std::to_string(frame.bytes()) +
               " bytes");
  if (!aligned)
    return bad("is not aligned to its elements of " + std::to_string(align) + " bytes");
  alignment[ref.frame()] = std::max(alignment[ref.frame()], align);
  return {};
}

/// Bytes from the first to the last element of `batch` matrices.
static Size matrixBytes(uint64_t rows, uint64_t columns, uint64_t leading, uint64_t batch,
                        uint64_t stride, uint64_t element) {
  return (Size(batch - 1) * stride + Size(rows - 1) * leading + columns) * element;
}

Status SegmentChecker::checkKind(const Gemm &gemm) {
  if (!isFloat(gemm.type()))
    return error("a matrix product of neither f32 nor f64");
  for (uint64_t size :
       {gemm.m(), gemm.n(), gemm.k(), gemm.batch(), gemm.lda(), gemm.ldb(), gemm.ldc()})
    if (size == 0 || size >= kMaxDimension)
      return error("the size " + std::to_string(size) + " of a matrix product");
  uint64_t rowsA = gemm.transpose_a() ? gemm.k() : gemm.m(),
           columnsA = gemm.transpose_a() ? gemm.m() : gemm.k();
  uint64_t rowsB = gemm.transpose_b() ? gemm.n() : gemm.k(),
           columnsB = gemm.transpose_b() ? gemm.k() : gemm.n();
  if (gemm.lda() < columnsA || gemm.ldb() < columnsB || gemm.ldc() < gemm.n())
    return error("a leading dimension is smaller than a row");
  uint64_t element = elementBytes(gemm.type());
  if (Status status = checkScalar(gemm.accumulate()); !status)
    return status;
  if (Status status = checkOperand(
          gemm.a(), "a",
          matrixBytes(rowsA, columnsA, gemm.lda(), gemm.batch(), gemm.stride_a(), element),
          element);
      !status)
    return status;
  if (Status status = checkOperand(
          gemm.b(), "b",
          matrixBytes(rowsB, columnsB, gemm.ldb(), gemm.batch(), gemm.stride_b(), element),
          element);
      !status)
    return status;
  return checkOperand(
      gemm.c(), "c",
      matrixBytes(gemm.m(), gemm.n(), gemm.ldc(), gemm.batch(), gemm.stride_c(), element), element);
}

Status SegmentChecker::checkKind(const Launch &launch) {
  if (launch.kernel() >= uint32_t(program.kernels_size()))
    return error("there is no kernel " + std::to_string(launch.kernel()));
  const Kernel &kernel = program.kernels(int(launch.kernel()));
  if (uint32_t(launch.args_size()) != kernel.args() ||
      uint32_t(launch.scalars_size()) != kernel.scalars())
    return error("kernel '" + kernel.symbol() + "' takes " + std::to_string(kernel.args()) +
                 " arguments and " + std::to_string(kernel.scalars()) + " scalars, not " +
                 std::to_string(launch.args_size()) + " and " +
                 std::to_string(launch.scalars_size()));
  for (const Ref &ref : launch.args())
    if (Status status = checkOperand(ref, "argument", 0); !status)
      return status;
  for (const Scalar &scalar : launch.scalars())
    if (Status status = checkScalar(scalar); !status)
      return status;
  return {};
}

Status SegmentChecker::checkKind(const Attention &attention) {
  if (!isFloat(attention.type()))
    return error("attention of neither f32 nor f64");
  for (uint64_t size : {attention.batch(), attention.seq(), attention.heads(), attention.kv_heads(),
                        attention.head_dim()})
    if (size == 0 || size >= kMaxDimension)
      return error("the size " + std::to_string(size) + " of an attention");
  if (attention.heads() % attention.kv_heads() != 0)
    return error(std::to_string(attention.heads()) + " heads do not divide into " +
                 std::to_string(attention.kv_heads()) + " key heads");
  uint64_t element = elementBytes(attention.type());
  Size positions = Size(attention.batch()) * attention.seq();
  Size lse = positions * attention.heads() * element;
  Size query = lse * attention.head_dim(),
       key = positions * attention.kv_heads() * attention.head_dim() * element;
  struct Operand {
    const Ref &ref;
    const char *name;
    Size bytes;
  };
  std::vector<Operand> operands = {{attention.query(), "query", query},
                                   {attention.key(), "key", key},
                                   {attention.value(), "value", key},
                                   {attention.result(), "result", query},
                                   {attention.lse(), "lse", lse}};
  if (attention.backward()) {
    operands.push_back({attention.result_grad(), "result_grad", query});
    operands.push_back({attention.query_grad(), "query_grad", query});
    operands.push_back({attention.key_grad(), "key_grad", key});
    operands.push_back({attention.value_grad(), "value_grad", key});
  }
  uint64_t scratch =
      attentionWorkspaceBytes(attention.backward(), attention.seq(), attention.head_dim(), element,
                              attention.has_documents());
  operands.push_back({attention.workspace(), "workspace", scratch});
  for (const Operand &operand : operands)
    if (Status status = checkOperand(operand.ref, operand.name, operand.bytes, element); !status)
      return status;
  if (!attention.has_documents())
    return {};
  uint64_t number = elementBytes(I32);
  return checkOperand(attention.documents(), "documents", positions * number, number);
}

Status SegmentChecker::checkGroup(const Collective &collective) {
  std::set<int> axes(collective.axes().begin(), collective.axes().end());
  if (int(axes.size()) != collective.axes_size() ||
      !std::all_of(axes.begin(), axes.end(), isMeshAxis))
    return error("the axes of a collective are unknown or there twice");
  for (int i = 0; i < collective.stages_size(); ++i)
    if (collective.stages(i) >= program.mesh().pp() ||
        (i > 0 && collective.stages(i) <= collective.stages(i - 1)))
      return error("the stages of a collective do not ascend, or do not exist");
  for (uint32_t stage : stages)
    if (collective.stages_size() != 0 &&
        !std::binary_search(collective.stages().begin(), collective.stages().end(), stage))
      return error("a collective leaves out " + stageName(stage) + ", which runs it");
  return {};
}

Status SegmentChecker::checkKind(const Collective &collective) {
  if (collective.kind() == Collective::KIND_UNSPECIFIED ||
      !Collective::Kind_IsValid(collective.kind()))
    return error("a collective of no known kind");
  bool reduces = collective.kind() != Collective::ALL_GATHER;
  if (reduces && collective.reduction() != Collective::SUM &&
      collective.reduction() != Collective::MAX)
    return error("a reduction that is neither sum nor max");
  uint64_t element = elementBytes(collective.type());
  if (element == 0)
    return error("a collective of no known element type");
  if (Status status = checkGroup(collective); !status)
    return status;
  uint64_t ranks = 1; // of a group
  for (int axis : collective.axes())
    ranks *= axis == PP && collective.stages_size() ? uint64_t(collective.stages_size())
                                                    : meshSize(program.mesh(), MeshAxis(axis));
  if (collective.kind() != Collective::ALL_REDUCE && collective.count() % ranks != 0)
    return error(std::to_string(collective.count()) + " elements do not divide among " +
                 std::to_string(ranks) + " ranks");
  return checkOperand(collective.buffer(), "buffer", Size(collective.count()) * element, element);
}

Status SegmentChecker::checkMessage(const Exchange::Message &message) {
  if (message.stage() >= program.mesh().pp() || stages.count(message.stage()) != 0)
    return error("a message between " + stageName(firstStage()) + " and " +
                 stageName(message.stage()));
  return checkOperand(message.buffer(), "message", message.bytes());
}

Status SegmentChecker::checkKind(const Exchange &exchange) {
  for (const auto *messages : {&exchange.sends(), &exchange.receives()})
    for (const Exchange::Message &message : *messages)
      if (Status status = checkMessage(message); !status)
        return status;
  return {};
}

Status SegmentChecker::checkInstruction(const Instruction &instruction) {
  if (program.locations_size() != 0 && instruction.location() >= uint32_t(program.locations_size()))
    return error("there is no location " + std::to_string(instruction.location()));
  switch (instruction.kind_case()) {
  case Instruction::kGemm:
    return checkKind(instruction.gemm());
  case Instruction::kLaunch:
    return checkKind(instruction.launch());
  case Instruction::kAttention:
    return checkKind(instruction.attention());
  case Instruction::kCollective:
    return checkKind(instruction.collective());
  case Instruction::kExchange:
    return checkKind(instruction.exchange());
  case Instruction::kFill:
    return checkOperand(instruction.fill().buffer(), "buffer", instruction.fill().bytes());
  case Instruction::kCopy:
    if (Status status =
            checkOperand(instruction.copy().source(), "source", instruction.copy().bytes());
        !status)
      return status;
    return checkOperand(instruction.copy().destination(), "destination",
                        instruction.copy().bytes());
  case Instruction::KIND_NOT_SET:
    return error("of no known kind");
  }
  return error("of no known kind");
}

Status SegmentChecker::check() {
  for (int i = 0; i < segment.instructions_size(); ++i)
    if (Status status = checkInstruction(segment.instructions(i)); !status)
      return status.at("segment '" + segment.name() + "', instruction " + std::to_string(i));
  return {};
}

static std::vector<std::set<uint32_t>> stagesOfSegments(const Program &program) {
  std::vector<std::set<uint32_t>> stages(program.segments_size());
  for (const Role &role : program.roles())
    for (const Entry &entry : role.entries())
      for (const Row &row : entry.rows())
        stages[row.segment()].insert(role.stage());
  return stages;
}

static Status checkBases(const Program &program, const std::vector<SegmentChecker> &checkers) {
  for (const Role &role : program.roles())
    for (const Entry &entry : role.entries())
      for (const Row &row : entry.rows())
        for (int frame = 0; frame < row.bases_size(); ++frame)
          if (row.bases(frame) % checkers[row.segment()].alignmentOf(frame) != 0)
            return error(stageName(role.stage()) + ", entry '" + entry.name() +
                         "': a base of frame '" +
                         program.segments(int(row.segment())).frames(frame).name() +
                         "' is not aligned to its elements");
  return {};
}

Status checkSegments(const Program &program) {
  std::vector<std::set<uint32_t>> stages = stagesOfSegments(program);
  std::vector<SegmentChecker> checkers;
  for (int i = 0; i < program.segments_size(); ++i) {
    checkers.emplace_back(program, program.segments(i), stages[i]);
    if (Status status = checkers.back().check(); !status)
      return status;
  }
  return checkBases(program, checkers);
}

} // namespace heddle::program

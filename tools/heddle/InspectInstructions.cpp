//===- InspectInstructions.cpp - instructions as text ---------------------===//

#include "tools/heddle/InspectInstructions.h"

#include "runtime/base/Format.h"
#include "tools/facts/Names.h"

#include <vector>

using namespace heddle::program;

namespace heddle::tools {
namespace {

std::string terms(const auto &list) {
  std::string text;
  for (const CoordinateTerm &term : list)
    text += "+" + facts::axesName({term.axis()}) + "*" + std::to_string(term.stride());
  return text;
}

std::string list(const auto &items, auto &&describe) {
  std::string text;
  for (const auto &item : items)
    text += (text.empty() ? "" : ", ") + describe(item);
  return text;
}

std::string shape(const std::vector<uint64_t> &sizes) {
  return "[" + list(sizes, [](uint64_t size) { return std::to_string(size); }) + "]";
}

std::string describeScalar(const Scalar &scalar) {
  std::string text = terms(scalar.terms());
  if (scalar.row_scalar() > 0)
    text += "+row" + std::to_string(scalar.row_scalar() - 1);
  if (scalar.constant() != 0 || text.empty())
    return std::to_string(scalar.constant()) + text;
  return text.substr(1);
}

class Describer {
public:
  Describer(const Program &program, const Segment &segment) : program(program), segment(segment) {}

  std::string describe(const Gemm &gemm) const {
    std::vector<uint64_t> batch;
    if (gemm.batch() > 1)
      batch.push_back(gemm.batch());
    auto operand = [&](const Ref &ref, uint64_t rows, uint64_t columns, bool transposed) {
      std::vector<uint64_t> sizes = batch;
      sizes.push_back(transposed ? columns : rows);
      sizes.push_back(transposed ? rows : columns);
      return at(ref) + shape(sizes) + (transposed ? "^T" : "");
    };
    const Scalar &flag = gemm.accumulate();
    bool adds = flag.constant() != 0 || flag.row_scalar() > 0 || flag.terms_size() > 0;
    std::string equals = !adds               ? " = "
                         : flag.row_scalar() ? " = (" + describeScalar(flag) + " ? + :) "
                                             : " += ";
    return facts::typeName(gemm.type()) + " " + operand(gemm.c(), gemm.m(), gemm.n(), false) +
           equals + operand(gemm.a(), gemm.m(), gemm.k(), gemm.transpose_a()) + " " +
           operand(gemm.b(), gemm.k(), gemm.n(), gemm.transpose_b());
  }

  std::string describe(const Launch &launch) const {
    const Kernel &kernel = program.kernels(int(launch.kernel()));
    std::string scalars = list(launch.scalars(), describeScalar);
    return kernel.symbol() + "(" + list(launch.args(), [&](const Ref &ref) { return at(ref); }) +
           (scalars.empty() ? "" : "; " + scalars) + ")";
  }

  std::string describe(const Attention &attention) const {
    std::vector<uint64_t> query{attention.batch(), attention.seq(), attention.heads(),
                                attention.head_dim()};
    std::vector<uint64_t> key = query;
    key[2] = attention.kv_heads();
    std::string text = facts::typeName(attention.type()) + (attention.causal() ? " causal" : "") +
                       (attention.backward() ? " backward " : " ");
    std::string inputs = "query " + at(attention.query()) + shape(query) + ", key " +
                         at(attention.key()) + shape(key) + ", value " + at(attention.value());
    if (attention.has_documents())
      inputs += ", within documents " + at(attention.documents());
    if (!attention.backward())
      return text + at(attention.result()) + ", lse " + at(attention.lse()) + " = " + inputs;
    return text + at(attention.query_grad()) + ", " + at(attention.key_grad()) + ", " +
           at(attention.value_grad()) + " = " + at(attention.result_grad()) + ", " + inputs;
  }

  std::string describe(const Collective &collective) const {
    std::vector<MeshAxis> axes;
    for (int axis : collective.axes())
      axes.push_back(MeshAxis(axis));
    std::string text = facts::collectiveName(collective.kind()) + " " +
                       facts::typeName(collective.type()) + " " + at(collective.buffer()) + "[" +
                       std::to_string(collective.count()) + "] over " + facts::axesName(axes);
    if (collective.reduction() == Collective::MAX)
      text += ", max";
    if (!collective.stages().empty())
      text += ", stages " +
              list(collective.stages(), [](uint32_t stage) { return std::to_string(stage); });
    return text;
  }

  std::string describe(const Exchange &exchange) const {
    auto messages = [&](const auto &list, const char *verb, const char *where) {
      std::string text;
      for (const Exchange::Message &message : list)
        text += std::string(text.empty() ? "" : ", ") + verb + at(message.buffer()) + "[" +
                formatBytes(double(message.bytes())) + "]" + where +
                std::to_string(message.stage());
      return text;
    };
    std::string sends = messages(exchange.sends(), "send ", " to stage ");
    std::string receives = messages(exchange.receives(), "receive ", " from stage ");
    return sends + (sends.empty() || receives.empty() ? "" : ", ") + receives;
  }

  std::string describe(const Fill &fill) const {
    return at(fill.buffer()) + "[" + formatBytes(double(fill.bytes())) + "] = 0";
  }

  std::string describe(const Copy &copy) const {
    return at(copy.destination()) + " = " + at(copy.source()) + "[" +
           formatBytes(double(copy.bytes())) + "]";
  }

private:
  std::string at(const Ref &ref) const {
    std::string name = segment.frames(int(ref.frame())).name();
    if (name.empty())
      name = "frame" + std::to_string(ref.frame());
    return name + (ref.offset() ? "+" + std::to_string(ref.offset()) : "") + terms(ref.terms());
  }

  const Program &program;
  const Segment &segment;
};

} // namespace

std::string instructionName(const Instruction &instruction) {
  switch (instruction.kind_case()) {
  case Instruction::kGemm:
    return "gemm";
  case Instruction::kLaunch:
    return "launch";
  case Instruction::kAttention:
    return "attention";
  case Instruction::kCollective:
    return "collective";
  case Instruction::kExchange:
    return "exchange";
  case Instruction::kFill:
    return "fill";
  case Instruction::kCopy:
    return "copy";
  case Instruction::KIND_NOT_SET:
    break;
  }
  return "nothing";
}

std::string describeInstruction(const Program &program, const Segment &segment,
                                const Instruction &instruction) {
  Describer describer(program, segment);
  switch (instruction.kind_case()) {
  case Instruction::kGemm:
    return describer.describe(instruction.gemm());
  case Instruction::kLaunch:
    return describer.describe(instruction.launch());
  case Instruction::kAttention:
    return describer.describe(instruction.attention());
  case Instruction::kCollective:
    return describer.describe(instruction.collective());
  case Instruction::kExchange:
    return describer.describe(instruction.exchange());
  case Instruction::kFill:
    return describer.describe(instruction.fill());
  case Instruction::kCopy:
    return describer.describe(instruction.copy());
  case Instruction::KIND_NOT_SET:
    break;
  }
  return "";
}

} // namespace heddle::tools

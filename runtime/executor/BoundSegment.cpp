//===- BoundSegment.cpp - a segment for one rank --------------------------===//

#include "runtime/executor/BoundSegment.h"

#include <algorithm>

namespace heddle::runtime {

using program::Coordinates;

namespace {

class Binder {
public:
  Binder(const program::Program &program, Coordinates at, Communicator &communicator)
      : program(program), at(at), communicator(communicator) {}

  BoundInstruction bind(const program::Instruction &instruction) {
    switch (instruction.kind_case()) {
    case program::Instruction::kGemm:
      return {bind(instruction.gemm()), 0};
    case program::Instruction::kLaunch:
      return {bind(instruction.launch()),
              program.kernels(int(instruction.launch().kernel())).bytes_moved()};
    case program::Instruction::kAttention:
      return {bind(instruction.attention()), 0};
    case program::Instruction::kCollective:
      return {bind(instruction.collective()),
              instruction.collective().count() *
                  program::elementBytes(instruction.collective().type())};
    case program::Instruction::kExchange:
      return {bind(instruction.exchange()), exchangeBytes(instruction.exchange())};
    case program::Instruction::kFill:
      return {BoundFill{bind(instruction.fill().buffer()), instruction.fill().bytes()},
              instruction.fill().bytes()};
    default: // the validator has refused everything else
      const program::Copy &copy = instruction.copy();
      return {BoundCopy{bind(copy.source()), bind(copy.destination()), copy.bytes()},
              2 * copy.bytes()};
    }
  }

private:
  uint64_t sumOf(const google::protobuf::RepeatedPtrField<program::CoordinateTerm> &terms) const {
    uint64_t sum =
        0; // unsigned: an overflow in a bad file is a wrong number, not undefined behaviour
    for (const program::CoordinateTerm &term : terms)
      sum += uint64_t(at.along(term.axis())) * uint64_t(term.stride());
    return sum;
  }
  BoundRef bind(const program::Ref &ref) const {
    return {ref.frame(), int64_t(ref.offset() + sumOf(ref.terms()))};
  }
  BoundScalar bind(const program::Scalar &scalar) const {
    return {uint64_t(scalar.constant()) + sumOf(scalar.terms()), scalar.row_scalar()};
  }

  BoundGemm bind(const program::Gemm &gemm) const {
    GemmCall call{gemm.type(),
                  gemm.transpose_a(),
                  gemm.transpose_b(),
                  false,
                  gemm.m(),
                  gemm.n(),
                  gemm.k(),
                  gemm.batch(),
                  gemm.lda(),
                  gemm.ldb(),
                  gemm.ldc(),
                  gemm.stride_a(),
                  gemm.stride_b(),
                  gemm.stride_c(),
                  nullptr,
                  nullptr,
                  nullptr};
    return {call, bind(gemm.a()), bind(gemm.b()), bind(gemm.c()), bind(gemm.accumulate())};
  }

  BoundLaunch bind(const program::Launch &launch) const {
    BoundLaunch bound{launch.kernel(), {}, {}};
    for (const program::Ref &ref : launch.args())
      bound.args.push_back(bind(ref));
    for (const program::Scalar &scalar : launch.scalars())
      bound.scalars.push_back(bind(scalar));
    return bound;
  }

  BoundAttention bind(const program::Attention &attention) const {
    BoundAttention bound{};
    bound.call.type = attention.type();
    bound.call.backward = attention.backward();
    bound.call.causal = attention.causal();
    bound.call.batch = attention.batch();
    bound.call.seq = attention.seq();
    bound.call.heads = attention.heads();
    bound.call.kvHeads = attention.kv_heads();
    bound.call.headDim = attention.head_dim();
    bound.query = bind(attention.query());
    bound.key = bind(attention.key());
    bound.value = bind(attention.value());
    bound.result = bind(attention.result());
    bound.lse = bind(attention.lse());
    bound.workspace = bind(attention.workspace());
    if (attention.has_documents())
      bound.documents = bind(attention.documents());
    if (!attention.backward())
      return bound;
    bound.resultGrad = bind(attention.result_grad());
    bound.queryGrad = bind(attention.query_grad());
    bound.keyGrad = bind(attention.key_grad());
    bound.valueGrad = bind(attention.value_grad());
    return bound;
  }

  BoundCollective bind(const program::Collective &collective) {
    uint32_t group = communicator.group(groupOf(program.mesh(), at, collective));
    CollectiveCall call{collective.kind(), collective.reduction(), collective.type(),
                        collective.count(), nullptr};
    return {group, call, bind(collective.buffer())};
  }

  BoundMessage bind(const program::Exchange::Message &message) const {
    uint32_t peer = rankOf(program.mesh(), {at.dp, message.stage(), at.tp});
    return {{peer, nullptr, message.bytes(), message.value()}, bind(message.buffer())};
  }
  BoundExchange bind(const program::Exchange &exchange) const {
    BoundExchange bound;
    for (const auto &send : exchange.sends())
      bound.sends.push_back(bind(send));
    for (const auto &receive : exchange.receives())
      bound.receives.push_back(bind(receive));
    return bound;
  }
  static uint64_t exchangeBytes(const program::Exchange &exchange) {
    uint64_t bytes = 0;
    for (const auto *messages : {&exchange.sends(), &exchange.receives()})
      for (const auto &message : *messages)
        bytes += message.bytes();
    return bytes;
  }

  const program::Program &program;
  const Coordinates at;
  Communicator &communicator;
};

} // namespace

BoundSegment bindSegment(const program::Program &program, const program::Segment &segment,
                         Coordinates at, Communicator &communicator) {
  Binder binder(program, at, communicator);
  BoundSegment bound;
  for (const program::Instruction &instruction : segment.instructions()) {
    bound.instructions.push_back(binder.bind(instruction));
    if (auto *launch = std::get_if<BoundLaunch>(&bound.instructions.back().work)) {
      bound.maxArgs = std::max(bound.maxArgs, launch->args.size());
      bound.maxScalars = std::max(bound.maxScalars, launch->scalars.size());
    }
    if (auto *exchange = std::get_if<BoundExchange>(&bound.instructions.back().work)) {
      bound.maxSends = std::max(bound.maxSends, exchange->sends.size());
      bound.maxReceives = std::max(bound.maxReceives, exchange->receives.size());
    }
  }
  return bound;
}

} // namespace heddle::runtime

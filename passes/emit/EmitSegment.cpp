//===- EmitSegment.cpp - instructions as messages -------------------------===//

#include "passes/emit/Emit.h"

using namespace mlir;

namespace heddle::emit {
namespace {

program::MeshAxis getMeshAxis(dist::MeshAxis axis) {
  switch (axis) {
  case dist::MeshAxis::DP:
    return program::DP;
  case dist::MeshAxis::PP:
    return program::PP;
  case dist::MeshAxis::TP:
    return program::TP;
  case dist::MeshAxis::MB:
    break;
  }
  llvm_unreachable("micro-batches have no coordinate: a row is of one micro-batch");
}

void emitTerms(ArrayAttr terms, google::protobuf::RepeatedPtrField<program::CoordinateTerm> *out) {
  for (auto term : terms.getAsRange<exec::TermAttr>()) {
    program::CoordinateTerm *message = out->Add();
    message->set_axis(getMeshAxis(term.getAxis()));
    message->set_stride(term.getStride());
  }
}

class SegmentEmitter {
public:
  SegmentEmitter(exec::SegmentOp segment, const llvm::StringMap<uint32_t> &kernels,
                 StringTable &locations, program::Segment &out)
      : segment(segment), kernels(kernels), locations(locations), out(out) {}

  void emit();

private:
  void emitFrames();
  void emit(exec::GemmOp op, program::Gemm &message);
  void emit(exec::LaunchOp op, program::Launch &message);
  void emit(exec::AttentionOp op, program::Attention &message);
  void emit(exec::CollectiveOp op, program::Collective &message);
  void emit(exec::ExchangeOp op, program::Exchange &message);
  void setRef(Value buffer, program::Ref *ref);
  void setScalar(Value scalar, program::Scalar *message);
  program::Instruction *add(Operation *op);

  exec::SegmentOp segment;
  const llvm::StringMap<uint32_t> &kernels;
  StringTable &locations;
  program::Segment &out;
};

void SegmentEmitter::emitFrames() {
  for (auto [frame, argument] : llvm::zip(segment.getFrames().getAsRange<exec::FrameAttr>(),
                                          segment.getBody().getArguments())) {
    program::Segment::Frame *message = out.add_frames();
    message->set_name(frame.getName().str());
    message->set_bytes(cast<exec::BufferType>(argument.getType()).getBytes());
    message->set_memory_class(program::MemoryClass(frame.getMemoryClass()));
    message->set_read(frame.getRead());
    message->set_written(frame.getWritten());
  }
  out.set_scalars(segment.getBody().getNumArguments() - segment.getFrames().size());
}

/// Sums the views between `buffer` and its frame.
void SegmentEmitter::setRef(Value buffer, program::Ref *ref) {
  uint64_t offset = 0;
  while (auto view = buffer.getDefiningOp<exec::ViewOp>()) {
    offset += view.getOffset();
    emitTerms(view.getTerms(), ref->mutable_terms());
    buffer = view.getSource();
  }
  ref->set_frame(cast<BlockArgument>(buffer).getArgNumber());
  ref->set_offset(offset);
}

void SegmentEmitter::setScalar(Value scalar, program::Scalar *message) {
  if (auto constant = scalar.getDefiningOp<exec::ScalarOp>()) {
    message->set_constant(constant.getConstant());
    emitTerms(constant.getTerms(), message->mutable_terms());
    return;
  }
  message->set_row_scalar(cast<BlockArgument>(scalar).getArgNumber() - segment.getFrames().size() +
                          1);
}

program::Instruction *SegmentEmitter::add(Operation *op) {
  program::Instruction *instruction = out.add_instructions();
  instruction->set_location(locations.add(getSpecPosition(op->getLoc())));
  return instruction;
}

void SegmentEmitter::emit(exec::GemmOp op, program::Gemm &message) {
  message.set_type(getDataType(op.getType()));
  message.set_m(op.getM()), message.set_n(op.getN()), message.set_k(op.getK()),
      message.set_batch(op.getBatch());
  setRef(op.getA(), message.mutable_a());
  setRef(op.getB(), message.mutable_b());
  setRef(op.getC(), message.mutable_c());
  message.set_transpose_a(op.getTransposeA()), message.set_transpose_b(op.getTransposeB());
  message.set_lda(op.getLda()), message.set_ldb(op.getLdb()), message.set_ldc(op.getLdc());
  message.set_stride_a(op.getStrideA()), message.set_stride_b(op.getStrideB());
  message.set_stride_c(op.getStrideC());
  if (op.getAccumulate())
    setScalar(op.getAccumulate(), message.mutable_accumulate());
}

void SegmentEmitter::emit(exec::LaunchOp op, program::Launch &message) {
  message.set_kernel(kernels.lookup(op.getKernel()));
  for (Value buffer : op.getBuffers())
    setRef(buffer, message.add_args());
  for (Value scalar : op.getScalars())
    setScalar(scalar, message.add_scalars());
}

void SegmentEmitter::emit(exec::AttentionOp op, program::Attention &message) {
  message.set_type(getDataType(op.getType()));
  message.set_backward(op.getBackward()), message.set_causal(op.getCausal());
  message.set_batch(op.getBatch()), message.set_seq(op.getSeq()), message.set_heads(op.getHeads());
  message.set_kv_heads(op.getKvHeads()), message.set_head_dim(op.getHeadDim());
  SmallVector<program::Ref *> refs{message.mutable_query(), message.mutable_key(),
                                   message.mutable_value(), message.mutable_result(),
                                   message.mutable_lse()};
  if (op.getBackward())
    refs.append({message.mutable_result_grad(), message.mutable_query_grad(),
                 message.mutable_key_grad(), message.mutable_value_grad()});
  refs.push_back(message.mutable_workspace());
  for (auto [buffer, ref] : llvm::zip_equal(op.getBuffers(), refs))
    setRef(buffer, ref);
  if (op.getDocuments())
    setRef(op.getDocuments(), message.mutable_documents());
}

void SegmentEmitter::emit(exec::CollectiveOp op, program::Collective &message) {
  message.set_kind(program::Collective::Kind(op.getKind()));
  message.set_reduction(op.getReduction() == graph::ReductionKind::Max ? program::Collective::MAX
                                                                       : program::Collective::SUM);
  message.set_type(getDataType(op.getType()));
  message.set_count(op.getCount());
  setRef(op.getBuffer(), message.mutable_buffer());
  for (dist::MeshAxis axis : op.getAxes().getValue())
    message.add_axes(getMeshAxis(axis));
  for (int64_t stage : op.getStages())
    message.add_stages(stage);
}

void SegmentEmitter::emit(exec::ExchangeOp op, program::Exchange &message) {
  auto addMessages = [&](OperandRange buffers, ArrayRef<int64_t> stages, ArrayRef<int64_t> values,
                         auto add) {
    for (auto [buffer, stage, value] : llvm::zip_equal(buffers, stages, values)) {
      program::Exchange::Message *part = add();
      part->set_stage(stage);
      part->set_value(value);
      part->set_bytes(cast<exec::BufferType>(buffer.getType()).getBytes());
      setRef(buffer, part->mutable_buffer());
    }
  };
  addMessages(op.getSends(), op.getSendStages(), op.getSendValues(),
              [&] { return message.add_sends(); });
  addMessages(op.getReceives(), op.getReceiveStages(), op.getReceiveValues(),
              [&] { return message.add_receives(); });
}

void SegmentEmitter::emit() {
  out.set_name(segment.getSymName().str());
  out.set_flops(segment.getFlops().convertToDouble());
  emitFrames();
  for (Operation &op : segment.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](exec::GemmOp gemm) { emit(gemm, *add(&op)->mutable_gemm()); })
        .Case([&](exec::LaunchOp launch) { emit(launch, *add(&op)->mutable_launch()); })
        .Case([&](exec::AttentionOp attention) { emit(attention, *add(&op)->mutable_attention()); })
        .Case([&](exec::CollectiveOp collective) {
          emit(collective, *add(&op)->mutable_collective());
        })
        .Case([&](exec::ExchangeOp exchange) { emit(exchange, *add(&op)->mutable_exchange()); })
        .Case([&](exec::FillOp fill) {
          program::Fill *message = add(&op)->mutable_fill();
          setRef(fill.getBuffer(), message->mutable_buffer());
          message->set_bytes(fill.getBuffer().getType().getBytes());
        })
        .Case([&](exec::CopyOp copy) {
          program::Copy *message = add(&op)->mutable_copy();
          setRef(copy.getSource(), message->mutable_source());
          setRef(copy.getDestination(), message->mutable_destination());
          message->set_bytes(copy.getSource().getType().getBytes());
        });
}

} // namespace

void emitSegment(exec::SegmentOp segment, const llvm::StringMap<uint32_t> &kernels,
                 StringTable &locations, program::Segment &out) {
  SegmentEmitter(segment, kernels, locations, out).emit();
}

} // namespace heddle::emit

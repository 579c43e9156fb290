//===- BuildSegments.cpp - block functions become segments ----------------===//
//
// Destinations are decided backwards (a value is made where it is needed: in a result's frame, a
// bucket, the buffer of the collective that completes it), then instructions are written forwards.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/schedule/GemmShape.h"
#include "passes/schedule/LocalTypes.h"
#include "passes/schedule/Passes.h"
#include "runtime/program/Attention.h"

#define DEBUG_TYPE "heddle-build-segments"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_BUILDSEGMENTSPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// Where a value is to be made: part of the buffer of another value or frame.
struct Destination {
  Value base; // a buffer of the segment
  int64_t offset = 0;
  SmallVector<Attribute> terms;
  /// The row's flag that says whether to overwrite or to add; null if always overwritten.
  Value accumulate;
};

class SegmentBuilder {
public:
  SegmentBuilder(func::FuncOp block, dist::MeshAttr mesh, const SymbolTable &symbols)
      : block(block), mesh(mesh), symbols(symbols), builder(block.getContext()) {}

  FailureOr<exec::SegmentOp> build();
  unsigned getNumCopies() const { return copies.size(); }

private:
  void addFrames();
  void addArgumentFrame(BlockArgument argument, bool ownShard);
  void addFrame(Twine name, Type type, bool read, bool written);
  void addScalars();

  LogicalResult chooseDestinations();
  LogicalResult returnResult(OpOperand &operand);
  LogicalResult place(Value value, const Destination &destination);
  bool canBeMadeElsewhere(Value value) const;

  LogicalResult lower(Operation &op);
  LogicalResult lowerGemm(graph::EinsumOp op);
  LogicalResult lowerLaunch(dist::RegionOp op);
  template <typename OpTy> LogicalResult lowerAttention(OpTy op);
  LogicalResult lowerCollective(Operation *op, exec::CollectiveKind kind);
  void lowerRename(graph::RenameOp op);
  Value ownPart(Operation *op, Value buffer);
  SmallVector<Attribute> getGatherTerms(dist::AllGatherOp gather);
  Value getBuffer(Value value);
  Value makeBuffer(Value value);
  Value flagOf(Value value) { return destinations.lookup(value).accumulate; }
  int64_t bytes(Type type) const { return getLocalBytes(type, mesh); }

  func::FuncOp block;
  dist::MeshAttr mesh;
  const SymbolTable &symbols;
  OpBuilder builder;
  exec::SegmentOp segment;
  Block *body = nullptr;
  SmallVector<Attribute> frames;
  SmallVector<Value> resultFrames, accumulateFlags;
  DenseMap<Value, Destination> destinations;
  /// Operands of collectives and renames that are made in the result's buffer.
  llvm::DenseSet<Value> madeInResult;
  DenseMap<Value, Value> buffers, scalars;
  SmallVector<std::pair<Value, Destination>> copies;
  double flops = 0;
};

void SegmentBuilder::addFrame(Twine name, Type type, bool read, bool written) {
  frames.push_back(exec::FrameAttr::get(builder.getContext(), builder.getStringAttr(name),
                                        exec::MemoryClass::Activation, read, written));
  body->addArgument(exec::BufferType::get(builder.getContext(), bytes(type)), block.getLoc());
}

/// The frame of an argument is as large as the largest result that overwrites it (a gathered
/// bucket); of an argument that is a shard of a larger buffer, the frame is the buffer and the
/// argument a view at the device's place.
void SegmentBuilder::addArgumentFrame(BlockArgument argument, bool ownShard) {
  auto inPlace = block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place").asArrayRef();
  Type largest = argument.getType();
  for (auto [index, type] : llvm::enumerate(block.getResultTypes()))
    if (inPlace[index] == int64_t(argument.getArgNumber()) && bytes(type) > bytes(largest))
      largest = type;
  bool overwritten = llvm::is_contained(inPlace, argument.getArgNumber());
  addFrame("arg" + Twine(argument.getArgNumber()), largest, true, overwritten);
  Value frame = body->getArguments().back();
  if (ownShard) {
    int64_t shard = bytes(argument.getType());
    frame.setType(exec::BufferType::get(builder.getContext(), shard * mesh.getDp()));
    auto term = exec::TermAttr::get(builder.getContext(), dist::MeshAxis::DP, shard);
    frame = exec::ViewOp::create(builder, argument.getLoc(),
                                 exec::BufferType::get(builder.getContext(), shard), frame, 0,
                                 builder.getArrayAttr({term}));
  }
  buffers[argument] = frame;
}

/// One frame per tensor argument, one per result that has a buffer of its own.
void SegmentBuilder::addFrames() {
  auto inPlace = block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place");
  auto ownShard = block->getAttrOfType<DenseBoolArrayAttr>("exec.own_shard");
  auto accumulate = block->getAttrOfType<DenseBoolArrayAttr>("exec.accumulate");
  for (BlockArgument argument : block.getArguments())
    if (isa<RankedTensorType>(argument.getType()))
      addArgumentFrame(argument, ownShard[argument.getArgNumber()]);
  for (auto [index, type] : llvm::enumerate(block.getResultTypes())) {
    if (inPlace[index] >= 0) {
      resultFrames.push_back(buffers[block.getArgument(inPlace[index])]);
      continue;
    }
    addFrame("result" + Twine(index), type, accumulate[index], true);
    resultFrames.push_back(body->getArguments().back());
  }
}

/// The block's own scalars, then a flag per accumulated result.
void SegmentBuilder::addScalars() {
  for (BlockArgument argument : block.getArguments())
    if (!isa<RankedTensorType>(argument.getType()))
      scalars[argument] = body->addArgument(builder.getIndexType(), argument.getLoc());
  auto accumulate = block->getAttrOfType<DenseBoolArrayAttr>("exec.accumulate");
  for (bool flag : accumulate.asArrayRef())
    accumulateFlags.push_back(flag ? body->addArgument(builder.getIndexType(), block.getLoc())
                                   : Value());
}

/// True if an instruction makes the value and nothing has decided yet where.
bool SegmentBuilder::canBeMadeElsewhere(Value value) const {
  Operation *op = value.getDefiningOp();
  return op && !isa<dist::ViewOp>(op) && !destinations.contains(value) && !buffers.contains(value);
}

/// Decides that `value` is made at `destination`, and what follows for the values it is made from.
LogicalResult SegmentBuilder::place(Value value, const Destination &destination) {
  if (!canBeMadeElsewhere(value)) {
    if (destination.accumulate)
      return emitError(
          value.getLoc(),
          "a value that is summed over micro-batches must be made by a contraction or a "
          "fused region of its own");
    copies.push_back({value, destination});
    return success();
  }
  destinations[value] = destination;
  Operation *op = value.getDefiningOp();
  if (auto pack = dyn_cast<dist::PackOp>(op)) {
    int64_t elementBytes = pack.getType().getElementTypeBitWidth() / 8;
    for (auto [member, offset] : llvm::zip_equal(pack.getMembers(), pack.getOffsets())) {
      Destination part = destination;
      part.offset += offset * elementBytes;
      if (failed(place(member, part)))
        return failure();
    }
    return success();
  }
  bool forwards = isa<graph::RenameOp, dist::AllReduceOp>(op);
  if (destination.accumulate && !isa<graph::EinsumOp, dist::RegionOp>(op))
    return op->emitError("its result is summed over micro-batches, which only contractions and "
                         "fused regions can do");
  if (forwards && op->getOperand(0).hasOneUse() && canBeMadeElsewhere(op->getOperand(0))) {
    madeInResult.insert(op->getOperand(0));
    return place(op->getOperand(0), destination);
  }
  return success();
}

LogicalResult SegmentBuilder::returnResult(OpOperand &operand) {
  unsigned index = operand.getOperandNumber();
  if (block->getAttrOfType<DenseI64ArrayAttr>("exec.in_place")[index] >= 0) {
    buffers[operand.get()] = resultFrames[index];
    return success();
  }
  return place(operand.get(), {resultFrames[index], 0, {}, accumulateFlags[index]});
}

/// Values that a collective completes in place, and that it alone uses, are made in its buffer.
LogicalResult SegmentBuilder::chooseDestinations() {
  for (OpOperand &operand : block.front().getTerminator()->getOpOperands())
    if (failed(returnResult(operand)))
      return failure();
  for (Operation &op : llvm::reverse(block.front().without_terminator())) {
    if (!isa<dist::AllReduceOp, dist::AllGatherOp, graph::RenameOp>(op))
      continue;
    Value operand = op.getOperand(0), result = op.getResult(0);
    if (buffers.contains(result) || !operand.hasOneUse() || !canBeMadeElsewhere(operand))
      continue;
    Destination destination{getBuffer(result), 0, {}, Value()};
    if (auto gather = dyn_cast<dist::AllGatherOp>(op))
      destination.terms = getGatherTerms(gather);
    madeInResult.insert(operand);
    if (failed(place(operand, destination)))
      return failure();
  }
  return success();
}

/// The buffer that holds `value`; made on first use.
Value SegmentBuilder::getBuffer(Value value) {
  Value &buffer = buffers[value];
  if (!buffer)
    buffer = makeBuffer(value);
  return buffer;
}

Value SegmentBuilder::makeBuffer(Value value) {
  Location loc = value.getLoc();
  auto type = exec::BufferType::get(builder.getContext(), bytes(value.getType()));
  auto it = destinations.find(value);
  if (it == destinations.end())
    return exec::TemporaryOp::create(builder, loc, type);
  const Destination &destination = it->second;
  if (!destination.offset && destination.terms.empty() && destination.base.getType() == type)
    return destination.base;
  return exec::ViewOp::create(builder, loc, type, destination.base, destination.offset,
                              builder.getArrayAttr(destination.terms));
}

LogicalResult SegmentBuilder::lowerGemm(graph::EinsumOp op) {
  FailureOr<GemmShape> shape = getGemmShape(op, mesh);
  if (failed(shape))
    return failure();
  Value a = getBuffer(shape->swapped ? op.getRhs() : op.getLhs());
  Value b = getBuffer(shape->swapped ? op.getLhs() : op.getRhs());
  flops += shape->flops();
  exec::GemmOp::create(builder, op.getLoc(), a, b, getBuffer(op.getResult()),
                       flagOf(op.getResult()), op.getType().getElementType(), shape->m, shape->n,
                       shape->k, shape->batch, shape->transposeA, shape->transposeB, shape->lda,
                       shape->ldb, shape->ldc, shape->strideA, shape->strideB, shape->strideC);
  return success();
}

LogicalResult SegmentBuilder::lowerLaunch(dist::RegionOp op) {
  auto symbol = op->getAttrOfType<FlatSymbolRefAttr>("exec.kernel");
  auto kernel = symbols.lookup<exec::KernelOp>(symbol.getAttr());
  SmallVector<Value> operands, numbers;
  for (Value input : op.getInputs())
    if (isa<RankedTensorType>(input.getType()))
      operands.push_back(getBuffer(input));
    else
      numbers.push_back(scalars.lookup(input));
  for (Value result : op.getResults())
    operands.push_back(getBuffer(result));
  for (Attribute terms : kernel->getAttrOfType<ArrayAttr>("exec.offsets"))
    numbers.push_back(exec::ScalarOp::create(builder, op.getLoc(), builder.getIndexType(),
                                             builder.getI64IntegerAttr(0), cast<ArrayAttr>(terms)));
  for (Value result : op.getResults())
    if (Value flag = flagOf(result))
      numbers.push_back(flag);
  exec::LaunchOp::create(builder, op.getLoc(), symbol, operands, numbers);
  return success();
}

/// Of graph.attention or graph.attention_grad.
template <typename OpTy> LogicalResult SegmentBuilder::lowerAttention(OpTy op) {
  constexpr bool backward = std::is_same_v<OpTy, graph::AttentionGradOp>;
  bool causal = op.getCausal();
  RankedTensorType query = op.getQuery().getType();
  SmallVector<int64_t> q = dist::getLocalShape(query, mesh);
  SmallVector<int64_t> k = dist::getLocalShape(op.getKey().getType(), mesh);
  int64_t batch = q[0], seq = q[1], heads = q[2], headDim = q[3], kvHeads = k[2];
  SmallVector<Value> operands;
  for (Value value : op->getOperands())
    if (value != op.getDocuments())
      operands.push_back(getBuffer(value));
  for (Value value : op->getResults())
    operands.push_back(getBuffer(value));
  Value documents = op.getDocuments() ? getBuffer(op.getDocuments()) : Value();
  int64_t scratch = program::attentionWorkspaceBytes(
      backward, seq, headDim, query.getElementTypeBitWidth() / 8, documents != nullptr);
  operands.push_back(exec::TemporaryOp::create(
      builder, op.getLoc(), exec::BufferType::get(builder.getContext(), scratch)));
  // Two products forward; backward five: the scores again, and one per gradient and for the
  // probabilities' gradient.
  double pairs = double(batch) * heads * seq * seq * (causal ? 0.5 : 1.0);
  flops += (backward ? 5 : 2) * 2.0 * pairs * headDim;
  exec::AttentionOp::create(builder, op.getLoc(), operands, documents, query.getElementType(),
                            backward, causal, batch, seq, heads, kvHeads, headDim);
  return success();
}

/// The part of the buffer of a gathered value that the device's operand belongs in; of any other
/// collective all of it.
Value SegmentBuilder::ownPart(Operation *op, Value buffer) {
  auto gather = dyn_cast<dist::AllGatherOp>(op);
  if (!gather)
    return buffer;
  int64_t part = bytes(gather.getInput().getType());
  return exec::ViewOp::create(builder, op->getLoc(),
                              exec::BufferType::get(builder.getContext(), part), buffer, 0,
                              builder.getArrayAttr(getGatherTerms(gather)));
}

/// Ranks lie in the buffer in the order of their coordinates, the last axis fastest.
SmallVector<Attribute> SegmentBuilder::getGatherTerms(dist::AllGatherOp gather) {
  SmallVector<Attribute> terms;
  int64_t stride = bytes(gather.getInput().getType());
  for (dist::MeshAxis axis : llvm::reverse(gather.getAxes().getValue())) {
    terms.push_back(exec::TermAttr::get(builder.getContext(), axis, stride));
    stride *= mesh.getSize(axis);
  }
  return terms;
}

LogicalResult SegmentBuilder::lowerCollective(Operation *op, exec::CollectiveKind kind) {
  Value operand = op->getOperand(0), result = op->getResult(0);
  Value buffer =
      kind == exec::CollectiveKind::ReduceScatter ? getBuffer(operand) : getBuffer(result);
  bool inPlace = isa<BlockArgument>(operand) && buffers.lookup(operand) == buffer;
  if (kind == exec::CollectiveKind::ReduceScatter && buffers.lookup(result) != buffer)
    return op->emitError("scatters an argument of its block only, in place");
  if (kind != exec::CollectiveKind::ReduceScatter && !inPlace && !madeInResult.contains(operand))
    exec::CopyOp::create(builder, op->getLoc(), getBuffer(operand), ownPart(op, buffer));
  auto type = cast<RankedTensorType>(kind == exec::CollectiveKind::AllGather ? result.getType()
                                                                             : operand.getType());
  auto layout = dist::getLayout(operand);
  auto axes = op->getAttrOfType<dist::MeshAxesAttr>("axes");
  bool pp = llvm::is_contained(axes.getValue(), dist::MeshAxis::PP);
  auto stages = op->getAttrOfType<DenseI64ArrayAttr>("dist.stages");
  exec::CollectiveOp::create(builder, op->getLoc(), kind, buffer, type.getElementType(),
                             dist::getLocalElements(type, mesh), layout.getReduction(), axes,
                             pp && stages ? stages.asArrayRef() : ArrayRef<int64_t>());
  return success();
}

/// Another name for the same buffer, unless the result must be somewhere else.
void SegmentBuilder::lowerRename(graph::RenameOp op) {
  Value input = op.getInput(), result = op.getResult();
  if (madeInResult.contains(input))
    return;
  if (destinations.contains(result) || buffers.contains(result))
    exec::CopyOp::create(builder, op.getLoc(), getBuffer(input), getBuffer(result));
  else
    buffers[result] = getBuffer(input);
}

LogicalResult SegmentBuilder::lower(Operation &op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case([&](dist::ViewOp view) {
        int64_t offset = view.getOffset() * (view.getType().getElementTypeBitWidth() / 8);
        auto type = exec::BufferType::get(builder.getContext(), bytes(view.getType()));
        buffers[view.getResult()] =
            exec::ViewOp::create(builder, view.getLoc(), type, getBuffer(view.getBucket()), offset,
                                 builder.getArrayAttr({}));
        return success();
      })
      .Case([&](graph::RenameOp rename) {
        lowerRename(rename);
        return success();
      })
      .Case([&](dist::PackOp) { return success(); })
      .Case([&](graph::EinsumOp einsum) { return lowerGemm(einsum); })
      .Case([&](dist::RegionOp region) { return lowerLaunch(region); })
      .Case([&](graph::AttentionOp attention) { return lowerAttention(attention); })
      .Case([&](graph::AttentionGradOp attention) { return lowerAttention(attention); })
      .Case(
          [&](dist::AllReduceOp) { return lowerCollective(&op, exec::CollectiveKind::AllReduce); })
      .Case([&](dist::ReduceScatterOp) {
        return lowerCollective(&op, exec::CollectiveKind::ReduceScatter);
      })
      .Case(
          [&](dist::AllGatherOp) { return lowerCollective(&op, exec::CollectiveKind::AllGather); })
      .Default([](Operation *other) {
        return other->emitError(
            "cannot become an instruction; regions, contractions, attention and collectives can");
      });
}

FailureOr<exec::SegmentOp> SegmentBuilder::build() {
  builder.setInsertionPoint(block);
  segment = exec::SegmentOp::create(builder, block.getLoc(), block.getName(),
                                    builder.getArrayAttr({}), llvm::APFloat(0.0));
  body = &segment.getBody().emplaceBlock();
  builder.setInsertionPointToStart(body);
  addFrames();
  addScalars();
  if (failed(chooseDestinations()))
    return failure();
  for (Operation &op : block.front().without_terminator())
    if (failed(lower(op)))
      return failure();
  for (auto &[value, destination] : copies) {
    auto type = exec::BufferType::get(builder.getContext(), bytes(value.getType()));
    Value target =
        exec::ViewOp::create(builder, value.getLoc(), type, destination.base, destination.offset,
                             builder.getArrayAttr(destination.terms));
    exec::CopyOp::create(builder, value.getLoc(), getBuffer(value), target);
  }
  segment.setFramesAttr(builder.getArrayAttr(frames));
  segment.setFlops(llvm::APFloat(flops));
  return segment;
}

struct BuildSegmentsPass : impl::BuildSegmentsPassBase<BuildSegmentsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    SymbolTable symbols(module);
    for (auto block : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      // A block that no entry calls has no marks and no rows.
      if (block->hasAttr("graph.entry") || !block->hasAttr("exec.in_place"))
        continue;
      SegmentBuilder segments(block, mesh, symbols);
      FailureOr<exec::SegmentOp> segment = segments.build();
      if (failed(segment))
        return signalPassFailure();
      numCopies += segments.getNumCopies();
      segment->setSymName(("segment." + block.getName()).str());
    }
  }
};

} // namespace
} // namespace heddle::schedule

//===- ExecDialect.cpp - registration and verifiers of the exec dialect ---===//

#include "dialects/exec/Exec.h"

#include "dialects/graph/Facts.h"

using namespace mlir;
using namespace heddle::exec;
using heddle::dist::MeshAxis;

#include "dialects/exec/ExecDialect.cpp.inc"
#include "dialects/exec/ExecEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/exec/ExecAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/exec/ExecTypes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/exec/ExecOps.cpp.inc"

void ExecDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/exec/ExecAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/exec/ExecTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/exec/ExecOps.cpp.inc"
      >();
}

static bool isListOfTerms(Attribute value) {
  auto list = dyn_cast<ArrayAttr>(value);
  return list && llvm::all_of(list, [](Attribute terms) {
           return isa<ArrayAttr>(terms) &&
                  llvm::all_of(cast<ArrayAttr>(terms), llvm::IsaPred<TermAttr>);
         });
}

static bool isListOfStrings(Attribute value) {
  return isa<ArrayAttr>(value) && llvm::all_of(cast<ArrayAttr>(value), llvm::IsaPred<StringAttr>);
}

static constexpr heddle::graph::Fact facts[] = {
    heddle::graph::makeFact<DenseI64ArrayAttr>("exec.in_place", "array<i64: ..>"),
    heddle::graph::makeFact<DenseBoolArrayAttr>("exec.accumulate", "array<i1: ..>"),
    heddle::graph::makeFact<DenseBoolArrayAttr>("exec.own_shard", "array<i1: ..>"),
    heddle::graph::makeFact<FlatSymbolRefAttr>("exec.kernel", "the symbol of a kernel"),
    heddle::graph::makeFact<StringAttr>("exec.description", "a string"),
    {"exec.offsets", isListOfTerms, "a list of lists of #exec.term<..>"},
    heddle::graph::makeFact<StringAttr>("exec.kernel_library", "a string"),
    heddle::graph::makeFact<StringAttr>("exec.target_cpu", "a string"),
    {"exec.target_features", isListOfStrings, "a list of strings"},
};

LogicalResult ExecDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  return heddle::graph::verifyFact(op, attribute, facts);
}

LogicalResult KernelOp::verify() {
  auto yield =
      dyn_cast_or_null<YieldOp>(getBody().front().empty() ? nullptr : &getBody().front().back());
  if (!yield)
    return emitOpError("body must end in exec.yield");
  if (getAccumulate().size() != yield.getNumOperands() ||
      getInPlace().size() != yield.getNumOperands())
    return emitOpError("has ") << yield.getNumOperands()
                               << " results, but accumulate and in_place list "
                               << getAccumulate().size() << " and " << getInPlace().size();
  for (auto [result, input] : llvm::zip(yield.getOperandTypes(), getInPlace())) {
    if (!isa<RankedTensorType>(result))
      return emitOpError() << "results are tensors, not " << result;
    if (input < -1 || input >= getBody().getNumArguments() ||
        (input >= 0 && !isa<RankedTensorType>(getBody().getArgument(input).getType())))
      return emitOpError() << "in_place names input " << input << ", which is no tensor of the "
                           << getBody().getNumArguments() << " arguments";
  }
  return success();
}

LogicalResult SegmentOp::verify() {
  if (!llvm::all_of(getFrames(), llvm::IsaPred<FrameAttr>))
    return emitOpError("frames must be a list of #exec.frame<..>");
  Block &body = getBody().front();
  size_t frames = getFrames().size();
  if (body.getNumArguments() < frames)
    return emitOpError("describes ")
           << frames << " frames but has " << body.getNumArguments() << " arguments";
  for (BlockArgument argument : body.getArguments()) {
    bool frame = argument.getArgNumber() < frames;
    if (frame != isa<BufferType>(argument.getType()))
      return emitOpError("argument ")
             << argument.getArgNumber() << " must be "
             << (frame ? "a buffer, since it is a frame" : "an index, since it is a scalar");
  }
  return success();
}

LogicalResult FramesOp::verify() {
  // More than any table has rows; a bound on what the colouring of slots allocates.
  constexpr uint64_t maxInstances = 1 << 24;
  if (getCount() > maxInstances)
    return emitOpError() << "has " << getCountAttr().getInt() << " instances; at most "
                         << maxInstances << " are supported";
  // exec::FrameMap is indexed by ids.
  constexpr uint64_t maxId = 1 << 24;
  if (getId() > maxId)
    return emitOpError() << "has the id " << getIdAttr().getInt() << "; ids lie between 0 and "
                         << maxId;
  if (getBytesAttr().getInt() < 0 || getOffset().has_value() != getSlots().has_value())
    return emitOpError("needs a size, and an offset and slots or none of both");
  return success();
}

SmallVector<FramesOp> TableOp::getFrames() {
  SmallVector<FramesOp> frames;
  for (Operation &op : getBody().front()) {
    if (!isa<FramesOp>(op))
      break;
    frames.push_back(cast<FramesOp>(op));
  }
  return frames;
}

SmallVector<PortOp> TableOp::getPorts() {
  SmallVector<PortOp> ports;
  for (Operation &op : getBody().front())
    if (auto port = dyn_cast<PortOp>(op))
      ports.push_back(port);
    else if (!isa<FramesOp>(op))
      break;
  return ports;
}

LogicalResult TableOp::verify() {
  auto rank = [](Operation &op) { return isa<FramesOp>(op) ? 0 : isa<PortOp>(op) ? 1 : 2; };
  int last = 0;
  for (Operation &op : getBody().front()) {
    if (!isa<FramesOp, PortOp, RowOp>(op) || rank(op) < last)
      return op.emitOpError(
          "has no place here: exec.table holds exec.frames, then exec.port, then exec.row");
    last = rank(op);
  }
  return success();
}

LogicalResult RowOp::verify() {
  constexpr int64_t limit = 1 << 30; // of instances and micro-batches, so that no sum overflows
  ArrayRef<int64_t> triples = getFrames();
  if (triples.size() % 3 != 0)
    return emitOpError("needs triples of a frame, an instance and a step");
  if (getMicroBatch() < 0 || getMicroBatch() > limit)
    return emitOpError() << "has the micro-batch " << getMicroBatch();
  for (size_t i = 0; i < triples.size(); i += 3)
    if (triples[i + 1] < -limit || triples[i + 1] > limit || triples[i + 2] < 0 ||
        triples[i + 2] > 1)
      return emitOpError() << "binds the instance " << triples[i + 1] << " + " << triples[i + 2]
                           << " * micro-batch of a frame; the step is 0 or 1";
  return success();
}

LogicalResult BucketOp::verify() {
  if (getMembers().size() != getOffsets().size() ||
      !llvm::all_of(getMembers(), llvm::IsaPred<FlatSymbolRefAttr>))
    return emitOpError("needs one offset per member, and members that are names of variables");
  return success();
}

LogicalResult TermAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, MeshAxis axis,
                               int64_t) {
  if (axis == MeshAxis::MB)
    return emitError() << "a rank has no coordinate along mb: micro-batches are an axis in time";
  return success();
}

LogicalResult CollectiveOp::verify() {
  if (llvm::is_contained(getAxes().getValue(), MeshAxis::MB))
    return emitOpError("runs over devices, so not over mb");
  return success();
}

LogicalResult ViewOp::verify() {
  int64_t end = getOffset() + getBuffer().getType().getBytes();
  if (getOffset() < 0 || end > getSource().getType().getBytes())
    return emitOpError("reaches byte ")
           << end << " of a buffer of " << getSource().getType().getBytes();
  return success();
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto kernel = symbols.lookupNearestSymbolFrom<KernelOp>(*this, getKernelAttr());
  if (!kernel)
    return emitOpError() << "runs " << getKernelAttr() << ", which is not an exec.kernel";
  Block &body = kernel.getBody().front();
  size_t tensors = llvm::count_if(body.getArgumentTypes(), llvm::IsaPred<RankedTensorType>);
  size_t results = body.back().getNumOperands();
  size_t scalars = body.getNumArguments() - tensors + llvm::count(kernel.getAccumulate(), true);
  if (getBuffers().size() != tensors + results || getScalars().size() != scalars)
    return emitOpError("passes ") << getBuffers().size() << " buffers and " << getScalars().size()
                                  << " scalars to a kernel of " << tensors + results << " and "
                                  << scalars;
  return success();
}

LogicalResult AttentionOp::verify() {
  size_t expected = getBackward() ? 10 : 6;
  if (getBuffers().size() != expected)
    return emitOpError("takes ") << expected << " buffers, got " << getBuffers().size();
  return success();
}

LogicalResult ExchangeOp::verify() {
  if (getSendStages().size() != getSends().size() || getSendValues().size() != getSends().size() ||
      getReceiveStages().size() != getReceives().size() ||
      getReceiveValues().size() != getReceives().size())
    return emitOpError("needs one stage and one value id per message");
  return success();
}

//===- Ops.cpp - verifiers of the distributed ops -------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"

using namespace mlir;
using heddle::graph::ReductionKind;

namespace heddle::dist {

//===----------------------------------------------------------------------===//
// Collectives
//===----------------------------------------------------------------------===//

static LogicalResult verifyLayouts(Operation *op) {
  for (Type type : op->getOperandTypes())
    if (!getLayout(type))
      return op->emitOpError("operands must be distributed tensors (#dist.layout)");
  for (Type type : op->getResultTypes())
    if (!getLayout(type))
      return op->emitOpError("results must be distributed tensors (#dist.layout)");
  return success();
}

/// Global shape, element type and axis names are those of the operand.
static LogicalResult verifySameGlobal(Operation *op, Value input, Value result) {
  auto from = cast<RankedTensorType>(input.getType()),
       to = cast<RankedTensorType>(result.getType());
  if (from.getShape() == to.getShape() && from.getElementType() == to.getElementType() &&
      graph::getAxes(from) == graph::getAxes(to))
    return success();
  return op->emitOpError("changes the layout only: shape, element type and axes stay");
}

/// mb is an axis in time: only dist.accumulate sums over it.
template <typename Collective> static LogicalResult verifyCollective(Collective op) {
  if (failed(verifyLayouts(op)) || failed(verifySameGlobal(op, op.getInput(), op.getResult())))
    return failure();
  MeshAxisSet axes = op.getAxes().getValue();
  if (axes.empty() || axes.contains(MeshAxis::MB))
    return op.emitOpError() << "runs over devices, so over some of (dp, pp, tp), not "
                            << toString(axes);
  return success();
}

/// The result is partial over what the operand is, less `axes`.
static LogicalResult verifyCompletes(Operation *op, Value input, Value result, MeshAxisSet axes) {
  LayoutAttr from = getLayout(input), to = getLayout(result);
  if (!from.getPartialAxes().contains(axes))
    return op->emitOpError() << "operand is partial over " << toString(from.getPartialAxes())
                             << ", not over all of " << toString(axes);
  MeshAxisSet left = from.getPartialAxes() - axes;
  if (to.getPartialAxes() != left || (!left.empty() && from.getReduction() != to.getReduction()))
    return op->emitOpError() << "result must be partial over " << toString(left);
  return success();
}

static LogicalResult verifySameSplits(Operation *op, Value input, Value result) {
  if (getLayout(input).getSplits() == getLayout(result).getSplits())
    return success();
  return op->emitOpError("may not change how dimensions are split");
}

LogicalResult AllReduceOp::verify() {
  if (failed(verifyCollective(*this)) || failed(verifySameSplits(*this, getInput(), getResult())))
    return failure();
  return verifyCompletes(*this, getInput(), getResult(), getAxes().getValue());
}

static bool isFlat(Value value) {
  ArrayRef<StringAttr> names = graph::getAxes(value);
  return names.size() == 1 && names.front() == flatAxisName;
}

/// `part` is split by the axes that split `whole`, then by `axes`, in its only flat dimension or
/// else in one of them.
static LogicalResult verifyPart(Operation *op, Value whole, Value part, MeshAxisSet axes) {
  MeshAxisSet more = getSplitAxes(part.getType()), less = getSplitAxes(whole.getType());
  if (more == (less | axes) && (less & axes).empty())
    return success();
  return op->emitOpError() << "one side must be split over " << toString(axes) << " in addition to "
                           << toString(less) << ", but it is split over " << toString(more);
}

LogicalResult ReduceScatterOp::verify() {
  if (failed(verifyCollective(*this)))
    return failure();
  if (!isFlat(getInput()))
    return emitOpError("scatters flat tensors only");
  MeshAxisSet axes = getAxes().getValue();
  if (failed(verifyCompletes(*this, getInput(), getResult(), axes)))
    return failure();
  return verifyPart(*this, getInput(), getResult(), axes);
}

LogicalResult AllGatherOp::verify() {
  if (failed(verifyCollective(*this)))
    return failure();
  if (!getPartial(getInput()).empty())
    return emitOpError("gathers complete values only; insert dist.all_reduce before it");
  return verifyPart(*this, getResult(), getInput(), getAxes().getValue());
}

LogicalResult ShardOp::verify() {
  if (failed(verifyCollective(*this)))
    return failure();
  if (getPartial(getInput()) != getPartial(getResult()))
    return emitOpError("may not change what the value is partial over");
  return verifyPart(*this, getInput(), getResult(), getAxes().getValue());
}

//===----------------------------------------------------------------------===//
// Accumulation, transfers
//===----------------------------------------------------------------------===//

/// Contributions may come from different stages, so over pp the result may be partial where no
/// operand is.
LogicalResult AccumulateOp::verify() {
  if (failed(verifyLayouts(*this)))
    return failure();
  if (getInputs().empty())
    return emitOpError("needs at least one contribution");
  MeshAxisSet result = getPartial(getResult());
  for (Value input : getInputs()) {
    if (failed(verifySameGlobal(*this, input, getResult())) ||
        failed(verifySameSplits(*this, input, getResult())))
      return failure();
    MeshAxisSet partial = getPartial(input);
    if (!partial.contains(MeshAxis::MB) || getLayout(input).getReduction() == ReductionKind::Max)
      return emitOpError("contributions must be partial sums over (mb)");
    if (partial - MeshAxisSet{MeshAxis::MB} != result)
      return emitOpError() << "a contribution is partial over " << toString(partial)
                           << " and the result over " << toString(result)
                           << "; they may differ by (mb) only";
  }
  return success();
}

LogicalResult JoinOp::verify() {
  if (failed(verifyLayouts(*this)))
    return failure();
  for (Value input : getInputs())
    if (addPartial(cast<RankedTensorType>(input.getType()), MeshAxis::PP) != getResult().getType())
      return emitOpError("the result has the type of the operands, partial over (pp) in addition");
  return success();
}

LogicalResult TransferOp::verify() {
  if (getFrom() == getTo() || getFromAttr().getInt() < 0 || getToAttr().getInt() < 0)
    return emitOpError("goes from one stage to another stage");
  if (getInput().getType() != getResult().getType())
    return emitOpError("carries a value as it is: both types must be equal");
  return success();
}

//===----------------------------------------------------------------------===//
// Buckets
//===----------------------------------------------------------------------===//

LogicalResult BucketOp::verify() {
  if (getMembers().size() != getOffsets().size())
    return emitOpError() << getMembers().size() << " members but " << getOffsets().size()
                         << " offsets";
  if (!llvm::all_of(getMembers(), llvm::IsaPred<FlatSymbolRefAttr>))
    return emitOpError("members are names of graph.variables");
  ArrayRef<int64_t> offsets = getOffsets();
  if (!llvm::is_sorted(offsets) || (!offsets.empty() && offsets.front() < 0))
    return emitOpError("offsets must not be negative nor decrease");
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!getLayout(type) || graph::getAxes(type).size() != 1 ||
      graph::getAxes(type).front() != flatAxisName)
    return emitOpError("the type of a bucket is tensor<N, #dist.layout<[flat @..]>>");
  return success();
}

/// A member at `offset` lies within the bucket, and both are split and partial alike.
static LogicalResult verifyMember(Operation *op, Value bucket, Value member, int64_t offset) {
  if (!isFlat(bucket))
    return op->emitOpError("the bucket must be a flat tensor");
  if (getSplitAxes(bucket.getType()) != getSplitAxes(member.getType()) ||
      getPartial(bucket) != getPartial(member))
    return op->emitOpError("a member is split and partial over the mesh axes of its bucket: "
                           "expected ")
           << bucket.getType() << " to agree with " << member.getType();
  MeshAttr mesh = getMesh(op);
  if (!mesh)
    return op->emitOpError("needs the module attribute dist.mesh; run heddle-apply-plan");
  int64_t size = getLocalElements(cast<RankedTensorType>(bucket.getType()), mesh);
  int64_t part = getLocalElements(cast<RankedTensorType>(member.getType()), mesh);
  if (offset < 0 || offset + part > size)
    return op->emitOpError() << "the member [" << offset << ", " << offset + part
                             << ") lies outside of the " << size << " elements of the bucket";
  return success();
}

LogicalResult ViewOp::verify() {
  if (failed(verifyLayouts(*this)))
    return failure();
  return verifyMember(*this, getBucket(), getResult(), getOffset());
}

/// Nothing else writes a packed bucket, so its members must cover it: one after the other, up to
/// padding that makes it divide by dp.
LogicalResult PackOp::verify() {
  if (failed(verifyLayouts(*this)))
    return failure();
  if (getMembers().size() != getOffsets().size())
    return emitOpError() << getMembers().size() << " members but " << getOffsets().size()
                         << " offsets";
  MeshAttr mesh = getMesh(*this);
  int64_t end = 0;
  for (auto [index, member, offset] : llvm::enumerate(getMembers(), getOffsets())) {
    if (failed(verifyMember(*this, getResult(), member, offset)))
      return failure();
    if (offset != end)
      return emitOpError() << "member " << index << " starts at " << offset
                           << "; members lie one after the other, so it must start at " << end;
    end += getLocalElements(cast<RankedTensorType>(member.getType()), mesh);
  }
  int64_t size = mesh ? getLocalElements(getType(), mesh) : 0;
  if (mesh && size - end >= mesh.getDp())
    return emitOpError() << "fills " << end << " of the " << size
                         << " elements of the bucket; only padding to a multiple of dp = "
                         << mesh.getDp() << " may be left";
  return success();
}

} // namespace heddle::dist

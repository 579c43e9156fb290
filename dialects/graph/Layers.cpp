//===- Layers.cpp - norms, rope, attention, cross entropy -------------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Verify.h"

using namespace mlir;

namespace heddle::graph {

//===----------------------------------------------------------------------===//
// layer_norm, rms_norm
//===----------------------------------------------------------------------===//

/// `type` is rank 1 over `axis`.
static LogicalResult verifyVector(Operation *op, StringRef what, Type type, StringRef axis) {
  if (failed(verifyHasAxis(op, what, type, axis)))
    return failure();
  if (getAxes(type).size() == 1)
    return success();
  return op->emitOpError() << what << " " << describeAxes(type) << " must have the one axis '"
                           << axis << "'";
}

/// `type` has the axes of `input` but `axis`.
static LogicalResult verifyStatistic(Operation *op, StringRef what, Type type, Type input,
                                     StringRef axis) {
  return verifyAxesEqual(op, what, type, "the input without its normalised axis",
                         dropAxis(cast<RankedTensorType>(input), axis));
}

/// What forward and backward of both norms have in common.
static LogicalResult verifyNorm(Operation *op, StringRef axis, Type input, Type like,
                                TypeRange vectors, TypeRange statistics) {
  if (failed(verifyHasAxis(op, "the input", input, axis)) ||
      failed(verifyOneElementType(op, {input, like})) ||
      failed(verifyAxesEqual(op, "the result", like, "the input", input)))
    return failure();
  for (Type vector : vectors)
    if (failed(verifyVector(op, "scale or shift", vector, axis)))
      return failure();
  for (Type statistic : statistics)
    if (failed(verifyStatistic(op, "mean or rstd", statistic, input, axis)))
      return failure();
  return success();
}

LogicalResult LayerNormOp::verify() {
  return verifyNorm(*this, getAxis(), getInput().getType(), getResult().getType(),
                    {getScale().getType(), getShift().getType()},
                    {getMean().getType(), getRstd().getType()});
}

LogicalResult LayerNormGradOp::verify() {
  if (failed(verifyAxesEqual(*this, "the input's gradient", getInputGrad().getType(), "the input",
                             getInput().getType())))
    return failure();
  return verifyNorm(*this, getAxis(), getInput().getType(), getResultGrad().getType(),
                    {getScale().getType(), getScaleGrad().getType(), getShiftGrad().getType()},
                    {getMean().getType(), getRstd().getType()});
}

LogicalResult RmsNormOp::verify() {
  return verifyNorm(*this, getAxis(), getInput().getType(), getResult().getType(),
                    {getScale().getType()}, {getRstd().getType()});
}

LogicalResult RmsNormGradOp::verify() {
  if (failed(verifyAxesEqual(*this, "the input's gradient", getInputGrad().getType(), "the input",
                             getInput().getType())))
    return failure();
  return verifyNorm(*this, getAxis(), getInput().getType(), getResultGrad().getType(),
                    {getScale().getType(), getScaleGrad().getType()}, {getRstd().getType()});
}

SmallVector<StringAttr> LayerNormOp::getUnsplittableAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> LayerNormGradOp::getUnsplittableAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> RmsNormOp::getUnsplittableAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> RmsNormGradOp::getUnsplittableAxes() { return {getAxisAttr()}; }

//===----------------------------------------------------------------------===//
// rope
//===----------------------------------------------------------------------===//

LogicalResult RopeOp::verify() {
  Type input = getInput().getType();
  if (failed(verifyOneElementType(*this, {input, getType()})) ||
      failed(verifyHasAxis(*this, "the input", input, getAxis())) ||
      failed(verifyHasAxis(*this, "the input", input, getSeqAxis())) ||
      failed(verifyAxesEqual(*this, "the result", getType(), "the input", input)))
    return failure();
  if (getAxis() == getSeqAxis())
    return emitOpError("rotates pairs along one axis by the position along another; both are '")
           << getAxis() << "'";
  int64_t size = getAxisSize(input, getAxis());
  if (size % 2 != 0)
    return emitOpError() << "rotates pairs, so the axis '" << getAxis()
                         << "' must be even, but its size is " << size;
  return success();
}

SmallVector<StringAttr> RopeOp::getUnsplittableAxes() { return {getAxisAttr(), getSeqAxisAttr()}; }
Linearity RopeOp::getLinearity(unsigned) { return Linearity::Multiplicative; }

//===----------------------------------------------------------------------===//
// attention
//===----------------------------------------------------------------------===//

/// Nothing, or i32 [batch, seq] with the axes of query.
static LogicalResult verifyDocuments(Operation *op, Value documents, RankedTensorType query) {
  if (!documents)
    return success();
  if (Type type = getElementTypeOrSelf(documents); !type.isInteger(32))
    return op->emitOpError() << "documents must hold i32, but holds " << type;
  return verifyAxesEqual(op, "documents", documents.getType(), "query as [batch, seq]",
                         getTensorType(query.getElementType(), getAxes(query).take_front(2),
                                       query.getShape().take_front(2)));
}

/// What forward and backward have in common.
template <typename OpTy> static LogicalResult verifyAttention(OpTy op) {
  RankedTensorType query = op.getQuery().getType(), key = op.getKey().getType();
  Type value = op.getValue().getType(), result = op.getResult().getType(),
       lse = op.getLse().getType();
  auto names = getAxes(query);
  if (failed(verifyOneElementType(op, {query, key, value, result})))
    return failure();
  if (names.size() != 4 || getAxes(key).size() != 4)
    return op.emitOpError() << "takes query [batch, seq, heads, head_dim] and key [batch, seq, "
                               "kv_heads, head_dim], but query is "
                            << describeAxes(query) << " and key is " << describeAxes(key);
  if (failed(verifyAxesEqual(op, "value", value, "key", key)) ||
      failed(verifyAxesEqual(op, "the result", result, "query", query)))
    return failure();

  ArrayRef<int64_t> queryShape = query.getShape(), keyShape = key.getShape();
  for (unsigned dimension : {0u, 1u, 3u})
    if (queryShape[dimension] != keyShape[dimension])
      return op.emitOpError() << "query " << describeAxes(query) << " and key " << describeAxes(key)
                              << " must have the same batch, seq and head_dim";
  if (failed(verifyDocuments(op, op.getDocuments(), query)))
    return failure();
  if (queryShape[2] % keyShape[2] != 0)
    return op.emitOpError() << queryShape[2] << " query heads do not divide among " << keyShape[2]
                            << " key heads";
  return verifyAxesEqual(op, "lse", lse, "query as [batch, heads, seq]",
                         getTensorType(query.getElementType(), {names[0], names[2], names[1]},
                                       {queryShape[0], queryShape[2], queryShape[1]}));
}

LogicalResult AttentionOp::verify() { return verifyAttention(*this); }

LogicalResult AttentionGradOp::verify() {
  if (failed(verifyAxesEqual(*this, "query's gradient", getQueryGrad().getType(), "query",
                             getQuery().getType())) ||
      failed(verifyAxesEqual(*this, "key's gradient", getKeyGrad().getType(), "key",
                             getKey().getType())) ||
      failed(verifyAxesEqual(*this, "value's gradient", getValueGrad().getType(), "value",
                             getValue().getType())) ||
      failed(verifyAxesEqual(*this, "the result's gradient", getResultGrad().getType(), "query",
                             getQuery().getType())))
    return failure();
  return verifyAttention(*this);
}

/// seq and head_dim, under the names of query and of key. Also asked of ops that are not verified
/// yet.
static SmallVector<StringAttr> attentionUnsplittable(Value query, Value key) {
  SmallVector<StringAttr> axes;
  for (ArrayRef<StringAttr> names : {getAxes(query), getAxes(key)})
    if (names.size() == 4)
      axes.append({names[1], names[3]});
  return axes;
}

SmallVector<StringAttr> AttentionOp::getUnsplittableAxes() {
  return attentionUnsplittable(getQuery(), getKey());
}
SmallVector<StringAttr> AttentionGradOp::getUnsplittableAxes() {
  return attentionUnsplittable(getQuery(), getKey());
}

/// One of the products of attention: 2 x batch x heads x seq x seq x head_dim, half of it under a
/// causal mask. Documents may save any part of it, which only the data knows.
static double attentionProductFlops(RankedTensorType query, bool causal) {
  return 2.0 * double(query.getNumElements()) * double(query.getDimSize(1)) * (causal ? 0.5 : 1.0);
}

double AttentionOp::getFlops() {
  return 2.0 * attentionProductFlops(getQuery().getType(), getCausal());
}
double AttentionGradOp::getFlops() {
  return 5.0 * attentionProductFlops(getQuery().getType(), getCausal());
}

//===----------------------------------------------------------------------===//
// cross_entropy
//===----------------------------------------------------------------------===//

/// `type` has the axes of the logits but `axis`, in any order.
static LogicalResult verifyPositions(Operation *op, StringRef what, Type type, Type logits,
                                     StringRef axis) {
  if (failed(verifyHasAxis(op, "logits", logits, axis)))
    return failure();
  bool same = getAxes(type).size() + 1 == getAxes(logits).size();
  for (StringAttr name : getAxes(type))
    same &= name.getValue() != axis && findAxis(logits, name).has_value();
  if (same)
    return success();
  return op->emitOpError() << what << " " << describeAxes(type) << " must have the axes of logits "
                           << describeAxes(logits) << " without '" << axis << "'";
}

LogicalResult CrossEntropyOp::verify() {
  Type logits = getLogits().getType(), targets = getTargets().getType();
  if (failed(verifyIntegers(*this, "targets", targets)) ||
      failed(verifyOneElementType(*this, {logits, getLoss().getType(), getLse().getType()})) ||
      failed(verifyPositions(*this, "targets", targets, logits, getAxis())) ||
      failed(verifyAxesEqual(*this, "loss", getLoss().getType(), "targets", targets)))
    return failure();
  return verifyAxesEqual(*this, "lse", getLse().getType(), "targets", targets);
}

LogicalResult CrossEntropyGradOp::verify() {
  Type logits = getLogits().getType(), targets = getTargets().getType();
  if (failed(verifyIntegers(*this, "targets", targets)) ||
      failed(verifyOffsets(*this, getOffsets())) ||
      failed(verifyOneElementType(
          *this, {logits, getLse().getType(), getLossGrad().getType(), getType()})) ||
      failed(verifyPositions(*this, "targets", targets, logits, getAxis())) ||
      failed(verifyAxesEqual(*this, "lse", getLse().getType(), "targets", targets)) ||
      failed(verifyAxesEqual(*this, "the loss's gradient", getLossGrad().getType(), "targets",
                             targets)))
    return failure();
  return verifyAxesEqual(*this, "the result", getType(), "logits", logits);
}

SmallVector<StringAttr> CrossEntropyOp::getUnsplittableAxes() { return {getAxisAttr()}; }
SmallVector<StringAttr> CrossEntropyGradOp::getOffsetAxes() { return {getAxisAttr()}; }

} // namespace heddle::graph

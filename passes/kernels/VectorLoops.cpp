//===- VectorLoops.cpp - linalg.generic to loops over vectors -------------===//

#include "passes/kernels/VectorLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace heddle::kernels {

VectorLoops::VectorLoops(linalg::GenericOp op, OpBuilder &builder, int64_t lanes)
    : op(op), builder(builder), loc(op.getLoc()), numLoops(op.getNumLoops()) {
  if (numLoops > 0)
    innerSize = op.getStaticLoopRanges().back();
  for (OpOperand &output : op.getDpsInitsMutable())
    if (isReduction(output))
      reductions.push_back(&output);
  width = chooseWidth(lanes);
}

bool VectorLoops::variesInside(OpOperand &operand) const {
  return numLoops > 0 && op.getMatchingIndexingMap(&operand).isFunctionOfDim(numLoops - 1);
}

bool VectorLoops::isReduction(OpOperand &output) const {
  return numLoops > 0 && !variesInside(output);
}

/// There is no vector form of the transcendental functions in f64.
static bool callsLibm(Operation &inner) {
  return isa<math::ExpOp, math::LogOp, math::TanhOp, math::SinOp, math::CosOp>(inner) &&
         getElementTypeOrSelf(inner.getResult(0)).isF64();
}

static bool isWide(Operation &inner) {
  return llvm::any_of(inner.getResultTypes(), [](Type type) {
    return type.isIntOrFloat() && type.getIntOrFloatBitWidth() == 64;
  });
}

int64_t VectorLoops::chooseWidth(int64_t lanes) const {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!variesInside(operand))
      continue;
    auto [strides, offset] = cast<MemRefType>(operand.get().getType()).getStridesAndOffset();
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (strides.back() != 1 || map.getResults().back() != builder.getAffineDimExpr(numLoops - 1))
      return 1;
  }
  if (llvm::any_of(*op.getBlock(), callsLibm))
    return 1;
  bool wide = llvm::any_of(*op.getBlock(), isWide);
  return std::min(innerSize, wide ? lanes / 2 : lanes);
}

SmallVector<Value> VectorLoops::getIndices(OpOperand &operand, Value position) {
  SmallVector<Value> indices;
  for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults()) {
    unsigned dim = cast<AffineDimExpr>(expr).getPosition();
    indices.push_back(dim + 1 == numLoops ? position : outer[dim]);
  }
  return indices;
}

Type VectorLoops::getStepType(Type element, int64_t step) const {
  return step == 1 ? element : VectorType::get({step}, element);
}

Value VectorLoops::load(OpOperand &operand, Value position, int64_t step) {
  SmallVector<Value> indices = getIndices(operand, position);
  if (step == 1 || !variesInside(operand))
    return memref::LoadOp::create(builder, loc, operand.get(), indices);
  auto type = cast<VectorType>(getStepType(getElementTypeOrSelf(operand.get()), step));
  return vector::LoadOp::create(builder, loc, type, operand.get(), indices);
}

void VectorLoops::store(Value value, OpOperand &operand, Value position, int64_t step) {
  SmallVector<Value> indices = getIndices(operand, position);
  if (step == 1)
    memref::StoreOp::create(builder, loc, value, operand.get(), indices);
  else
    vector::StoreOp::create(builder, loc, widen(value, step), operand.get(), indices);
}

Value VectorLoops::widen(Value value, int64_t step) {
  if (step == 1 || isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(builder, loc, VectorType::get({step}, value.getType()), value);
}

void VectorLoops::emit() {
  builder.setInsertionPoint(op);
  emitDim(0);
}

void VectorLoops::emitDim(unsigned dim) {
  if (dim + 1 >= numLoops)
    return emitInnermost();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value size = arith::ConstantIndexOp::create(builder, loc, op.getStaticLoopRanges()[dim]);
  auto loop = scf::ForOp::create(builder, loc, zero, size, one);
  outer.push_back(loop.getInductionVar());
  OpBuilder::InsertionGuard scope(builder);
  builder.setInsertionPoint(loop.getBody()->getTerminator());
  emitDim(dim + 1);
}

/// In front of the innermost loop: loads of what does not vary in it, and all that is computed from
/// them alone.
void VectorLoops::emitUniform() {
  for (OpOperand *input : op.getDpsInputOperands())
    if (!variesInside(*input))
      uniform.map(op.getMatchingBlockArgument(input), load(*input, Value(), 1));
  if (numLoops == 0)
    for (OpOperand &output : op.getDpsInitsMutable())
      if (op.payloadUsesValueFromOperand(&output))
        uniform.map(op.getMatchingBlockArgument(&output), load(output, Value(), 1));
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      if (index.getDim() + 1 != numLoops)
        uniform.map(index.getResult(), outer[index.getDim()]);
      continue;
    }
    auto isUniform = [&](Value operand) {
      return uniform.contains(operand) || operand.getParentBlock() != op.getBlock();
    };
    if (llvm::all_of(inner.getOperands(), isUniform))
      builder.clone(inner, uniform);
  }
}

void VectorLoops::emitInnermost() {
  emitUniform();
  if (numLoops == 0) {
    for (OpOperand &output : op.getDpsInitsMutable())
      store(uniform.lookupOrDefault(op.getMatchingYieldValue(&output)->get()), output, Value(), 1);
    return;
  }
  int64_t main = innerSize - innerSize % width;
  SmallVector<Value> partials = emitSteps(0, main, width);
  for (auto [index, partial] : llvm::enumerate(partials))
    finishReduction(index, partial);
  if (main == innerSize)
    return;
  partials = emitSteps(main, innerSize, innerSize - main);
  for (auto [index, partial] : llvm::enumerate(partials))
    finishReduction(index, partial);
}

Operation *VectorLoops::getCombiner(unsigned reduction) const {
  return op.getMatchingYieldValue(reductions[reduction])->get().getDefiningOp();
}

SmallVector<Value> VectorLoops::emitSteps(int64_t from, int64_t to, int64_t step) {
  SmallVector<Value> partials;
  for (unsigned reduction = 0; reduction < reductions.size(); ++reduction) {
    Type element = getElementTypeOrSelf(reductions[reduction]->get());
    bool isSum = isa<arith::AddFOp>(getCombiner(reduction));
    double neutral = isSum ? 0.0 : -std::numeric_limits<double>::infinity();
    Value start = arith::ConstantOp::create(builder, loc, builder.getFloatAttr(element, neutral));
    partials.push_back(widen(start, step));
  }
  Value first = arith::ConstantIndexOp::create(builder, loc, from);
  if (from + step == to)
    return emitStep(first, step, partials);
  Value last = arith::ConstantIndexOp::create(builder, loc, to);
  Value stride = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(builder, loc, first, last, stride, partials);
  OpBuilder::InsertionGuard scope(builder);
  Block *body = loop.getBody();
  if (!body->empty())
    body->getTerminator()->erase();
  builder.setInsertionPointToEnd(body);
  scf::YieldOp::create(builder, loc,
                       emitStep(loop.getInductionVar(), step, loop.getRegionIterArgs()));
  return loop.getResults();
}

SmallVector<Value> VectorLoops::emitStep(Value position, int64_t step, ValueRange partials) {
  IRMapping values = uniform;
  for (OpOperand *input : op.getDpsInputOperands())
    if (variesInside(*input))
      values.map(op.getMatchingBlockArgument(input), load(*input, position, step));
  for (OpOperand &output : op.getDpsInitsMutable())
    if (variesInside(output) && op.payloadUsesValueFromOperand(&output))
      values.map(op.getMatchingBlockArgument(&output), load(output, position, step));
  for (auto [reduction, partial] : llvm::zip_equal(reductions, partials))
    values.map(op.getMatchingBlockArgument(reduction), partial);
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (isa<linalg::IndexOp>(inner) && !uniform.contains(inner.getResult(0))) {
      Value index = widen(position, step);
      if (step > 1)
        index = arith::AddIOp::create(
            builder, loc, index,
            vector::StepOp::create(builder, loc, cast<VectorType>(index.getType())));
      values.map(inner.getResult(0), index);
    } else if (inner.getNumResults() > 0 && !uniform.contains(inner.getResult(0))) {
      cloneVector(inner, values, step);
    }
  }
  SmallVector<Value> newPartials;
  for (OpOperand &output : op.getDpsInitsMutable()) {
    Value value = values.lookupOrDefault(op.getMatchingYieldValue(&output)->get());
    if (isReduction(output))
      newPartials.push_back(value);
    else
      store(value, output, position, step);
  }
  return newPartials;
}

void VectorLoops::cloneVector(Operation &inner, IRMapping &values, int64_t step) {
  OperationState state(inner.getLoc(), inner.getName());
  for (OpOperand &operand : inner.getOpOperands()) {
    Value value = values.lookupOrDefault(operand.get());
    // A condition that holds for all lanes stays one bit.
    bool isCondition = isa<arith::SelectOp>(inner) && operand.getOperandNumber() == 0;
    state.operands.push_back(isCondition ? value : widen(value, step));
  }
  for (Type type : inner.getResultTypes())
    state.types.push_back(getStepType(type, step));
  state.attributes = inner.getAttrs();
  values.map(inner.getResults(), builder.create(state)->getResults());
}

/// Sums the lanes and adds them to the result in memory.
void VectorLoops::finishReduction(unsigned reduction, Value partial) {
  Operation *combiner = getCombiner(reduction);
  bool isSum = isa<arith::AddFOp>(combiner);
  if (isa<VectorType>(partial.getType()))
    partial = vector::ReductionOp::create(
        builder, loc, isSum ? vector::CombiningKind::ADD : vector::CombiningKind::MAXNUMF, partial,
        isSum ? arith::FastMathFlags::reassoc : arith::FastMathFlags::nnan);
  Value old = load(*reductions[reduction], Value(), 1);
  Value total = isSum ? arith::AddFOp::create(builder, loc, old, partial).getResult()
                      : arith::MaxNumFOp::create(builder, loc, old, partial).getResult();
  store(total, *reductions[reduction], Value(), 1);
}

} // namespace heddle::kernels

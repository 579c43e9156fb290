//===- RopeLowering.cpp - rotary position embedding -----------------------===//
//
// Su et al. 2021, in the half-split pairing. Frequencies are computed once per launch, cosines and
// sines once per row and shared by all heads (and by query and key, when one kernel rotates both).
// Angles are reduced in f64: a position of some thousands leaves no digits of an f32 angle.
//
//===----------------------------------------------------------------------===//

#include "passes/kernels/ElementBody.h"
#include "passes/kernels/KernelLowering.h"

#include "dialects/graph/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <numbers>

using namespace mlir;

namespace heddle::kernels {

/// theta^(-2i/d), in front of the row loops.
Storage KernelLowering::emitRopeFrequencies(graph::RopeOp op, StringAttr axis, int64_t half) {
  OpBuilder::InsertionGuard scope(builder);
  if (outermostLoop)
    builder.setInsertionPoint(outermostLoop);
  Location loc = op.getLoc();
  Storage frequencies = createScratch(builder.getF64Type(), axis, half, loc);
  double exponent = -std::log(op.getTheta().convertToDouble()) / static_cast<double>(half);
  GenericBuilder loop(builder, loc, {half});
  loop.keepDims();
  loop.addOutput(access(frequencies, axis, loc));
  loop.create([&](OpBuilder &inner, ValueRange, ValueRange) -> SmallVector<Value> {
    ScalarMath wide(inner, loc, inner.getF64Type());
    Value index = wide.cast(linalg::IndexOp::create(inner, loc, 0));
    return {wide.exp(wide.mul(index, wide.constant(exponent)))};
  });
  ++numGenerics;
  return frequencies;
}

std::pair<Storage, Storage> KernelLowering::emitRopeTables(graph::RopeOp op) {
  auto type = cast<RankedTensorType>(op.getInput().getType());
  Attribute key = builder.getArrayAttr(
      {op.getAxisAttr(), op.getSeqAxisAttr(), op.getThetaAttr(), TypeAttr::get(type)});
  auto [found, fresh] = ropeTables.try_emplace(key);
  if (!fresh)
    return found->second;
  Location loc = op.getLoc();
  StringAttr axis = op.getAxisAttr();
  int64_t half = graph::getAxisSize(type, op.getAxis()) / 2;
  Storage frequencies = emitRopeFrequencies(op, axis, half);
  std::pair<Storage, Storage> tables;
  {
    OpBuilder::InsertionGuard scope(builder);
    if (outermostLoop)
      builder.setInsertionPoint(outermostLoop);
    tables = {createScratch(type.getElementType(), axis, half, loc),
              createScratch(type.getElementType(), axis, half, loc)};
  }
  ScalarMath wide(builder, loc, builder.getF64Type());
  Value position = wide.cast(getRowIndex(op.getSeqAxisAttr()));
  GenericBuilder loop(builder, loc, {half});
  loop.addInput(access(frequencies, axis, loc));
  loop.addOutput(access(tables.first, axis, loc));
  loop.addOutput(access(tables.second, axis, loc));
  loop.create([&](OpBuilder &inner, ValueRange in, ValueRange) -> SmallVector<Value> {
    ScalarMath math(inner, loc, inner.getF64Type());
    Value angle = math.mul(position, in[0]);
    Value turns = math.round(math.mul(angle, math.constant(std::numbers::inv_pi / 2)));
    Value rest = math.sub(angle, math.mul(turns, math.constant(2 * std::numbers::pi)));
    ScalarMath narrow(inner, loc, type.getElementType());
    Value reduced = narrow.cast(rest);
    return {narrow.cos(reduced), narrow.sin(reduced)};
  });
  ++numGenerics;
  ropeTables[key] = tables;
  return tables;
}

/// (x1, x2) -> (x1 cos - x2 sin, x2 cos + x1 sin), both halves in one loop.
void KernelLowering::emitRope(const Phase &phase, graph::RopeOp op) {
  Location loc = op.getLoc();
  auto [cosines, sines] = emitRopeTables(op);
  SmallVector<int64_t> sizes = phase.sizes;
  size_t column = llvm::find(phase.axes, op.getAxisAttr()) - phase.axes.begin();
  sizes[column] /= 2;
  auto upperHalf = [&](Access access) {
    access.offset = arith::AddIOp::create(
        builder, loc, access.offset, constantIndex(sizes[column] * access.strides[column], loc));
    return access;
  };
  Access input = access(storages[op.getInput()], phase.axes, loc);
  Access output = access(storages[op.getResult()], phase.axes, loc);
  GenericBuilder loop(builder, loc, sizes);
  loop.addInput(input);
  loop.addInput(upperHalf(input));
  loop.addInput(access(cosines, phase.axes, loc));
  loop.addInput(access(sines, phase.axes, loc));
  loop.addOutput(output);
  loop.addOutput(upperHalf(output));
  loop.create([&](OpBuilder &inner, ValueRange in, ValueRange) -> SmallVector<Value> {
    ScalarMath math(inner, loc, in[0].getType());
    Value sine = op.getInverse() ? math.neg(in[3]) : in[3];
    return {math.sub(math.mul(in[0], in[2]), math.mul(in[1], sine)),
            math.add(math.mul(in[1], in[2]), math.mul(in[0], sine))};
  });
  ++numGenerics;
}

} // namespace heddle::kernels

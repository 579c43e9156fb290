//===- Addressing.cpp - elements of the current row -----------------------===//

#include "passes/kernels/KernelLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace heddle::kernels {

Value KernelLowering::constantIndex(int64_t value, Location loc) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value KernelLowering::getRowIndex(StringAttr axis) const {
  auto found = llvm::find(plan.getRows(), axis);
  return rowIndices[found - plan.getRows().begin()];
}

Access KernelLowering::access(const Storage &storage, ArrayRef<StringAttr> axes, Location loc,
                              std::pair<StringAttr, Value> fixed) {
  Access access{storage.memref, constantIndex(0, loc), SmallVector<int64_t>(axes.size(), 0)};
  for (auto [axis, stride] : llvm::zip_equal(storage.axes, storage.strides)) {
    auto column = llvm::find(axes, axis);
    if (axis != fixed.first && column != axes.end()) {
      access.strides[column - axes.begin()] = stride;
      continue;
    }
    Value index = axis == fixed.first ? fixed.second : getRowIndex(axis);
    Value step = arith::MulIOp::create(builder, loc, index, constantIndex(stride, loc));
    access.offset = arith::AddIOp::create(builder, loc, access.offset, step);
  }
  return access;
}

Value KernelLowering::loadScalar(const Access &access, Location loc) {
  auto layout = StridedLayoutAttr::get(builder.getContext(), ShapedType::kDynamic, {});
  auto type = MemRefType::get({}, getElementTypeOrSelf(access.memref), layout);
  Value view = memref::ReinterpretCastOp::create(
      builder, loc, type, access.memref, OpFoldResult(access.offset), ArrayRef<OpFoldResult>(),
      ArrayRef<OpFoldResult>());
  return memref::LoadOp::create(builder, loc, view);
}

std::pair<Value, Value> KernelLowering::loadIndex(Value indices, ValueRange offsets, int64_t size,
                                                  Location loc) {
  Value loaded = loadScalar(access(storages.lookup(indices), {}, loc), loc);
  Value index = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), loaded);
  if (!offsets.empty())
    index = arith::SubIOp::create(builder, loc, index, scalars.lookup(offsets.front()));
  // Unsigned, so that a negative index is outside too.
  Value inside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, index,
                                       constantIndex(size, loc));
  Value safe = arith::SelectOp::create(builder, loc, inside, index, constantIndex(0, loc));
  return {safe, inside};
}

} // namespace heddle::kernels

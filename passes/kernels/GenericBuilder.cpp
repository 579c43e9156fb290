//===- GenericBuilder.cpp - one linalg.generic over columns ---------------===//

#include "passes/kernels/GenericBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace heddle::kernels {

unsigned GenericBuilder::addInput(Access access) {
  inputs.push_back(std::move(access));
  return inputs.size() - 1;
}

unsigned GenericBuilder::addOutput(Access access) {
  outputs.push_back(std::move(access));
  return outputs.size() - 1;
}

SmallVector<GenericBuilder::Dim> GenericBuilder::chooseDims() const {
  SmallVector<Dim> dims;
  for (auto [position, size] : llvm::enumerate(sizes)) {
    if (merge && size == 1)
      continue;
    Dim dim{size, {}};
    for (unsigned i = 0; i < inputs.size() + outputs.size(); ++i)
      dim.strides.push_back(getOperand(i).strides[position]);
    auto continues = [size = size](auto outerAndInner) {
      auto [outer, inner] = outerAndInner;
      return outer == inner * size;
    };
    if (merge && !dims.empty() &&
        llvm::all_of(llvm::zip_equal(dims.back().strides, dim.strides), continues)) {
      dim.size *= dims.back().size;
      dims.back() = dim;
    } else {
      dims.push_back(dim);
    }
  }
  return dims;
}

Value GenericBuilder::createView(unsigned operand, ArrayRef<Dim> dims) {
  const Access &access = getOperand(operand);
  SmallVector<int64_t> viewSizes, viewStrides;
  for (const Dim &dim : dims)
    if (dim.strides[operand] != 0) {
      viewSizes.push_back(dim.size);
      viewStrides.push_back(dim.strides[operand]);
    }
  auto layout = StridedLayoutAttr::get(builder.getContext(), ShapedType::kDynamic, viewStrides);
  auto type = MemRefType::get(viewSizes, getElementTypeOrSelf(access.memref), layout);
  return memref::ReinterpretCastOp::create(
      builder, loc, type, access.memref, OpFoldResult(access.offset),
      getAsIndexOpFoldResult(builder.getContext(), viewSizes),
      getAsIndexOpFoldResult(builder.getContext(), viewStrides));
}

AffineMap GenericBuilder::createMap(unsigned operand, ArrayRef<Dim> dims) const {
  SmallVector<AffineExpr> exprs;
  for (auto [position, dim] : llvm::enumerate(dims))
    if (dim.strides[operand] != 0)
      exprs.push_back(getAffineDimExpr(position, builder.getContext()));
  return AffineMap::get(dims.size(), 0, exprs, builder.getContext());
}

void GenericBuilder::create(BodyFn body) {
  SmallVector<Dim> dims = chooseDims();
  SmallVector<Value> views;
  SmallVector<AffineMap> maps;
  SmallVector<utils::IteratorType> iterators(dims.size(), utils::IteratorType::parallel);
  for (unsigned operand = 0; operand < inputs.size() + outputs.size(); ++operand) {
    views.push_back(createView(operand, dims));
    maps.push_back(createMap(operand, dims));
    for (auto [position, dim] : llvm::enumerate(dims))
      if (operand >= inputs.size() && dim.strides[operand] == 0)
        iterators[position] = utils::IteratorType::reduction;
  }
  linalg::GenericOp::create(builder, loc, ArrayRef(views).take_front(inputs.size()),
                            ArrayRef(views).drop_front(inputs.size()), maps, iterators,
                            [&](OpBuilder &inner, Location, ValueRange args) {
                              SmallVector<Value> yielded =
                                  body(inner, args.take_front(inputs.size()),
                                       args.drop_front(inputs.size()));
                              linalg::YieldOp::create(inner, loc, yielded);
                            });
}

} // namespace heddle::kernels

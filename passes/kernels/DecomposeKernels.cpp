//===- DecomposeKernels.cpp - norms as elementwise ops and reductions -----===//

#include "dialects/exec/Exec.h"
#include "dialects/graph/Axes.h"
#include "passes/kernels/Passes.h"

#define DEBUG_TYPE "heddle-decompose-kernels"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_DECOMPOSEKERNELSPASS
#include "passes/kernels/Passes.h.inc"

namespace {

/// Writes graph ops with the types that broadcasting by name gives.
class GraphWriter {
public:
  GraphWriter(Operation *op) : builder(op), loc(op->getLoc()) {}

  Value scale(Value value, double factor) {
    return graph::ScaleOp::create(builder, loc, value.getType(), value,
                                  builder.getF64FloatAttr(factor));
  }
  Value addConstant(Value value, double constant) {
    Type scalar = graph::getScalarType(getElementTypeOrSelf(value));
    Value addend =
        graph::ConstantOp::create(builder, loc, scalar, builder.getF64FloatAttr(constant));
    return graph::AddOp::create(builder, loc, value.getType(), value, addend);
  }
  /// The result has the type of `lhs`, which has every axis of `rhs`.
  template <typename OpTy> Value binary(Value lhs, Value rhs) {
    return OpTy::create(builder, loc, lhs.getType(), lhs, rhs);
  }
  Value mul(Value lhs, Value rhs) { return binary<graph::MulOp>(lhs, rhs); }
  Value sub(Value lhs, Value rhs) { return binary<graph::SubOp>(lhs, rhs); }
  Value add(Value lhs, Value rhs) { return binary<graph::AddOp>(lhs, rhs); }
  Value rsqrt(Value value) { return graph::RsqrtOp::create(builder, loc, value.getType(), value); }
  Value cast(Value value, Type element) {
    if (getElementTypeOrSelf(value) == element)
      return value;
    auto type = llvm::cast<RankedTensorType>(value.getType());
    return graph::CastOp::create(
        builder, loc, RankedTensorType::get(type.getShape(), element, type.getEncoding()), value);
  }
  Value sum(Value value, Type result) {
    return graph::ReduceOp::create(builder, loc, result, value, graph::ReductionKind::Sum);
  }

private:
  OpBuilder builder;
  Location loc;
};

double inverseSize(Value value, StringRef axis) {
  return 1.0 / static_cast<double>(graph::getAxisSize(value.getType(), axis));
}

SmallVector<Value> decompose(graph::LayerNormOp op) {
  GraphWriter write(op);
  double inverse = inverseSize(op.getInput(), op.getAxis());
  Type statistic = op.getMean().getType();
  Value mean = write.scale(write.sum(op.getInput(), statistic), inverse);
  Value centred = write.sub(op.getInput(), mean);
  Value variance = write.scale(write.sum(write.mul(centred, centred), statistic), inverse);
  Value rstd = write.rsqrt(write.addConstant(variance, op.getEps().convertToDouble()));
  Value normalised = write.mul(centred, rstd);
  return {write.add(write.mul(normalised, op.getScale()), op.getShift()), mean, rstd};
}

/// With x^ = (x - mean) rstd and g = dy scale: dx = rstd (g - mean(g) - x^ mean(g x^)).
SmallVector<Value> decompose(graph::LayerNormGradOp op) {
  GraphWriter write(op);
  double inverse = inverseSize(op.getInput(), op.getAxis());
  Type statistic = op.getMean().getType();
  Value normalised = write.mul(write.sub(op.getInput(), op.getMean()), op.getRstd());
  Value scaled = write.mul(op.getResultGrad(), op.getScale());
  Value meanGrad = write.scale(write.sum(scaled, statistic), inverse);
  Value projection = write.scale(write.sum(write.mul(scaled, normalised), statistic), inverse);
  Value centred = write.sub(write.sub(scaled, meanGrad), write.mul(normalised, projection));
  return {write.mul(centred, op.getRstd()),
          write.sum(write.mul(op.getResultGrad(), normalised), op.getScaleGrad().getType()),
          write.sum(op.getResultGrad(), op.getShiftGrad().getType())};
}

SmallVector<Value> decompose(graph::RmsNormOp op) {
  GraphWriter write(op);
  Value square = write.mul(op.getInput(), op.getInput());
  Value mean = write.scale(write.sum(square, op.getRstd().getType()),
                           inverseSize(op.getInput(), op.getAxis()));
  Value rstd = write.rsqrt(write.addConstant(mean, op.getEps().convertToDouble()));
  return {write.mul(write.mul(op.getInput(), rstd), op.getScale()), rstd};
}

/// With x^ = x rstd and g = dy scale: dx = rstd (g - x^ mean(g x^)).
SmallVector<Value> decompose(graph::RmsNormGradOp op) {
  GraphWriter write(op);
  Value normalised = write.mul(op.getInput(), op.getRstd());
  Value scaled = write.mul(op.getResultGrad(), op.getScale());
  Value projection = write.scale(write.sum(write.mul(scaled, normalised), op.getRstd().getType()),
                                 inverseSize(op.getInput(), op.getAxis()));
  Value centred = write.sub(scaled, write.mul(normalised, projection));
  return {write.mul(centred, op.getRstd()),
          write.sum(write.mul(op.getResultGrad(), normalised), op.getScaleGrad().getType())};
}

SmallVector<Value> decompose(graph::SumSquaresOp op) {
  GraphWriter write(op);
  Value wide = write.cast(op.getInput(), getElementTypeOrSelf(op.getResult()));
  return {write.sum(write.mul(wide, wide), op.getResult().getType())};
}

SmallVector<Value> decompose(Operation *op) {
  return llvm::TypeSwitch<Operation *, SmallVector<Value>>(op)
      .Case<graph::LayerNormOp, graph::LayerNormGradOp, graph::RmsNormOp, graph::RmsNormGradOp,
            graph::SumSquaresOp>([](auto layer) { return decompose(layer); })
      .Default([](Operation *) { return SmallVector<Value>(); });
}

class DecomposeKernelsPass : public impl::DecomposeKernelsPassBase<DecomposeKernelsPass> {
  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().front())) {
      SmallVector<Value> replacements = decompose(&op);
      if (replacements.empty())
        continue;
      op.replaceAllUsesWith(replacements);
      op.erase();
      ++numDecomposed;
    }
    eraseUnused();
  }

  /// A gradient that nobody asked for.
  void eraseUnused() {
    for (Operation &op :
         llvm::make_early_inc_range(llvm::reverse(getOperation().getBody().front())))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
};

} // namespace
} // namespace heddle::kernels

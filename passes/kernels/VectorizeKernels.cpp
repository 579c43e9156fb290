//===- VectorizeKernels.cpp - linalg.generic to loops over vectors --------===//

#include "passes/kernels/Passes.h"
#include "passes/kernels/VectorLoops.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "heddle-vectorize-kernels"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_VECTORIZEKERNELSPASS
#include "passes/kernels/Passes.h.inc"

namespace {

class VectorizeKernelsPass : public impl::VectorizeKernelsPassBase<VectorizeKernelsPass> {
public:
  using VectorizeKernelsPassBase::VectorizeKernelsPassBase;

private:
  void runOnOperation() override {
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp generic) { generics.push_back(generic); });
    for (linalg::GenericOp generic : generics) {
      OpBuilder builder(generic);
      VectorLoops loops(generic, builder, lanes);
      loops.emit();
      numScalarLoops += !loops.isVectorised();
      generic.erase();
    }
    approximateFunctions();
  }

  /// Only what the polynomials change is visited: folding the rest is LLVM's business, and faster
  /// there.
  void approximateFunctions() {
    SmallVector<Operation *> calls;
    getOperation().walk([&](Operation *op) {
      if (isa<math::ExpOp, math::LogOp, math::TanhOp, math::SinOp, math::CosOp>(op))
        calls.push_back(op);
    });
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns, [](StringRef name) {
      return llvm::is_contained({"math.exp", "math.log", "math.tanh", "math.sin", "math.cos"},
                                name);
    });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    if (failed(applyOpPatternsGreedily(calls, std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace
} // namespace heddle::kernels

//===- DecomposeCrossEntropy.cpp - cross entropy as reductions ------------===//

#include "dialects/graph/Axes.h"
#include "passes/partition/Passes.h"

#define DEBUG_TYPE "heddle-decompose-cross-entropy"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_DECOMPOSECROSSENTROPYPASS
#include "passes/partition/Passes.h.inc"

namespace {

using graph::ReductionKind;

/// The maximum is subtracted before exp, so that nothing overflows.
void decompose(graph::CrossEntropyOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value logits = op.getLogits();
  Type full = logits.getType(), row = op.getLse().getType();
  Value max = graph::ReduceOp::create(builder, loc, row, logits, ReductionKind::Max);
  Value shifted = graph::SubOp::create(builder, loc, full, logits, max);
  Value exp = graph::ExpOp::create(builder, loc, full, shifted);
  Value sum = graph::ReduceOp::create(builder, loc, row, exp, ReductionKind::Sum);
  Value log = graph::LogOp::create(builder, loc, row, sum);
  Value lse = graph::AddOp::create(builder, loc, row, max, log);
  Value picked = graph::PickOp::create(builder, loc, op.getLoss().getType(), logits,
                                       op.getTargets(), ValueRange(), op.getAxis());
  Value loss = graph::SubOp::create(builder, loc, op.getLoss().getType(), lse, picked);
  op.replaceAllUsesWith(ValueRange{loss, lse});
  op.erase();
}

struct DecomposeCrossEntropyPass : impl::DecomposeCrossEntropyPassBase<DecomposeCrossEntropyPass> {
  void runOnOperation() override { getOperation().walk(decompose); }
};

} // namespace
} // namespace heddle::partition

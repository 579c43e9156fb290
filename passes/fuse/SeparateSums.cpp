//===- SeparateSums.cpp - one op for each accumulated result --------------===//

#include "dialects/dist/Dist.h"
#include "passes/analysis/Entries.h"
#include "passes/analysis/KernelLoops.h"
#include "passes/fuse/Passes.h"

#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-separate-sums"

using namespace mlir;

namespace heddle::fuse {

#define GEN_PASS_DEF_SEPARATESUMSPASS
#include "passes/fuse/Passes.h.inc"

namespace {

bool isAccumulated(Value result) {
  return llvm::any_of(result.getUsers(), llvm::IsaPred<dist::AccumulateOp>);
}

/// Whether what makes `value` can add it to a buffer that nothing else reads.
bool canAccumulate(Value value) {
  Operation *producer = value.getDefiningOp();
  return producer && value.hasOneUse() &&
         (isa<graph::EinsumOp>(producer) || runsInKernel(producer));
}

struct SeparateSumsPass : impl::SeparateSumsPassBase<SeparateSumsPass> {
  void runOnOperation() override {
    for (OpOperand *sum : findSums())
      if (!canAccumulate(sum->get())) {
        OpBuilder builder(sum->getOwner());
        Value value = sum->get();
        sum->set(graph::AddNOp::create(builder, value.getLoc(), value.getType(), value));
        ++numSeparated;
      }
  }

  /// The returned values that entries accumulate; of packed ones the members.
  llvm::SetVector<OpOperand *> findSums() {
    llvm::SetVector<OpOperand *> sums;
    for (func::FuncOp entry : getEntries(getOperation()))
      for (auto call : entry.getOps<func::CallOp>())
        for (OpResult result : call.getResults())
          if (isAccumulated(result))
            addSums(getCallee(call).front().getTerminator()->getOpOperand(result.getResultNumber()),
                    sums);
    return sums;
  }

  static void addSums(OpOperand &returned, llvm::SetVector<OpOperand *> &sums) {
    auto pack = returned.get().getDefiningOp<dist::PackOp>();
    if (!pack) {
      sums.insert(&returned);
      return;
    }
    for (OpOperand &member : pack->getOpOperands())
      sums.insert(&member);
  }
};

} // namespace
} // namespace heddle::fuse

//===- Passes.td - the autodiff stage -------------------------------------===//

#ifndef HEDDLE_PASSES_AUTODIFF_PASSES_TD
#define HEDDLE_PASSES_AUTODIFF_PASSES_TD

include "mlir/Pass/PassBase.td"

def AutodiffPass : Pass<"heddle-autodiff", "::mlir::ModuleOp"> {
  let summary = "Reverse mode: a backward function per block, and the entry `train`";
  let description = [{
    For each distinct block `@layers` that the entry `loss` calls and the loss depends on through a parameter, makes

    - `@layers.fwd`: the results of `@layers`, then the values that backward needs (no arguments, no constants);
    - `@layers.bwd`: takes those values, the arguments that backward needs, and the gradients of the results; returns the gradients of the
      arguments that depend on a parameter, in their order. `graph.forward` names its forward function.

    Then builds the entry `train`: the loss weight, the seed 1 / weight, forward calls, backward calls in reverse order, one `graph.add_n` where a value is used
    several times (tied parameters among them), and one `graph.gradient` per parameter. The vjp of each op is its own (`DifferentiableOpInterface`).
  }];
  let dependentDialects = ["::heddle::graph::GraphDialect", "::mlir::func::FuncDialect"];
  let statistics = [Statistic<"numBlocks", "blocks", "blocks differentiated">,
                    Statistic<"numSaved", "saved-values", "values that cross from a forward to its backward function">];
}

def VerifyAutodiffPass : Pass<"heddle-verify-autodiff", "::mlir::ModuleOp"> {
  let summary = "Post-condition: one gradient per parameter, and entries that only call blocks";
  let description = [{
    The entry `train` exists and names exactly one gradient for each parameter; the bodies of all entries hold only `graph.read`, `graph.write`, `func.call`,
    `graph.add_n`, `graph.gradient`, constants and `return`.
  }];
}

#endif // HEDDLE_PASSES_AUTODIFF_PASSES_TD

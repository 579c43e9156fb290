//===- Passes.td - the optimizer stage ------------------------------------===//

#ifndef HEDDLE_PASSES_OPTIMIZER_PASSES_TD
#define HEDDLE_PASSES_OPTIMIZER_PASSES_TD

include "mlir/Pass/PassBase.td"

def BuildOptimizerPass : Pass<"heddle-build-optimizer", "::mlir::ModuleOp"> {
  let summary = "Turn gradients into one AdamW step with clipping and a learning-rate schedule";
  let description = [{
    Declares two moments per parameter and the step counter, and replaces every `graph.gradient` of the `train` entry by

    ```mlir
    %next, %lr, %c1, %c2 = call @optimizer_step(%step)                  // learning rate, bias corrections
    %s0 = call @layers.norm(%g...) {graph.instance = "layers.0"}        // sum of squares, one per block instance
    %clip, %norm = call @clip(%sum)                                     // of graph.add_n %s0, %s1, ...
    %p1.., %m1.., %v1.. = call @layers.update(%p.., %g.., %m.., %v.., %lr, %clip, %c1, %c2) {graph.instance = "layers.0"}
    ```

    and writes. Instances of one block with equal parameters share its functions. The hyper-parameters are those of the module attribute `graph.train`. The entry
    gets the results `gradient_norm` (before clipping) and `learning_rate`.
  }];
  let dependentDialects = ["::heddle::graph::GraphDialect", "::mlir::func::FuncDialect"];
  let statistics = [Statistic<"numParameters", "parameters", "parameters that are updated">,
                    Statistic<"numFunctions", "functions", "functions made for all instances">];
}

def BuildInitPass : Pass<"heddle-build-init", "::mlir::ModuleOp"> {
  let summary = "Make the entry that gives every variable its first value";
  let description = [{
    `init(seed)` calls `@<block>.init(seed, key...)` for each block instance. A random variable has a key, a hash of its name, so that its values depend on the seed, its
    name and the element's index alone, and equal layers share the function.
  }];
  let dependentDialects = ["::heddle::graph::GraphDialect", "::mlir::func::FuncDialect", "::mlir::arith::ArithDialect"];
}

def RenameLossEntryPass : Pass<"heddle-rename-loss-entry", "::mlir::ModuleOp"> {
  let summary = "Call the forward-only entry `eval`";
  let description = [{What the front end wrote as `loss` is from here on one of the entries of a program: init, train, eval, logits.}];
}

def VerifyOptimizerPass : Pass<"heddle-verify-optimizer", "::mlir::ModuleOp"> {
  let summary = "Check what the optimizer stage promises";
  let description = [{
    The entries train, eval and init exist; train and init write every variable exactly once, other entries none; no `graph.gradient` is
    left; the body of an entry holds nothing but state access, calls, sums, constants and its return.
  }];
}

#endif // HEDDLE_PASSES_OPTIMIZER_PASSES_TD

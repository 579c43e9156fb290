//===- Passes.td - substitution of sizes and precision --------------------===//

#ifndef HEDDLE_PASSES_SUBSTITUTE_PASSES_TD
#define HEDDLE_PASSES_SUBSTITUTE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ResizeAxesPass : Pass<"heddle-resize-axes", "::mlir::ModuleOp"> {
  let summary = "Give axes of the model other sizes";
  let description = [{
    Rewrites every type of the module, of variables and functions included, in which a named axis occurs, and the entries `batch`, `seq` and `vocab` of
    `graph.train`. No size lives anywhere else, so what comes out is the graph that the front end would have made of a spec with these sizes.

    ```mlir
    tensor<512x1024xf32, #graph.axes<batch, seq>>      // --heddle-resize-axes=axes=batch:4,seq:8
    tensor<4x8xf32, #graph.axes<batch, seq>>
    ```

    An axis that the module does not have, or has in several sizes, is an error. Sizes that an op cannot have (`graph.rename` of an axis to one of another size) are reported by
    the op's own verifier.
  }];
  let options = [ListOption<"axes", "axes", "std::string", "new sizes, as axis:size">];
  let statistics = [Statistic<"numAxes", "axes", "axes that got another size">];
}

def SetPrecisionPass : Pass<"heddle-set-precision", "::mlir::ModuleOp"> {
  let summary = "Change the precision of all f32 tensors";
  let description = [{
    Rewrites the element type f32 of every tensor in the module to `type`. What is f64 already (sums of squares, the scalars of the optimizer) stays, and a `graph.cast` between
    them stays as a copy, so that the compiled program has the same instructions.
  }];
  let options = [Option<"type", "type", "std::string", "\"f64\"", "f32 (nothing changes) or f64">];
}

def VerifySubstitutePass : Pass<"heddle-verify-substitute", "::mlir::ModuleOp"> {
  let summary = "Check what substitution promises";
  let description = [{Every axis has one size in the whole module.}];
}

#endif // HEDDLE_PASSES_SUBSTITUTE_PASSES_TD

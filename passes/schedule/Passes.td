//===- Passes.td - the schedule stage -------------------------------------===//

#ifndef HEDDLE_PASSES_SCHEDULE_PASSES_TD
#define HEDDLE_PASSES_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def MarkBlocksPass : Pass<"heddle-mark-blocks", "::mlir::ModuleOp"> {
  let summary = "Write on each block how its callers store its arguments and results";
  let description = [{
    Sets on every block function: `exec.accumulate` (per result: the caller sums it over micro-batches, so it is added into its buffer), `exec.in_place` (per result: the
    argument whose buffer it overwrites, or -1) and `exec.own_shard` (per argument: it is the own part of a larger buffer). All callers of a block must agree.
  }];
}

def OutlineKernelsPass : Pass<"heddle-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Turn each region into an exec.kernel on the shapes of one device";
  let description = [{
    Types lose their layout and get the local shape; ops that need to know where their shard lies (`getOffsetAxes`) get the offset as a scalar argument. Equal kernels are
    shared; the region keeps the symbol in `exec.kernel`.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect", "::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numKernels", "kernels", "distinct kernels">,
                    Statistic<"numShared", "kernels-shared", "regions that share an existing kernel">];
}

def BuildSegmentsPass : Pass<"heddle-build-segments", "::mlir::ModuleOp"> {
  let summary = "Lower each block function to an exec.segment";
  let description = [{
    Arguments and results become frames; every other value a temporary, unless it can be made where it is needed: in the result's frame, in its bucket, in the buffer of the
    collective that completes it. Contractions become GEMMs, regions launches. Instructions stay in program order, which is the same on all ranks of a role, so is the order of collectives.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect"];
  let statistics = [Statistic<"numCopies", "copies", "copies because a value was needed in two places">];
}

def BuildRolesPass : Pass<"heddle-build-roles", "::mlir::ModuleOp"> {
  let summary = "Lower entries and tables to roles: rows that run segments on frames";
  let description = [{
    Every value of an entry gets storage: state and gradients persist, inputs and outputs are pinned, all others are instances of frame classes, one class per (block, result), so that equal frames can share
    slots. Messages that are posted together become one exchange segment. The graph functions are erased.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect"];
}

def VerifySchedulePass : Pass<"heddle-verify-schedule", "::mlir::ModuleOp"> {
  let summary = "Check that rows and segments fit together and nothing of dist remains";
  let description = [{
    Each row names an existing segment and binds frames that are at least as large as the segment's; collectives over `pp` stand in the same order in the tables of all stages that take part; no block function is left.
  }];
}

#endif // HEDDLE_PASSES_SCHEDULE_PASSES_TD

//===- Passes.td - the pipeline stage -------------------------------------===//

#ifndef HEDDLE_PASSES_PIPELINE_PASSES_TD
#define HEDDLE_PASSES_PIPELINE_PASSES_TD

include "mlir/Pass/PassBase.td"

def AssignStagesPass : Pass<"heddle-assign-stages", "::mlir::ModuleOp"> {
  let summary = "Give every op of an entry the pipeline stages that run it";
  let description = [{
    Blocks of the model are cut into `pp` contiguous stages (evenly, or by `dist.cuts`): what stands before the repeated layers belongs to the first stage,
    what stands after them to the last. Work on a parameter goes to all stages that use the parameter, its norm only to the first of them, so
    that a tied parameter counts once. Everything else runs where it is used.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
}

def SplitAcrossStagesPass : Pass<"heddle-split-across-stages", "::mlir::ModuleOp"> {
  let summary = "Make sums whose addends live on different stages partial over pp";
  let description = [{
    The gradient norm (`graph.add_n`) and the gradient of a tied parameter (`dist.accumulate`) have addends on several stages. Each stage sums its own; `dist.join` names the
    sums as one value that is partial over `pp`; `dist.all_reduce` completes it on the stages that need it. A stage that needs it and has no addend adds zero; any other value that one stage makes once per step and
    several need gets there in the same way.

    A sum per micro-batch (the gradient of a value that layers of several stages read) is handed from stage to stage instead, each adding its own, so that no stage waits for all others in the middle of the steps.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numSplit", "sums-split", "sums whose addends live on several stages">];
}

def InsertTransfersPass : Pass<"heddle-insert-transfers", "::mlir::ModuleOp"> {
  let summary = "Carry values from the stage that makes them to the stage that uses them";
  let description = [{One `dist.transfer` per value and receiving stage. A value per micro-batch that is needed further on passes through all stages between; what is made once per step goes straight. State and inputs are held wherever they are used and never travel.}];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numTransfers", "transfers", "transfers inserted">];
}

def OutlineEntryOpsPass : Pass<"heddle-outline-entry-ops", "::mlir::ModuleOp"> {
  let summary = "Put the collectives, sums and constants of an entry into blocks of their own";
  let description = [{So that all code is in blocks and an entry only says what is called with what. Equal ones share a block.}];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def BuildTablesPass : Pass<"heddle-build-tables", "::mlir::ModuleOp"> {
  let summary = "Order the work of each stage: the schedule table";
  let description = [{
    Numbers the ops of each entry (`dist.id`) and writes one `dist.table` per entry and stage. The order of forwards and backwards is a pure function of (schedule, stage, stages,
    micro-batches), see Schedules.h; messages between two steps of a stage are posted together.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
}

def VerifyPipelinePass : Pass<"heddle-verify-pipeline", "::mlir::ModuleOp"> {
  let summary = "Prove the tables: complete, in data order, free of deadlock";
  let description = [{
    Values cross stages only through `dist.transfer`; every op of an entry runs exactly once per micro-batch (or once) on each of its stages; no row runs before what it uses;
    walking all tables together under rendezvous, where a message waits for its partner and nothing is buffered, every stage reaches its end.
  }];
}

#endif // HEDDLE_PASSES_PIPELINE_PASSES_TD

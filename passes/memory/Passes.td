//===- Passes.td - the memory stage ---------------------------------------===//

#ifndef HEDDLE_PASSES_MEMORY_PASSES_TD
#define HEDDLE_PASSES_MEMORY_PASSES_TD

include "mlir/Pass/PassBase.td"

def LayoutTemporariesPass : Pass<"heddle-layout-temporaries", "::mlir::ModuleOp"> {
  let summary = "Give the temporaries of each segment offsets in one frame";
  let description = [{
    Temporaries whose live ranges (in instruction order) do not overlap share bytes: best fit over the free gaps. Each segment that has any gets one more frame,
    "temporaries", as its last.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect"];
  let statistics = [Statistic<"bytesBefore", "bytes-unshared", "bytes of all temporaries, each apart">,
                    Statistic<"bytesAfter", "bytes-shared", "bytes of the frames of temporaries">];
}

def LayoutArenaPass : Pass<"heddle-layout-arena", "::mlir::ModuleOp"> {
  let summary = "Give every frame a place in the arena of its role";
  let description = [{
    The arena holds, in this order: persistent frames, one frame of temporaries (the largest of any segment), and the frames of the entries, which run one at a time and
    share the rest. Within an entry the instances of equal frames are coloured: an instance takes a slot that has fallen free, so a class has as many slots as instances
    are alive at once (Dilworth on interval orders), whatever the number of micro-batches. Rows get `bases`, beside their `frames`, roles `arena_bytes`. Offsets are multiples of 64.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect"];
  let statistics = [Statistic<"numInstances", "instances", "frame instances">, Statistic<"numSlots", "slots", "slots that hold them">];
}

def VerifyMemoryPass : Pass<"heddle-verify-memory", "::mlir::ModuleOp"> {
  let summary = "Prove that what is alive at the same time does not overlap and all lies within the arena";
  let description = [{
    Independently of how the offsets were found: walks each table, keeps which frame wrote which bytes last, and reports a row that reads bytes of a frame which another frame has overwritten, or
    that nothing has written; and a row of which two frames overlap.
  }];
}

def CheckFitPass : Pass<"heddle-check-fit", "::mlir::ModuleOp"> {
  let summary = "Hold the arenas against the memory of a device";
  let description = [{
    With a cluster file that says `memory_gib` (`dist.device`): the arena of each role, times the ranks that share a device, must fit. If it does not, the program could never start, so that is an
    error. For a device that this version makes no kernels for it is a warning: such a program is made to look at, not to run.
  }];
}

#endif // HEDDLE_PASSES_MEMORY_PASSES_TD

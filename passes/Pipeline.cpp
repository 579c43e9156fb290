//===- Pipeline.cpp - the compiler, stage by stage ------------------------===//
//
// The only file that composes stages.
//
//===----------------------------------------------------------------------===//

#include "passes/Pipeline.h"

#include "passes/autodiff/Passes.h"
#include "passes/emit/Passes.h"
#include "passes/fuse/Passes.h"
#include "passes/kernels/Passes.h"
#include "passes/memory/Passes.h"
#include "passes/optimizer/Passes.h"
#include "passes/partition/Passes.h"
#include "passes/pipeline/Passes.h"
#include "passes/recompute/Passes.h"
#include "passes/schedule/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace heddle {

static constexpr StringLiteral phaseNames[] = {"graph",     "autodiff",  "optimizer", "plan",
                                               "partition", "recompute", "pipeline",  "fuse",
                                               "schedule",  "memory",    "kernels",   "program"};

StringRef getPhaseName(Phase phase) { return phaseNames[size_t(phase)]; }

std::optional<Phase> findPhase(StringRef name) {
  auto it = llvm::find(phaseNames, name);
  if (it == std::end(phaseNames))
    return std::nullopt;
  return Phase(it - std::begin(phaseNames));
}

std::string listPhases() { return llvm::join(std::begin(phaseNames), std::end(phaseNames), ", "); }

void addStage(OpPassManager &pm, Phase phase, const CompileOptions &options) {
  switch (phase) {
  case Phase::Graph:
    return;
  case Phase::Autodiff:
    return autodiff::addAutodiffStage(pm);
  case Phase::Optimizer:
    // Before the plan: the planner must see the optimizer's state and work.
    return optimizer::addOptimizerStage(pm);
  case Phase::Plan:
    return plan::addPlanStage(pm, options.plan);
  case Phase::Partition:
    return partition::addPartitionStage(pm);
  case Phase::Recompute:
    // After partitioning: whether a recomputed op needs a collective shows only on distributed
    // types.
    return recompute::addRecomputeStage(pm);
  case Phase::Pipeline:
    return pipeline::addPipelineStage(pm);
  case Phase::Fuse:
    // After recomputation, so that recomputed ops fuse with the backward ops that use them.
    return fuse::addFuseStage(pm);
  case Phase::Schedule:
    return schedule::addScheduleStage(pm);
  case Phase::Memory:
    return memory::addMemoryStage(pm);
  case Phase::Kernels:
    return kernels::addKernelsStage(pm);
  case Phase::Program:
    return emit::addEmitStage(pm, options.output);
  }
}

LogicalResult compile(ModuleOp module, const CompileOptions &options) {
  if (options.onPhase)
    options.onPhase(options.from, module);
  // The last phase changes nothing in the module, so its own text is emitted again.
  int first = std::min(int(options.from) + 1, int(kLastPhase));
  for (int phase = first; phase <= int(options.to); ++phase) {
    PassManager pm(module->getName());
    pm.enableVerifier(options.verifyEach);
    addStage(pm, Phase(phase), options);
    if (options.configure && failed(options.configure(pm)))
      return failure();
    if (failed(pm.run(module)))
      return failure();
    if (options.onPhase)
      options.onPhase(Phase(phase), module);
  }
  return success();
}

} // namespace heddle

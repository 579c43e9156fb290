//===- CheckPlan.cpp - does a plan fit a model and a cluster --------------===//

#include "passes/plan/CheckPlan.h"

#include "passes/plan/CheckAxes.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"

#include <numeric>

using namespace mlir;

namespace heddle::plan {

static constexpr StringLiteral tensorAxes[] = {"heads", "kv_heads", "hidden", "vocab"};

ArrayRef<StringLiteral> getDefaultTensorAxes() { return tensorAxes; }

bool isTensorAxis(const Plan &plan, StringRef axis) {
  for (const Plan::AxisRule &rule : plan.rules())
    if (rule.axis() == axis)
      return !rule.mesh().empty();
  return llvm::is_contained(tensorAxes, axis);
}

//===----------------------------------------------------------------------===//
// Defaults
//===----------------------------------------------------------------------===//

/// The largest divisor of `batch` per replica that is at most four micro-batches per stage: a
/// bubble of about a fifth.
static uint32_t chooseMicroBatches(const Plan &plan, int64_t batch) {
  if (plan.pp() <= 1 || batch % plan.dp() != 0)
    return 1;
  int64_t perReplica = batch / plan.dp();
  int64_t count = std::min<int64_t>(4 * plan.pp(), perReplica);
  while (perReplica % count != 0)
    --count;
  return count;
}

void fillDefaults(Plan &plan, const ModelFacts &facts,
                  const std::optional<LocatedCluster> &cluster) {
  if (!plan.has_tp())
    plan.set_tp(1);
  if (!plan.has_pp())
    plan.set_pp(1);
  if (!plan.has_dp()) {
    uint64_t rest = uint64_t(plan.tp()) * plan.pp();
    uint64_t devices = cluster ? getNumDevices(cluster->cluster) : 1;
    plan.set_dp(rest == 0 ? 1 : std::max<uint64_t>(1, devices / rest));
  }
  if (!plan.has_micro_batches()) {
    auto batch = facts.axes.find("batch");
    bool known = batch != facts.axes.end() && plan.dp() > 0;
    plan.set_micro_batches(known ? chooseMicroBatches(plan, batch->second.size) : 1);
  }
  if (!plan.has_zero())
    plan.set_zero(0);
  if (!plan.has_schedule())
    plan.set_schedule("1f1b");
  if (!plan.has_recompute())
    plan.set_recompute("none");
  if (plan.stage_layers().empty() && plan.pp() > 1 && facts.layers % plan.pp() == 0)
    for (uint32_t stage = 0; stage < plan.pp(); ++stage)
      plan.add_stage_layers(facts.layers / plan.pp());
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

namespace {

class PlanChecker {
public:
  PlanChecker(const LocatedPlan &located, const ModelFacts &facts, ModuleOp module)
      : located(located), plan(located.plan), facts(facts), module(module) {}

  void checkSizes();
  void checkSupported();
  void checkCluster(const LocatedCluster &cluster);
  void checkBatch();
  void checkStages();

  bool ok = true;

private:
  InFlightDiagnostic error(StringRef field) {
    ok = false;
    return mlir::emitError(located.getLocation(field, module.getLoc()));
  }

  const LocatedPlan &located;
  const Plan &plan;
  const ModelFacts &facts;
  ModuleOp module;
};

void PlanChecker::checkSizes() {
  const std::pair<StringRef, uint32_t> sizes[] = {{"dp", plan.dp()},
                                                  {"pp", plan.pp()},
                                                  {"tp", plan.tp()},
                                                  {"micro_batches", plan.micro_batches()}};
  for (auto [name, size] : sizes)
    if (size == 0)
      error(name) << name << " = 0: every axis of the mesh has at least one member";
}

void PlanChecker::checkSupported() {
  if (plan.zero() > 1)
    error("zero") << "zero = " << plan.zero()
                  << " is not supported; 0 (nothing) and 1 (optimizer state sharded over dp) are";
  if (plan.schedule() != "gpipe" && plan.schedule() != "1f1b")
    error("schedule") << "schedule '" << plan.schedule()
                      << "' is not supported; 'gpipe' and '1f1b' are";
  if (plan.recompute() != "none" && plan.recompute() != "layer")
    error("recompute") << "recompute '" << plan.recompute()
                       << "' is not supported; 'none' and 'layer' are";
}

void PlanChecker::checkCluster(const LocatedCluster &located) {
  const Cluster &cluster = located.cluster;
  uint64_t ranks = uint64_t(plan.dp()) * plan.pp() * plan.tp();
  uint64_t devices = getNumDevices(cluster);
  uint64_t room = devices * std::max<uint64_t>(1, cluster.device().ranks());
  if (ranks > room)
    error("dp") << "dp x pp x tp = " << plan.dp() << " x " << plan.pp() << " x " << plan.tp()
                << " = " << ranks << " ranks, but cluster '" << cluster.name() << "' has room for "
                << room << "; make dp, pp or tp smaller";
  else if (ranks < devices)
    mlir::emitRemark(located.levels)
        << "dp x pp x tp = " << plan.dp() << " x " << plan.pp() << " x " << plan.tp() << " uses "
        << ranks << " of the " << devices << " devices of cluster '" << cluster.name() << "'";
  if (!isHostDevice(cluster))
    mlir::emitWarning(located.device)
        << "kernels are made for the host CPU; this version has no code generator for '"
        << cluster.device().kind() << "', so the program is planned for it but runs on the host";
}

void PlanChecker::checkBatch() {
  auto it = facts.axes.find("batch");
  if (it == facts.axes.end())
    return;
  int64_t batch = it->second.size, dp = plan.dp(), micro = plan.micro_batches();
  if (batch % dp != 0)
    error("dp") << "batch = " << batch << " does not divide by dp = " << dp
                << "; dp = " << listDivisors(batch)
                << " would fit, or change batch in the train block";
  else if (batch % (dp * micro) != 0)
    error("micro_batches") << "batch = " << batch
                           << " does not divide by dp x micro-batches = " << dp << " x " << micro
                           << "; micro-batches = " << listDivisors(batch / dp) << " would fit";
}

void PlanChecker::checkStages() {
  if (plan.stage_layers().empty()) {
    if (facts.layers % plan.pp() != 0)
      error("pp") << facts.layers << (facts.layers == 1 ? " layer does" : " layers do")
                  << " not divide by pp = " << plan.pp() << "; pp = " << listDivisors(facts.layers)
                  << " would fit, or give the layers of each stage as stage_layers in the plan";
    return;
  }
  int64_t sum = std::accumulate(plan.stage_layers().begin(), plan.stage_layers().end(), int64_t(0));
  if (plan.stage_layers_size() != int64_t(plan.pp()))
    error("stage_layers") << "stage_layers has " << plan.stage_layers_size()
                          << " entries, but pp = " << plan.pp() << "; give one for each stage";
  else if (sum != facts.layers)
    error("stage_layers") << "stage_layers add up to " << sum << ", but the model has "
                          << facts.layers << " layers";
  else if (llvm::is_contained(plan.stage_layers(), 0u))
    error("stage_layers") << "a stage without layers is not supported; make pp smaller";
}

} // namespace

LogicalResult checkPlan(const LocatedPlan &located, const ModelFacts &facts,
                        const std::optional<LocatedCluster> &cluster, ModuleOp module) {
  PlanChecker checker(located, facts, module);
  checker.checkSizes();
  checker.checkSupported();
  // The rest divides by the sizes.
  if (!checker.ok)
    return failure();
  if (cluster)
    checker.checkCluster(*cluster);
  checker.ok &= succeeded(checkAxes(located, facts, module));
  checker.checkBatch();
  checker.checkStages();
  return success(checker.ok);
}

} // namespace heddle::plan

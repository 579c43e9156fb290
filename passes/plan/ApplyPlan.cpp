//===- ApplyPlan.cpp - decisions become module attributes -----------------===//
//
// File, then pins, then defaults, then checks, then attributes.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/plan/CheckPlan.h"
#include "passes/plan/Passes.h"

#define DEBUG_TYPE "heddle-apply-plan"

using namespace mlir;

namespace heddle::plan {

#define GEN_PASS_DEF_APPLYPLANPASS
#include "passes/plan/Passes.h.inc"

namespace {

using dist::MeshAxis;

/// axis -> the mesh axes that split it, for every axis of the model that is split.
DictionaryAttr makeRules(const Plan &plan, const ModelFacts &facts, MLIRContext *context) {
  Builder builder(context);
  NamedAttrList rules;
  for (const auto &[name, axis] : facts.axes) {
    if (name == "batch")
      rules.set(name, dist::MeshAxesAttr::get(context, {MeshAxis::DP, MeshAxis::MB}));
    else if (isTensorAxis(plan, name))
      rules.set(name, dist::MeshAxesAttr::get(context, {MeshAxis::TP}));
  }
  return rules.getDictionary(context);
}

void writeAttributes(const Plan &plan, const ModelFacts &facts, ModuleOp module) {
  MLIRContext *context = module.getContext();
  Builder builder(context);
  module->setAttr(dist::meshAttrName, dist::MeshAttr::get(context, plan.dp(), plan.pp(), plan.tp(),
                                                          plan.micro_batches()));
  module->setAttr(dist::rulesAttrName, makeRules(plan, facts, context));
  module->setAttr(dist::zeroAttrName, builder.getI64IntegerAttr(plan.zero()));
  module->setAttr(dist::scheduleAttrName, builder.getStringAttr(plan.schedule()));
  module->setAttr(dist::recomputeAttrName, builder.getStringAttr(plan.recompute()));
  if (!plan.stage_layers().empty()) {
    SmallVector<int64_t> cuts(plan.stage_layers().begin(), plan.stage_layers().end());
    module->setAttr(dist::cutsAttrName, builder.getDenseI64ArrayAttr(cuts));
  }
  module->setAttr(dist::planAttrName, builder.getStringAttr(toText(plan)));
}

/// What the memory stage must know of the machines: it holds the program against it.
void writeDevice(const Plan &plan, const Cluster &cluster, ModuleOp module) {
  Builder builder(module.getContext());
  uint64_t ranks = uint64_t(plan.dp()) * plan.pp() * plan.tp();
  uint64_t sharers = llvm::divideCeil(ranks, getNumDevices(cluster));
  // 2^62 is more than there is, and what is above would not fit into the attribute.
  double bytes = std::min(cluster.device().memory_gib() * 0x1p30, 0x1p62);
  module->setAttr(dist::deviceAttrName,
                  builder.getDictionaryAttr(
                      {builder.getNamedAttr("cluster", builder.getStringAttr(cluster.name())),
                       builder.getNamedAttr("host", builder.getBoolAttr(isHostDevice(cluster))),
                       builder.getNamedAttr("memory", builder.getI64IntegerAttr(int64_t(bytes))),
                       builder.getNamedAttr("ranks", builder.getI64IntegerAttr(sharers))}));
}

struct ApplyPlanPass : impl::ApplyPlanPassBase<ApplyPlanPass> {
  using ApplyPlanPassBase::ApplyPlanPassBase;

  void runOnOperation() override {
    FailureOr<LocatedPlan> located = readPinned();
    std::optional<LocatedCluster> machines;
    if (failed(located) || failed(readMachines(machines)))
      return signalPassFailure();
    ModelFacts facts(getOperation());
    fillDefaults(located->plan, facts, machines);
    if (failed(checkPlan(*located, facts, machines, getOperation())))
      return signalPassFailure();
    writeAttributes(located->plan, facts, getOperation());
    if (machines && machines->cluster.device().memory_gib() > 0)
      writeDevice(located->plan, machines->cluster, getOperation());
  }

  /// The plan of the file with what the options pin on top.
  FailureOr<LocatedPlan> readPinned() {
    LocatedPlan located;
    if (!plan.empty()) {
      FailureOr<LocatedPlan> file = readPlan(plan, &getContext());
      if (failed(file))
        return failure();
      located = std::move(*file);
    }
    Plan pins = makePins();
    located.plan.MergeFrom(pins);
    const google::protobuf::Descriptor *fields = Plan::descriptor();
    for (int i = 0; i < fields->field_count(); ++i)
      if (const auto *field = fields->field(i);
          !field->is_repeated() && pins.GetReflection()->HasField(pins, field))
        located.locations.insert_or_assign(field->name(), locateFlag(field->name()));
    return located;
  }

  /// "--micro-batches:1:1": the tool keeps the flag as a buffer of that name.
  Location locateFlag(StringRef field) {
    std::string flag = "--" + field.str();
    std::replace(flag.begin(), flag.end(), '_', '-');
    return FileLineColLoc::get(&getContext(), flag, 1, 1);
  }

  Plan makePins() {
    Plan pins;
    if (dp > 0)
      pins.set_dp(dp);
    if (pp > 0)
      pins.set_pp(pp);
    if (tp > 0)
      pins.set_tp(tp);
    if (microBatches > 0)
      pins.set_micro_batches(microBatches);
    if (zero >= 0)
      pins.set_zero(zero);
    if (!schedule.empty())
      pins.set_schedule(schedule);
    if (!recompute.empty())
      pins.set_recompute(recompute);
    return pins;
  }

  LogicalResult readMachines(std::optional<LocatedCluster> &machines) {
    if (cluster.empty())
      return success();
    FailureOr<LocatedCluster> file = readCluster(cluster, &getContext());
    if (failed(file))
      return failure();
    machines = std::move(*file);
    return success();
  }
};

} // namespace
} // namespace heddle::plan

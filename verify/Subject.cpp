//===- Subject.cpp - compiles a small twin of a program -------------------===//

#include "verify/Subject.h"

#include "dialects/dist/Dist.h"
#include "passes/Pipeline.h"
#include "passes/emit/Emit.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace heddle::verify {

static LogicalResult compilePhases(ModuleOp module, Phase from, Phase to,
                                   const plan::PlanOptions &plan = {}) {
  CompileOptions options;
  options.plan = plan;
  options.from = from;
  options.to = to;
  return compile(module, options);
}

FailureOr<PlannedModel> planModel(ModuleOp spec, const plan::PlanOptions &options) {
  PlannedModel model{spec, OwningOpRef<ModuleOp>(spec.clone()), {}, {}};
  if (failed(compilePhases(*model.planned, Phase::Graph, Phase::Plan, options)))
    return failure();
  FailureOr<substitute::AxisSizes> full = substitute::getAxisSizes(*model.planned);
  FailureOr<substitute::AxisSizes> small = substitute::chooseSizes(*model.planned);
  if (failed(full) || failed(small))
    return failure();
  model.fullSizes = std::move(*full);
  model.smallSizes = std::move(*small);
  return model;
}

FailureOr<program::Program> compileFullSize(const PlannedModel &model) {
  OwningOpRef<ModuleOp> module(ModuleOp(model.planned.get()).clone());
  if (failed(compilePhases(*module, Phase::Plan, Phase::Memory)))
    return failure();
  return emit::emitProgram(*module);
}

/// Decisions are attributes of the module: no second plan is made for other sizes.
static void copyDecisions(ModuleOp from, ModuleOp to) {
  for (NamedAttribute attr : from->getAttrs())
    if (attr.getName().getValue().starts_with("dist."))
      to->setAttr(attr.getName(), attr.getValue());
}

static LogicalResult substituteSizes(ModuleOp module, const substitute::AxisSizes &sizes,
                                     StringRef precision) {
  PassManager pm(module->getName());
  substitute::addSubstituteStage(pm, sizes, precision);
  return pm.run(module);
}

FailureOr<Subject> compileSubject(const PlannedModel &model, StringRef precision) {
  OwningOpRef<ModuleOp> module(ModuleOp(model.spec).clone());
  if (failed(substituteSizes(*module, model.smallSizes, precision)) ||
      failed(compilePhases(*module, Phase::Graph, Phase::Optimizer)))
    return failure();
  OwningOpRef<ModuleOp> reference(module->clone());
  copyDecisions(ModuleOp(model.planned.get()), *module);
  if (failed(compilePhases(*module, Phase::Plan, Phase::Program)))
    return failure();
  return Subject{emit::emitProgram(*module), std::move(reference)};
}

} // namespace heddle::verify

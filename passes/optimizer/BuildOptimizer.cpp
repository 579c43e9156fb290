//===- BuildOptimizer.cpp - from gradients to one AdamW step --------------===//
//
// AdamW (Loshchilov and Hutter 2019), clipping by the global norm (Pascanu et al. 2013), warm-up
// and cosine decay.
//
//===----------------------------------------------------------------------===//

#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/optimizer/Blocks.h"
#include "passes/optimizer/Passes.h"

#define DEBUG_TYPE "heddle-build-optimizer"

using namespace mlir;

namespace heddle::optimizer {

#define GEN_PASS_DEF_BUILDOPTIMIZERPASS
#include "passes/optimizer/Passes.h.inc"

namespace {

constexpr llvm::StringLiteral counterName = "optimizer.step";

/// What one step of training gives to every update.
struct StepScalars {
  Value learningRate, clip, correction1, correction2;
};

class OptimizerBuilder {
public:
  OptimizerBuilder(func::FuncOp train, const TrainConfig &config)
      : functions(train->getParentOfType<ModuleOp>()), module(train->getParentOfType<ModuleOp>()),
        train(train), config(config), builder(train.getContext()),
        scalar(graph::getScalarType(builder.getF64Type())),
        zero(graph::InitAttr::get(train.getContext(), graph::InitKind::Constant, 0.0, 0.0)) {}

  LogicalResult run();

  unsigned numParameters = 0;
  SharedFunctions functions;

private:
  LogicalResult takeGradients();
  void declareState();
  graph::VariableOp declare(Location loc, const Twine &name, RankedTensorType type,
                            graph::VariableKind kind, StringRef group);
  Value read(graph::VariableOp variable);
  void write(graph::VariableOp variable, Value value);
  void advanceStep();
  void clipGradients();
  void update(const Group &group);
  void addOutput(StringRef name, Value value);
  SmallVector<Value> getGradients(const Group &group);

  ModuleOp module;
  func::FuncOp train;
  TrainConfig config;
  OpBuilder builder;
  RankedTensorType scalar;
  graph::InitAttr zero;
  SmallVector<Group> groups;
  DenseMap<StringAttr, Value> gradients;
  /// The first and the second moment of each parameter.
  DenseMap<Operation *, std::array<graph::VariableOp, 2>> moments;
  graph::VariableOp counter;
  DenseMap<StringAttr, Value> reads;
  StepScalars step;
};

/// Removes the graph.gradient ops and keeps their values by parameter.
LogicalResult OptimizerBuilder::takeGradients() {
  for (auto op : llvm::make_early_inc_range(train.getOps<graph::GradientOp>())) {
    gradients[op.getVariableAttr().getAttr()] = op.getValue();
    op.erase();
  }
  bool complete = true;
  for (const Group &group : groups)
    for (graph::VariableOp parameter : group.variables)
      if (!gradients.contains(parameter.getSymNameAttr())) {
        complete = false;
        parameter.emitError("parameter '")
            << parameter.getSymName()
            << "' has no gradient: it does not influence the loss; use it or remove it";
      }
  return success(complete);
}

graph::VariableOp OptimizerBuilder::declare(Location loc, const Twine &name, RankedTensorType type,
                                            graph::VariableKind kind, StringRef group) {
  return graph::VariableOp::create(builder, loc, name.str(), type, kind, group, zero);
}

/// All first moments, all second moments, the counter: after the parameters, so that getGroups
/// lists them in this order.
void OptimizerBuilder::declareState() {
  for (auto variable : module.getOps<graph::VariableOp>())
    builder.setInsertionPointAfter(variable);
  for (auto [i, suffix] : llvm::enumerate(ArrayRef<StringRef>{".moment1", ".moment2"}))
    for (const Group &group : groups)
      for (graph::VariableOp parameter : group.variables)
        moments[parameter][i] =
            declare(parameter.getLoc(), parameter.getSymName() + suffix, parameter.getType(),
                    graph::VariableKind::Moment, group.instance);
  counter = declare(train.getLoc(), counterName, scalar, graph::VariableKind::Counter, "optimizer");
}

/// Autodiff has read the parameters already.
Value OptimizerBuilder::read(graph::VariableOp variable) {
  Value &value = reads[variable.getSymNameAttr()];
  if (!value)
    value = graph::ReadOp::create(builder, train.getLoc(), variable.getType(),
                                  FlatSymbolRefAttr::get(variable));
  return value;
}

void OptimizerBuilder::write(graph::VariableOp variable, Value value) {
  graph::WriteOp::create(builder, train.getLoc(), FlatSymbolRefAttr::get(variable), value);
}

void OptimizerBuilder::advanceStep() {
  auto call = callFor(builder, train.getLoc(), "optimizer_step",
                      getStepFunction(functions, train.getLoc(), config), read(counter));
  write(counter, call.getResult(0));
  addOutput("learning_rate", call.getResult(1));
  step.learningRate = call.getResult(1);
  step.correction1 = call.getResult(2);
  step.correction2 = call.getResult(3);
}

/// The norm is that of all gradients together.
void OptimizerBuilder::clipGradients() {
  SmallVector<Value> sums;
  for (const Group &group : groups)
    sums.push_back(callFor(builder, group.getLoc(), group.instance,
                           getNormFunction(functions, group), getGradients(group))
                       .getResult(0));
  Value sum = graph::AddNOp::create(builder, train.getLoc(), scalar, sums);
  auto call = callFor(builder, train.getLoc(), "clip",
                      getClipFunction(functions, train.getLoc(), config), sum);
  step.clip = call.getResult(0);
  addOutput("gradient_norm", call.getResult(1));
}

void OptimizerBuilder::update(const Group &group) {
  SmallVector<graph::VariableOp> state(group.variables); // in the order of the results
  for (unsigned moment : {0, 1})
    for (graph::VariableOp parameter : group.variables)
      state.push_back(moments[parameter][moment]);
  SmallVector<Value> operands =
      llvm::map_to_vector(state, [&](graph::VariableOp variable) { return read(variable); });
  SmallVector<Value> grads = getGradients(group);
  operands.insert(operands.begin() + group.variables.size(), grads.begin(), grads.end());
  llvm::append_values(operands, step.learningRate, step.clip, step.correction1, step.correction2);
  auto call = callFor(builder, group.getLoc(), group.instance,
                      getUpdateFunction(functions, group, config), operands);
  for (auto [variable, value] : llvm::zip_equal(state, call.getResults()))
    write(variable, value);
  numParameters += group.variables.size();
}

SmallVector<Value> OptimizerBuilder::getGradients(const Group &group) {
  return llvm::map_to_vector(group.variables, [&](graph::VariableOp parameter) {
    return gradients.at(parameter.getSymNameAttr());
  });
}

/// Appends a result to the entry.
void OptimizerBuilder::addOutput(StringRef name, Value value) {
  auto attributes =
      builder.getDictionaryAttr(builder.getNamedAttr("graph.output", builder.getStringAttr(name)));
  (void)train.insertResult(train.getNumResults(), value.getType(), attributes);
  Operation *terminator = train.front().getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), value);
}

LogicalResult OptimizerBuilder::run() {
  groups = getGroups(module, graph::VariableKind::Parameter);
  if (groups.empty())
    return train.emitError("the model has no parameters, so there is nothing to train");
  if (failed(takeGradients()))
    return failure();
  declareState();
  for (auto read : train.getOps<graph::ReadOp>())
    reads[read.getVariableAttr().getAttr()] = read;
  builder.setInsertionPoint(train.front().getTerminator());
  clipGradients();
  advanceStep();
  for (const Group &group : groups)
    update(group);
  return success();
}

class BuildOptimizerPass : public impl::BuildOptimizerPassBase<BuildOptimizerPass> {
  void runOnOperation() override {
    func::FuncOp train = findEntry(getOperation(), "train");
    if (!train || train.isExternal()) {
      getOperation().emitError("has no `train` entry; run the autodiff stage first");
      return signalPassFailure();
    }
    FailureOr<TrainConfig> config = readTrainConfig(getOperation());
    if (failed(config))
      return signalPassFailure();
    OptimizerBuilder builder(train, *config);
    if (failed(builder.run()))
      return signalPassFailure();
    numParameters += builder.numParameters;
    numFunctions += builder.functions.count();
  }
};

} // namespace

} // namespace heddle::optimizer

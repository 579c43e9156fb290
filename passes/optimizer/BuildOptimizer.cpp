//===- BuildOptimizer.cpp - from gradients to one AdamW step --------------===//
//
// AdamW (Loshchilov and Hutter 2019), clipping by the global norm (Pascanu et al. 2013), warm-up
// and cosine decay.
//
//===----------------------------------------------------------------------===//

#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/optimizer/Groups.h"
#include "passes/optimizer/Passes.h"
#include "passes/optimizer/TrainConfig.h"

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
        scalar(graph::getScalarType(builder.getF64Type())) {}

  LogicalResult run();

  unsigned numParameters = 0;
  SharedFunctions functions;

private:
  LogicalResult takeGradients();
  void declareState();
  void declare(const Twine &name, RankedTensorType type, graph::VariableKind kind, StringRef group);
  Value read(StringRef variable, Type type);
  void write(StringRef variable, Value value);
  void advanceStep();
  void clipGradients();
  Value sumOfSquares(const Group &group);
  void update(const Group &group);
  SmallVector<Value> buildUpdate(const Group &group, OpBuilder &body, ValueRange arguments);
  void addOutput(StringRef name, Value value);
  SmallVector<Value> getGradients(const Group &group);

  ModuleOp module;
  func::FuncOp train;
  TrainConfig config;
  OpBuilder builder;
  RankedTensorType scalar;
  SmallVector<Group> groups;
  DenseMap<StringAttr, Value> gradients;
  llvm::StringMap<Value> reads;
  StepScalars step;
};

Value constant(OpBuilder &builder, Location loc, double value) {
  Type type = graph::getScalarType(builder.getF64Type());
  return graph::ConstantOp::create(builder, loc, type, builder.getF64FloatAttr(value));
}

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

void OptimizerBuilder::declare(const Twine &name, RankedTensorType type, graph::VariableKind kind,
                               StringRef group) {
  auto zero = graph::InitAttr::get(module.getContext(), graph::InitKind::Constant, 0.0, 0.0);
  graph::VariableOp::create(builder, train.getLoc(), name.str(), type, kind, group, zero);
}

/// All first moments, all second moments, the counter: after the parameters, so that getGroups
/// lists them in this order.
void OptimizerBuilder::declareState() {
  for (auto variable : module.getOps<graph::VariableOp>())
    builder.setInsertionPointAfter(variable);
  for (StringRef suffix : {".moment1", ".moment2"})
    for (const Group &group : groups)
      for (graph::VariableOp parameter : group.variables)
        declare(parameter.getSymName() + suffix, parameter.getType(), graph::VariableKind::Moment,
                group.instance);
  declare(counterName, scalar, graph::VariableKind::Counter, "optimizer");
}

/// Autodiff has read the parameters already.
Value OptimizerBuilder::read(StringRef variable, Type type) {
  Value &value = reads[variable];
  if (!value)
    value = graph::ReadOp::create(builder, train.getLoc(), type, variable);
  return value;
}

void OptimizerBuilder::write(StringRef variable, Value value) {
  graph::WriteOp::create(builder, train.getLoc(), variable, value);
}

/// `optimizer_step(step) -> (step + 1, learning rate, correction1, correction2)`; the first step is
/// number 1.
void OptimizerBuilder::advanceStep() {
  Location loc = train.getLoc();
  auto attr = [&](double value) { return builder.getF64FloatAttr(value); };
  auto function = functions.create(
      loc, "optimizer_step", "optimizer_step", "step", TypeRange{scalar},
      [&](OpBuilder &body, ValueRange arguments) -> SmallVector<Value> {
        Value one = constant(body, loc, 1);
        Value next = graph::AddOp::create(body, loc, scalar, arguments[0], one);
        Value lr = graph::LearningRateOp::create(body, loc, scalar, next, attr(config.lr),
                                                 attr(config.minLr), attr(config.warmup),
                                                 attr(config.steps));
        Value c1 = graph::BiasCorrectionOp::create(body, loc, scalar, next, attr(config.beta1));
        Value c2 = graph::BiasCorrectionOp::create(body, loc, scalar, next, attr(config.beta2));
        return {next, lr, c1, c2};
      });
  auto call = callFor(builder, loc, "optimizer_step", function, read(counterName, scalar));
  write(counterName, call.getResult(0));
  addOutput("learning_rate", call.getResult(1));
  step.learningRate = call.getResult(1);
  step.correction1 = call.getResult(2);
  step.correction2 = call.getResult(3);
}

/// `<block>.norm(gradients...)`: the sum of the squares of all their elements.
Value OptimizerBuilder::sumOfSquares(const Group &group) {
  SmallVector<Value> operands = getGradients(group);
  Location loc = group.getLoc();
  auto function =
      functions.get(group, "norm", ValueRange(operands).getTypes(),
                    [&](OpBuilder &body, ValueRange arguments) -> SmallVector<Value> {
                      Value sum;
                      for (Value gradient : arguments) {
                        Value square = graph::SumSquaresOp::create(body, loc, scalar, gradient);
                        sum = sum ? graph::AddOp::create(body, loc, scalar, sum, square) : square;
                      }
                      return {sum};
                    });
  return callFor(builder, group.getLoc(), group.instance, function, operands).getResult(0);
}

/// `clip(sum of squares) -> (factor, norm)` of all gradients together.
void OptimizerBuilder::clipGradients() {
  Location loc = train.getLoc();
  SmallVector<Value> sums;
  for (const Group &group : groups)
    sums.push_back(sumOfSquares(group));
  Value sum = graph::AddNOp::create(builder, loc, scalar, sums);
  auto function = functions.create(
      loc, "clip", "clip", "step", TypeRange{scalar},
      [&](OpBuilder &body, ValueRange arguments) -> SmallVector<Value> {
        Value factor = config.clip == 0
                           ? constant(body, loc, 1)
                           : Value(graph::ClipFactorOp::create(body, loc, scalar, arguments[0],
                                                               body.getF64FloatAttr(config.clip)));
        return {factor, graph::SqrtOp::create(body, loc, scalar, arguments[0])};
      });
  auto call = callFor(builder, loc, "clip", function, sum);
  step.clip = call.getResult(0);
  addOutput("gradient_norm", call.getResult(1));
}

/// One graph.adamw per parameter; `arguments` are those of `<block>.update`.
SmallVector<Value> OptimizerBuilder::buildUpdate(const Group &group, OpBuilder &body,
                                                 ValueRange arguments) {
  size_t count = group.variables.size();
  auto attr = [&](double value) { return body.getF64FloatAttr(value); };
  SmallVector<Value> results(3 * count);
  for (auto [i, parameter] : llvm::enumerate(group.variables)) {
    graph::VariableOp variable = parameter;
    Type type = variable.getType();
    auto op = graph::AdamWOp::create(
        body, variable.getLoc(), type, type, type, arguments[i], arguments[count + i],
        arguments[2 * count + i], arguments[3 * count + i], arguments[4 * count],
        arguments[4 * count + 1], arguments[4 * count + 2], arguments[4 * count + 3],
        attr(config.beta1), attr(config.beta2), attr(config.eps),
        attr(variable.getDecay() ? config.weightDecay : 0));
    for (unsigned result : {0, 1, 2})
      results[result * count + i] = op->getResult(result);
  }
  return results;
}

/// `<block>.update(p..., g..., m..., v..., learning rate, clip, c1, c2) -> (p..., m..., v...)` and
/// the writes of its results.
void OptimizerBuilder::update(const Group &group) {
  SmallVector<std::string> state; // in the order of the results
  SmallVector<Value> operands, gradientValues = getGradients(group);
  for (StringRef suffix : {"", ".moment1", ".moment2"}) {
    for (graph::VariableOp parameter : group.variables) {
      state.push_back((parameter.getSymName() + suffix).str());
      operands.push_back(read(state.back(), parameter.getType()));
    }
    if (suffix.empty())
      llvm::append_range(operands, gradientValues);
  }
  llvm::append_values(operands, step.learningRate, step.clip, step.correction1, step.correction2);
  auto function = functions.get(
      group, "update", ValueRange(operands).getTypes(),
      [&](OpBuilder &body, ValueRange arguments) { return buildUpdate(group, body, arguments); });
  auto call = callFor(builder, group.getLoc(), group.instance, function, operands);
  for (auto [name, value] : llvm::zip_equal(state, call.getResults()))
    write(name, value);
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
    reads[read.getVariable()] = read;
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

//===- Blocks.cpp - the functions a training step calls -------------------===//

#include "passes/optimizer/Blocks.h"

#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::optimizer {

/// All scalars of the optimizer are rank-0 f64.
static RankedTensorType getScalar(const Group &group) {
  return graph::getScalarType(Float64Type::get(group.instance.getContext()));
}
static RankedTensorType getScalar(Location loc) {
  return graph::getScalarType(Float64Type::get(loc.getContext()));
}

static Value one(OpBuilder &builder, Location loc) {
  return graph::ConstantOp::create(builder, loc, getScalar(loc), builder.getF64FloatAttr(1));
}

func::FuncOp getStepFunction(SharedFunctions &functions, Location loc, const TrainConfig &config) {
  Type scalar = getScalar(loc);
  auto body = [&](OpBuilder &builder, ValueRange arguments) -> SmallVector<Value> {
    auto attr = [&](double value) { return builder.getF64FloatAttr(value); };
    Value next = graph::AddOp::create(builder, loc, scalar, arguments[0], one(builder, loc));
    Value lr =
        graph::LearningRateOp::create(builder, loc, scalar, next, attr(config.lr),
                                      attr(config.minLr), attr(config.warmup), attr(config.steps));
    Value c1 = graph::BiasCorrectionOp::create(builder, loc, scalar, next, attr(config.beta1));
    Value c2 = graph::BiasCorrectionOp::create(builder, loc, scalar, next, attr(config.beta2));
    return {next, lr, c1, c2};
  };
  return functions.create(loc, "optimizer_step", "optimizer_step", "step", {scalar}, body);
}

func::FuncOp getClipFunction(SharedFunctions &functions, Location loc, const TrainConfig &config) {
  Type scalar = getScalar(loc);
  auto body = [&](OpBuilder &builder, ValueRange arguments) -> SmallVector<Value> {
    Value norm = graph::SqrtOp::create(builder, loc, scalar, arguments[0]);
    if (config.clip == 0)
      return {one(builder, loc), norm};
    return {graph::ClipFactorOp::create(builder, loc, scalar, arguments[0],
                                        builder.getF64FloatAttr(config.clip)),
            norm};
  };
  return functions.create(loc, "clip", "clip", "step", {scalar}, body);
}

static SmallVector<Type> getTypes(const Group &parameters) {
  return llvm::map_to_vector(parameters.variables,
                             [](graph::VariableOp variable) -> Type { return variable.getType(); });
}

func::FuncOp getNormFunction(SharedFunctions &functions, const Group &parameters) {
  Type scalar = getScalar(parameters);
  auto body = [&](OpBuilder &builder, ValueRange gradients) -> SmallVector<Value> {
    Value sum;
    for (Value gradient : gradients) {
      Location loc = parameters.getLoc();
      Value squares = graph::SumSquaresOp::create(builder, loc, scalar, gradient);
      sum = sum ? graph::AddOp::create(builder, loc, scalar, sum, squares) : squares;
    }
    return {sum};
  };
  return functions.get(parameters, "norm", getTypes(parameters), body);
}

/// One graph.adamw per parameter.
static SmallVector<Value> buildUpdate(OpBuilder &builder, const Group &parameters,
                                      ValueRange arguments, const TrainConfig &config) {
  size_t count = parameters.variables.size();
  auto attr = [&](double value) { return builder.getF64FloatAttr(value); };
  ValueRange scalars = arguments.take_back(4);
  SmallVector<Value> results(3 * count);
  for (size_t i = 0; i < count; ++i) {
    graph::VariableOp variable = parameters.variables[i];
    Type type = variable.getType();
    auto op = graph::AdamWOp::create(
        builder, variable.getLoc(), type, type, type, arguments[i], arguments[count + i],
        arguments[2 * count + i], arguments[3 * count + i], scalars[0], scalars[1], scalars[2],
        scalars[3], attr(config.beta1), attr(config.beta2), attr(config.eps),
        attr(variable.getDecay() ? config.weightDecay : 0));
    for (unsigned result : {0, 1, 2})
      results[result * count + i] = op->getResult(result);
  }
  return results;
}

func::FuncOp getUpdateFunction(SharedFunctions &functions, const Group &parameters,
                               const TrainConfig &config) {
  SmallVector<Type> arguments;
  for (unsigned part = 0; part < 4; ++part) // parameters, gradients and two moments are alike
    llvm::append_range(arguments, getTypes(parameters));
  arguments.append(4, getScalar(parameters));
  return functions.get(parameters, "update", arguments, [&](OpBuilder &builder, ValueRange values) {
    return buildUpdate(builder, parameters, values, config);
  });
}

} // namespace heddle::optimizer

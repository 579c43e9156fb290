//===- GradientChecker.cpp - vjps against central differences -------------===//

#include "GradientChecker.h"

#include "dialects/graph/Axes.h"
#include "interpreter/Interpreter.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"

#include <gtest/gtest.h>

using namespace mlir;

namespace heddle::interpreter {

GradientChecker::GradientChecker() {
  context.loadDialect<graph::GraphDialect, func::FuncDialect>();
}

RankedTensorType GradientChecker::type(StringRef axes, Type element) {
  SmallVector<StringRef> parts;
  axes.split(parts, ' ', -1, /*KeepEmpty=*/false);
  SmallVector<StringAttr> names;
  SmallVector<int64_t> sizes;
  for (StringRef part : parts) {
    names.push_back(StringAttr::get(&context, part.split('=').first));
    sizes.push_back(std::stoll(part.split('=').second.str()));
  }
  return graph::getTensorType(element, names, sizes);
}

RankedTensorType GradientChecker::f64(StringRef axes) {
  return type(axes, Float64Type::get(&context));
}
RankedTensorType GradientChecker::i32(StringRef axes) {
  return type(axes, IntegerType::get(&context, 32));
}

HostTensor GradientChecker::random(RankedTensorType type) {
  HostTensor tensor = HostTensor::zeros(type);
  std::normal_distribution<double> normal;
  std::uniform_int_distribution<int64_t> index(0, classes - 1);
  for (double &value : tensor.values)
    value = normal(generator) + shift;
  for (int64_t &value : tensor.integers)
    value = index(generator);
  return tensor;
}

namespace {

/// The function's reverse: adds vjps in reverse order, returns the gradient of each argument or
/// null.
class Reverse {
public:
  Reverse(OpBuilder &builder, std::set<std::string> &names) : builder(builder), names(names) {}

  void run(Block &block, Value result, Value resultGrad) {
    grads[result] = resultGrad;
    auto ops = llvm::to_vector(llvm::make_pointer_range(block.getOperations()));
    for (Operation *op : llvm::reverse(ops))
      if (llvm::any_of(op->getResults(), [&](Value value) { return grads.contains(value); }))
        differentiate(op);
  }

  DenseMap<Value, Value> grads;

private:
  void differentiate(Operation *op) {
    SmallVector<Value> resultGrads, operandGrads;
    for (Value result : op->getResults())
      resultGrads.push_back(grads.lookup(result));
    names.insert(op->getName().getStringRef().str());
    ASSERT_TRUE(succeeded(
        cast<graph::DifferentiableOpInterface>(op).buildVjp(builder, resultGrads, operandGrads)));
    ASSERT_EQ(operandGrads.size(), op->getNumOperands()) << op->getName().getStringRef().str();
    for (auto [operand, grad] : llvm::zip_equal(op->getOperands(), operandGrads))
      if (grad)
        add(operand, grad);
  }

  void add(Value value, Value grad) {
    ASSERT_EQ(value.getType(), grad.getType()) << "a gradient has its operand's type";
    Value &sum = grads[value];
    sum = sum ? Value(graph::AddOp::create(builder, value.getLoc(), grad.getType(), sum, grad))
              : grad;
  }

  OpBuilder &builder;
  std::set<std::string> &names;
};

std::string argumentName(unsigned index) { return "x" + std::to_string(index); }

func::FuncOp createEntry(OpBuilder &builder, ModuleOp module, StringRef name, TypeRange arguments) {
  builder.setInsertionPointToEnd(module.getBody());
  auto function =
      func::FuncOp::create(builder, module.getLoc(), name, builder.getFunctionType(arguments, {}));
  function->setAttr("graph.entry", builder.getStringAttr(name));
  for (unsigned i = 0; i < arguments.size(); ++i)
    function.setArgAttr(i, "graph.input", builder.getStringAttr(argumentName(i)));
  builder.setInsertionPointToStart(function.addEntryBlock());
  return function;
}

void finish(OpBuilder &builder, func::FuncOp function, ValueRange results,
            ArrayRef<std::string> names) {
  func::ReturnOp::create(builder, function.getLoc(), results);
  function.setType(builder.getFunctionType(function.getArgumentTypes(), results.getTypes()));
  for (auto [index, name] : llvm::enumerate(names))
    function.setResultAttr(index, "graph.output", builder.getStringAttr(name));
}

double dot(const HostTensor &a, const HostTensor &b) {
  return std::inner_product(a.values.begin(), a.values.end(), b.values.begin(), 0.0);
}

double norm(const HostTensor &tensor) { return std::sqrt(dot(tensor, tensor)); }

/// d sum(weights * value) / d argument, element by element.
HostTensor differences(const Interpreter &interpreter, TensorMap inputs,
                       const std::string &argument, const HostTensor &weights) {
  constexpr double step = 1e-5;
  State state;
  HostTensor result = inputs.at(argument);
  for (int64_t i = 0; i < result.size(); ++i) {
    double at = inputs[argument].values[i];
    auto valueAt = [&](double x) {
      inputs[argument].values[i] = x;
      return dot(weights, interpreter.run("value", inputs, state)->outputs.at("y"));
    };
    result.values[i] = (valueAt(at + step) - valueAt(at - step)) / (2 * step);
    inputs[argument].values[i] = at;
  }
  return result;
}

} // namespace

/// Two entries: `value` gives "y", `grad` takes the result's gradient last and gives those of the
/// arguments.
OwningOpRef<ModuleOp> GradientChecker::build(ArrayRef<RankedTensorType> arguments,
                                             const Expression &expression) {
  OpBuilder builder(&context);
  Location loc = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, loc);
  SmallVector<Type> types(arguments.begin(), arguments.end());
  func::FuncOp value = createEntry(builder, *module, "value", types);
  Value result = expression(builder, loc, value.getArguments());
  Type resultType = result.getType();
  finish(builder, value, result, {"y"});

  types.push_back(resultType);
  func::FuncOp grad = createEntry(builder, *module, "grad", types);
  auto inputs = grad.getArguments().drop_back();
  result = expression(builder, loc, inputs);
  Reverse reverse(builder, differentiated);
  reverse.run(grad.front(), result, grad.getArguments().back());
  SmallVector<Value> results;
  SmallVector<std::string> names;
  for (BlockArgument argument : inputs)
    if (Value value = reverse.grads.lookup(argument)) {
      results.push_back(value);
      names.push_back(argumentName(argument.getArgNumber()));
    }
  finish(builder, grad, results, names);
  EXPECT_TRUE(succeeded(verify(*module)));
  return module;
}

TensorMap GradientChecker::gradients(ArrayRef<RankedTensorType> arguments,
                                     const Expression &expression, TensorMap values) {
  OwningOpRef<ModuleOp> module = build(arguments, expression);
  State state;
  return Interpreter(*module).run("grad", values, state)->outputs;
}

void GradientChecker::check(StringRef what, ArrayRef<RankedTensorType> arguments,
                            const Expression &expression) {
  SCOPED_TRACE(what.str());
  OwningOpRef<ModuleOp> module = build(arguments, expression);
  Interpreter interpreter(*module);
  TensorMap inputs;
  for (auto [index, type] : llvm::enumerate(arguments))
    inputs[argumentName(index)] = random(type);
  State state;
  FailureOr<RunResult> value = interpreter.run("value", inputs, state);
  ASSERT_TRUE(succeeded(value));
  HostTensor weights = value->outputs.at("y");
  for (double &weight : weights.values)
    weight = std::normal_distribution<double>()(generator);

  inputs[argumentName(arguments.size())] = weights;
  TensorMap grads = interpreter.run("grad", inputs, state)->outputs;
  inputs.erase(argumentName(arguments.size()));
  for (unsigned i = 0; i < arguments.size(); ++i) {
    HostTensor expected = inputs.at(argumentName(i));
    if (expected.isInteger)
      continue;
    expected = differences(interpreter, inputs, argumentName(i), weights);
    HostTensor difference = expected;
    if (auto grad = grads.find(argumentName(i)); grad != grads.end())
      for (int64_t at = 0; at < difference.size(); ++at)
        difference.values[at] -= grad->second.values[at];
    EXPECT_LE(norm(difference), 1e-6 * std::max(norm(expected), 1e-3)) << "argument " << i;
  }
}

} // namespace heddle::interpreter

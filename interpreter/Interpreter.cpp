//===- Interpreter.cpp - walks entries and the blocks they call -----------===//

#include "interpreter/Interpreter.h"

#include "dialects/graph/Axes.h"
#include "interpreter/OpRegistry.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"

#include <memory>

using namespace mlir;

namespace heddle::interpreter {

namespace {

using TensorRef = std::shared_ptr<const HostTensor>;

/// The values of one function invocation.
struct Scope {
  DenseMap<Value, TensorRef> values;
  /// The variable that an argument holds, where it holds one: names the gradients that adamw gets.
  DenseMap<Value, StringRef> variables;
};

/// One run of one entry.
class EntryRun {
public:
  EntryRun(ModuleOp module, const State &state, bool recordGradients)
      : module(module), state(state), recordGradients(recordGradients) {}

  LogicalResult run(func::FuncOp entry, const TensorMap &inputs);

  RunResult result;
  TensorMap writes;

private:
  FailureOr<SmallVector<TensorRef>> runFunction(func::FuncOp function, Scope &scope);
  LogicalResult visit(Operation *op, Scope &scope);
  LogicalResult read(graph::ReadOp op, Scope &scope);
  LogicalResult call(func::CallOp op, Scope &scope);
  LogicalResult constant(arith::ConstantOp op, Scope &scope);
  LogicalResult compute(Operation *op, Scope &scope);
  void recordGradient(graph::AdamWOp op, Scope &scope);

  ModuleOp module;
  const State &state;
  bool recordGradients;
};

} // namespace

/// Emits an error unless `tensor` is what `type` says.
static LogicalResult checkType(Operation *op, Twine what, const HostTensor &tensor, Type type) {
  if (tensor.hasType(cast<RankedTensorType>(type)))
    return success();
  return op->emitError(what) << " is " << tensor.describe() << " but must be " << type;
}

/// graph.adamw learns the name of its parameter through the calls' arguments.
void EntryRun::recordGradient(graph::AdamWOp op, Scope &scope) {
  auto name = scope.variables.find(op.getParameter());
  if (recordGradients && name != scope.variables.end())
    result.gradients[name->second.str()] = *scope.values.at(op.getGradient());
}

LogicalResult EntryRun::read(graph::ReadOp op, Scope &scope) {
  auto variable = state.find(op.getVariable().str());
  if (variable == state.end())
    return op.emitError("variable '")
           << op.getVariable() << "' has no value; run the `init` entry first or provide it";
  if (failed(checkType(op, "variable '" + op.getVariable() + "'", variable->second,
                       op.getResult().getType())))
    return failure();
  scope.values[op.getResult()] = std::make_shared<HostTensor>(variable->second);
  scope.variables[op.getResult()] = op.getVariable();
  return success();
}

LogicalResult EntryRun::call(func::CallOp op, Scope &scope) {
  auto callee = module.lookupSymbol<func::FuncOp>(op.getCallee());
  if (!callee || callee.isExternal())
    return op.emitError("calls '") << op.getCallee() << "', which has no body";
  Scope inner;
  for (auto [argument, operand] : llvm::zip_equal(callee.getArguments(), op.getOperands())) {
    inner.values[argument] = scope.values.at(operand);
    if (auto name = scope.variables.find(operand); name != scope.variables.end())
      inner.variables[argument] = name->second;
  }
  FailureOr<SmallVector<TensorRef>> results = runFunction(callee, inner);
  if (failed(results))
    return failure();
  for (auto [value, tensor] : llvm::zip_equal(op.getResults(), *results))
    scope.values[value] = tensor;
  return success();
}

LogicalResult EntryRun::constant(arith::ConstantOp op, Scope &scope) {
  auto value = dyn_cast<IntegerAttr>(op.getValue());
  if (!value)
    return op.emitError(
        "only integer constants are supported here; use graph.constant for tensors");
  scope.values[op.getResult()] = std::make_shared<HostTensor>(HostTensor::scalar(value.getInt()));
  return success();
}

LogicalResult EntryRun::compute(Operation *op, Scope &scope) {
  auto function = getOpRegistry().find(op->getName().getStringRef());
  if (function == getOpRegistry().end())
    return op->emitError("the interpreter has no meaning for this op; it runs graph ops on whole "
                         "tensors, from before partitioning");
  SmallVector<const HostTensor *> operands;
  for (Value operand : op->getOperands())
    operands.push_back(scope.values.at(operand).get());
  SmallVector<HostTensor> results;
  for (Type type : op->getResultTypes())
    results.push_back(HostTensor::zeros(cast<RankedTensorType>(type)));
  if (failed(function->second({op, operands, results})))
    return failure();
  for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results))
    scope.values[value] = std::make_shared<HostTensor>(std::move(tensor));
  return success();
}

LogicalResult EntryRun::visit(Operation *op, Scope &scope) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](graph::ReadOp read) { return this->read(read, scope); })
      .Case([&](graph::WriteOp write) {
        writes[write.getVariable().str()] = *scope.values.at(write.getValue());
        return success();
      })
      .Case([&](graph::GradientOp gradient) {
        if (recordGradients)
          result.gradients[gradient.getVariable().str()] = *scope.values.at(gradient.getValue());
        return success();
      })
      .Case([&](func::CallOp call) { return this->call(call, scope); })
      .Case([&](arith::ConstantOp constant) { return this->constant(constant, scope); })
      .Default([&](Operation *other) {
        if (auto adamw = dyn_cast<graph::AdamWOp>(other))
          recordGradient(adamw, scope);
        return compute(other, scope);
      });
}

FailureOr<SmallVector<TensorRef>> EntryRun::runFunction(func::FuncOp function, Scope &scope) {
  for (Operation &op : function.front().without_terminator())
    if (failed(visit(&op, scope)))
      return failure();
  SmallVector<TensorRef> results;
  for (Value value : function.front().getTerminator()->getOperands())
    results.push_back(scope.values.at(value));
  return results;
}

LogicalResult EntryRun::run(func::FuncOp entry, const TensorMap &inputs) {
  Scope scope;
  for (BlockArgument argument : entry.getArguments()) {
    auto name = entry.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "graph.input");
    if (!name)
      return entry.emitError("argument ")
             << argument.getArgNumber() << " has no `graph.input` name";
    auto input = inputs.find(name.str());
    if (input == inputs.end())
      return entry.emitError("input '") << name.getValue() << "' is missing";
    if (failed(
            checkType(entry, "input '" + name.getValue() + "'", input->second, argument.getType())))
      return failure();
    scope.values[argument] = std::make_shared<HostTensor>(input->second);
  }
  FailureOr<SmallVector<TensorRef>> results = runFunction(entry, scope);
  if (failed(results))
    return failure();
  for (auto [index, tensor] : llvm::enumerate(*results)) {
    auto name = entry.getResultAttrOfType<StringAttr>(index, "graph.output");
    if (!name)
      return entry.emitError("result ") << index << " has no `graph.output` name";
    result.outputs[name.str()] = *tensor;
  }
  return success();
}

static func::FuncOp findEntry(ModuleOp module, StringRef name) {
  for (auto function : module.getOps<func::FuncOp>()) {
    auto entry = function->getAttrOfType<StringAttr>("graph.entry");
    if (entry && entry.getValue() == name)
      return function;
  }
  return nullptr;
}

FailureOr<RunResult> Interpreter::run(StringRef name, const TensorMap &inputs, State &state) const {
  func::FuncOp entry = findEntry(module, name);
  if (!entry || entry.isExternal()) {
    module->emitError("has no entry '") << name << "' with a body";
    return failure();
  }
  EntryRun run(module, state, recordGradients);
  if (failed(run.run(entry, inputs)))
    return failure();
  for (auto &[variable, tensor] : run.writes)
    state[variable] = std::move(tensor);
  return std::move(run.result);
}

} // namespace heddle::interpreter

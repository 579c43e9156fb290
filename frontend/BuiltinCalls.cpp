//===- BuiltinCalls.cpp - arguments of builtins ---===//

#include "frontend/Evaluator.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

Operand Evaluator::callBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope) {
  if (!expr.label.empty()) {
    reporter.error(expr.label.loc,
                   "'" + builtin.name + "' has no parameters that a label could name",
                   "only instances of modules have labels: remove 'as " + expr.label.text + "'");
    return Unknown();
  }
  if (std::optional<Operand> number = callOnNumbers(expr, scope))
    return *number;
  BuiltinCall call{.loc = expr.loc};
  if (!bindBuiltin(expr, builtin, scope, call))
    return Unknown();
  return builtin.build(maker, model, call);
}

std::optional<Operand> Evaluator::callOnNumbers(const Expr &expr, Scope &scope) {
  static constexpr llvm::StringRef functions[] = {"sqrt", "rsqrt", "exp", "log", "max", "min"};
  if (!llvm::is_contained(functions, expr.name.text))
    return std::nullopt;
  std::vector<Number> numbers;
  for (const Argument &argument : expr.arguments) {
    if (!isNumeric(*argument.value, scope))
      return std::nullopt;
    Operand value = evaluate(*argument.value, scope);
    if (isUnknown(value))
      return Operand(Unknown());
    numbers.push_back(*getNumber(value));
  }
  std::optional<Number> result = applyFunction(expr.name.text, numbers);
  if (!result)
    return std::nullopt;
  return checkFinite(*result, expr.loc, reporter) ? Operand(*result) : Operand(Unknown());
}

bool Evaluator::isNumeric(const Expr &expr, const Scope &scope) const {
  switch (expr.kind) {
  case Expr::Kind::Integer:
  case Expr::Kind::Real:
    return true;
  case Expr::Kind::Name: {
    auto found = scope.names.find(expr.name.text);
    return found != scope.names.end() ? getNumber(found->second.value) != nullptr
                                      : configuration.find(expr.name.text).has_value();
  }
  case Expr::Kind::Negate:
    return isNumeric(*expr.lhs, scope);
  case Expr::Kind::Binary:
    return isNumeric(*expr.lhs, scope) && isNumeric(*expr.rhs, scope);
  case Expr::Kind::Call:
    return !modules.contains(expr.name.text) && findBuiltin(expr.name.text) &&
           llvm::all_of(expr.arguments, [&](const Argument &argument) {
             return isNumeric(*argument.value, scope);
           });
  default:
    return false;
  }
}

bool Evaluator::bindBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope,
                            BuiltinCall &call) {
  std::vector<llvm::StringRef> names;
  for (const BuiltinParameter &parameter : builtin.parameters)
    names.push_back(parameter.name);
  bool takesAxes = builtin.parameters.back().kind == BuiltinParameter::Kind::Axes;
  Expr fixed = expr;
  if (takesAxes) {
    size_t count = std::min(builtin.parameters.size() - 1, fixed.arguments.size());
    if (!bindAxes(llvm::ArrayRef(expr.arguments).drop_front(count), builtin, call))
      return false;
    fixed.arguments.resize(count);
  }
  auto order = matchArguments(fixed, names, builtin.usage());
  if (!order)
    return false;
  bool good = true;
  for (auto [argument, index] : llvm::enumerate(*order))
    good &=
        bindArgument(fixed.arguments[argument], builtin, builtin.parameters[index], scope, call);
  return good && bindMissing(expr, builtin, call);
}

bool Evaluator::bindAxes(llvm::ArrayRef<Argument> arguments, const Builtin &builtin,
                         BuiltinCall &call) {
  for (const Argument &argument : arguments) {
    if (argument.value->kind != Expr::Kind::Name || !argument.name.empty()) {
      reporter.error(argument.value->loc, "expected the name of an axis",
                     "write " + builtin.usage());
      return false;
    }
    call.axes.push_back(argument.value->name);
  }
  if (!call.axes.empty())
    return true;
  reporter.error(call.loc, builtin.name + " needs an axis", "write " + builtin.usage());
  return false;
}

bool Evaluator::bindArgument(const Argument &argument, const Builtin &builtin,
                             const BuiltinParameter &parameter, Scope &scope, BuiltinCall &call) {
  const Expr &value = *argument.value;
  call.places[parameter.name] = value.loc;
  if (parameter.kind == BuiltinParameter::Kind::Flag) {
    if (value.kind == Expr::Kind::Name && value.name.text == parameter.name)
      return call.flags[parameter.name] = true;
    reporter.error(value.loc, "expected '" + parameter.name + "'", "write " + builtin.usage());
    return false;
  }
  Operand operand = evaluate(value, scope);
  if (isUnknown(operand))
    return false;
  bool needsTensor = parameter.kind == BuiltinParameter::Kind::Tensor ||
                     parameter.kind == BuiltinParameter::Kind::OptionalTensor;
  if (needsTensor && !getTensor(operand))
    return reportKind(value, builtin, parameter, "a number", "a tensor");
  if (parameter.kind == BuiltinParameter::Kind::Number) {
    if (!getNumber(operand))
      return reportKind(value, builtin, parameter, "a tensor", "a number");
    if (!maker.checkConstant(*getNumber(operand), value.loc))
      return false;
  }
  call.operands[parameter.name] = operand;
  return true;
}

bool Evaluator::reportKind(const Expr &value, const Builtin &builtin,
                           const BuiltinParameter &parameter, llvm::StringRef is,
                           llvm::StringRef expected) {
  reporter.error(value.loc,
                 "argument '" + parameter.name + "' of " + builtin.name + " is " + is +
                     ", expected " + expected,
                 "write " + builtin.usage());
  return false;
}

bool Evaluator::bindMissing(const Expr &expr, const Builtin &builtin, BuiltinCall &call) {
  for (const BuiltinParameter &parameter : builtin.parameters) {
    using Kind = BuiltinParameter::Kind;
    if (call.operands.contains(parameter.name) || parameter.kind == Kind::Flag ||
        parameter.kind == Kind::Axes || parameter.kind == Kind::OptionalTensor)
      continue;
    if (!parameter.byDefault) {
      reporter.error(expr.loc, "argument '" + parameter.name + "' is missing",
                     "write " + builtin.usage());
      return false;
    }
    call.operands[parameter.name] = Number::of(*parameter.byDefault);
  }
  return true;
}

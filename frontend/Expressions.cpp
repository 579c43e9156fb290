//===- Expressions.cpp - names and operators ---===//

#include "frontend/Evaluator.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

Operand Evaluator::evaluate(const Expr &expr, Scope &scope) {
  if (reporter.exhausted() || !spendWork(expr.loc))
    return Unknown();
  switch (expr.kind) {
  case Expr::Kind::Integer:
    return Number::of(expr.integer);
  case Expr::Kind::Real:
    return Number::of(expr.real);
  case Expr::Kind::Name:
    return lookUp(expr.name, scope);
  case Expr::Kind::Call:
    return evaluateCall(expr, scope);
  case Expr::Kind::Negate:
    return maker.negate(expr, evaluate(*expr.lhs, scope));
  case Expr::Kind::Binary: {
    Operand lhs = evaluate(*expr.lhs, scope), rhs = evaluate(*expr.rhs, scope);
    return maker.binary(expr, lhs, rhs);
  }
  case Expr::Kind::Gather:
    return evaluateGather(expr, scope);
  case Expr::Kind::Rename:
    return evaluateRename(expr, scope);
  }
  return Unknown();
}

Operand Evaluator::evaluateGather(const Expr &expr, Scope &scope) {
  Operand table = evaluate(*expr.lhs, scope), indices = evaluate(*expr.rhs, scope);
  if (isUnknown(table) || isUnknown(indices))
    return Unknown();
  if (getTensor(table) && getTensor(indices))
    return maker.gather(*getTensor(table), *getTensor(indices), expr.loc);
  reporter.error(expr.loc, "only a tensor can be indexed, by a tensor of indices",
                 "write wte[tokens]");
  return Unknown();
}

Operand Evaluator::evaluateRename(const Expr &expr, Scope &scope) {
  Operand input = evaluate(*expr.lhs, scope);
  if (isUnknown(input))
    return Unknown();
  if (getTensor(input))
    return maker.rename(*getTensor(input), expr.renames, expr.loc);
  reporter.error(expr.loc, "only a tensor has axes to rename", "write x[embed as embed2]");
  return Unknown();
}

std::optional<Number> Evaluator::lookUpNumber(const Name &name, const Scope &scope) {
  Operand found = lookUp(name, scope);
  if (getTensor(found))
    reporter.error(name.loc, "'" + name.text + "' is a tensor, not a number",
                   "an initialiser is made of numbers and parameters of the model");
  return getNumber(found) ? std::optional(*getNumber(found)) : std::nullopt;
}

Operand Evaluator::lookUp(const Name &name, const Scope &scope) {
  auto found = scope.names.find(name.text);
  if (found != scope.names.end())
    return found->second.value;
  if (std::optional<Number> number = configuration.find(name.text))
    return *number;
  reportUnknownName(name, scope);
  return Unknown();
}

void Evaluator::reportUnknownName(const Name &name, const Scope &scope) {
  std::string hint;
  std::vector<llvm::StringRef> candidates = configuration.parameterNames();
  for (const auto &entry : scope.names)
    candidates.push_back(entry.first);
  if (scope.endedWithRepeat.contains(name.text))
    hint = "it is made inside the repeat and ends with it; give it a value before the repeat";
  else if (findBuiltin(name.text) || modules.contains(name.text))
    hint = "'" + name.text.str() + "' is a function: write " + name.text.str() + "(...)";
  else if (name.text == "batch")
    hint = "batch is an axis only: no number may depend on it";
  else
    hint = suggest(name.text, candidates, "names");
  if (!scope.isModel && (name.text == "tokens" || name.text == "documents"))
    hint = "pass it to the module as an argument";
  reporter.error(name.loc, "unknown name '" + name.text + "'", hint);
}

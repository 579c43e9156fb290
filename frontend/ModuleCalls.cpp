//===- ModuleCalls.cpp - instances of modules ---===//

#include "frontend/Evaluator.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

/// Instances of modules inside each other.
static constexpr size_t kMaxModuleDepth = 32;

bool Evaluator::checkDeclarations() {
  llvm::StringMap<llvm::SMLoc> seen;
  for (const ModuleDecl &module : ast.modules) {
    if (findBuiltin(module.name.text))
      reporter.error(module.name.loc, "'" + module.name.text + "' is a function of the language",
                     "choose another name for the module, say self_" + module.name.text);
    checkUnique(module.name, "module", seen);
    checkFormals(module);
    modules.try_emplace(module.name.text, &module);
  }
  llvm::StringMap<llvm::SMLoc> models;
  for (const ModelDecl &model : ast.models)
    checkUnique(model.name, "model", models);
  return !reporter.exhausted();
}

void Evaluator::checkUnique(const Name &name, llvm::StringRef what,
                            llvm::StringMap<llvm::SMLoc> &seen) {
  if (!seen.try_emplace(name.text, name.loc).second)
    reporter.error(name.loc, "duplicate " + what + " '" + name.text + "'",
                   "rename one of them; an imported file may declare the other");
}

void Evaluator::checkFormals(const ModuleDecl &module) {
  llvm::StringMap<llvm::SMLoc> seen;
  for (const Formal &formal : module.formals)
    checkUnique(formal.name, "parameter", seen);
}

Operand Evaluator::evaluateCall(const Expr &expr, Scope &scope) {
  auto module = modules.find(expr.name.text);
  if (module != modules.end())
    return callModule(expr, *module->second, scope);
  if (const Builtin *builtin = findBuiltin(expr.name.text))
    return callBuiltin(expr, *builtin, scope);
  std::vector<llvm::StringRef> names = builtinNames();
  for (const auto &entry : modules)
    names.push_back(entry.first());
  reporter.error(expr.loc, "unknown function or module '" + expr.name.text + "'",
                 suggest(expr.name.text, names, "functions and modules"));
  return Unknown();
}

llvm::StringRef Evaluator::chooseLabel(const Expr &expr, Scope &scope) {
  Name label = expr.label.empty() ? expr.name : expr.label;
  if (scope.labels.try_emplace(label.text, label.loc).second)
    return label.text;
  reporter.error(label.loc, "a second instance with the label '" + label.text + "'",
                 "instances have parameters of their own, so they need labels: " + expr.name.text +
                     "(...) as " + expr.name.text + "_2");
  return {};
}

Operand Evaluator::callModule(const Expr &expr, const ModuleDecl &module, Scope &scope) {
  std::vector<Operand> arguments;
  for (const Argument &argument : expr.arguments)
    arguments.push_back(evaluate(*argument.value, scope));
  if (!checkRecursion(expr, module, scope))
    return Unknown();
  llvm::StringRef label = chooseLabel(expr, scope);
  if (label.empty())
    return Unknown();
  Scope inner;
  inner.path = scope.path + label.str() + ".";
  inner.modules = scope.modules;
  inner.modules.push_back(&module);
  if (!bindFormals(expr, module, arguments, inner))
    return Unknown();
  Reporter::CallScope call(reporter, expr.loc);
  return elaborateModule(module, inner);
}

bool Evaluator::checkRecursion(const Expr &expr, const ModuleDecl &module, const Scope &scope) {
  if (llvm::is_contained(scope.modules, &module)) {
    std::string chain;
    for (const ModuleDecl *outer : scope.modules)
      chain += outer->name.text.str() + " -> ";
    reporter.error(
        expr.loc, "module '" + module.name.text + "' uses itself: " + chain + module.name.text,
        "modules are expanded where they are called; use repeat in the model for repetition");
    return false;
  }
  if (scope.modules.size() < kMaxModuleDepth)
    return true;
  reporter.error(expr.loc, "modules are nested too deeply",
                 "at most " + Twine(kMaxModuleDepth) + " levels are supported");
  return false;
}

bool Evaluator::bindFormals(const Expr &expr, const ModuleDecl &module,
                            llvm::ArrayRef<Operand> values, Scope &inner) {
  std::vector<llvm::StringRef> names;
  for (const Formal &formal : module.formals)
    names.push_back(formal.name.text);
  std::string usage = module.name.text.str() + "(" + llvm::join(names, ", ") + ")";
  std::optional<std::vector<size_t>> order = matchArguments(expr, names, usage);
  if (!order)
    return false;
  for (auto [argument, index] : llvm::enumerate(*order))
    inner.names[names[index]] = {Binding::Kind::Variable, values[argument],
                                 expr.arguments[argument].value->loc};
  for (const Formal &formal : module.formals)
    if (!inner.names.contains(formal.name.text) && !bindDefault(expr, formal, usage, inner))
      return false;
  for (const Formal &formal : module.formals)
    if (configuration.find(formal.name.text)) {
      reporter.error(formal.name.loc, "'" + formal.name.text + "' is a parameter of the model",
                     "modules see the sizes of the model; choose another name");
      return false;
    }
  return true;
}

bool Evaluator::bindDefault(const Expr &expr, const Formal &formal, llvm::StringRef usage,
                            Scope &inner) {
  if (!formal.value) {
    reporter.error(expr.loc, "argument '" + formal.name.text + "' is missing", "write " + usage);
    return false;
  }
  inner.names[formal.name.text] = {Binding::Kind::Variable, evaluate(*formal.value, inner),
                                   formal.name.loc};
  return true;
}

std::optional<std::vector<size_t>> Evaluator::matchArguments(const Expr &expr,
                                                             llvm::ArrayRef<llvm::StringRef> names,
                                                             llvm::StringRef usage) {
  std::vector<size_t> order;
  for (const Argument &argument : expr.arguments) {
    size_t index = order.size();
    if (!argument.name.empty()) {
      index = llvm::find(names, argument.name.text) - names.begin();
      if (index == names.size()) {
        reporter.error(argument.name.loc,
                       "'" + expr.name.text + "' has no argument '" + argument.name.text + "'",
                       suggest(argument.name.text, names, "arguments") + " (" + usage + ")");
        return std::nullopt;
      }
    }
    if (index >= names.size() || llvm::is_contained(order, index)) {
      reporter.error(argument.value->loc,
                     index >= names.size() ? "too many arguments for '" + expr.name.text.str() + "'"
                                           : "argument '" + names[index].str() + "' is given twice",
                     "write " + usage);
      return std::nullopt;
    }
    order.push_back(index);
  }
  return order;
}

Operand Evaluator::elaborateModule(const ModuleDecl &module, Scope &scope) {
  for (const Statement &statement : module.body) {
    if (statement.kind != Statement::Kind::Return) {
      elaborateStatement(statement, scope);
      continue;
    }
    if (&statement != &module.body.back())
      reporter.error(statement.loc, "statements after the return",
                     "return is the last statement of a module");
    return evaluate(*statement.value, scope);
  }
  reporter.error(module.name.loc, "module '" + module.name.text + "' returns nothing",
                 "end it with return ...");
  return Unknown();
}

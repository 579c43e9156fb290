//===- Statements.cpp - assignments and parameters ---===//

#include "frontend/Evaluator.h"

#include "dialects/graph/Axes.h"
#include "frontend/Initializer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

/// Statements and expressions that are looked at: bounds modules that expand exponentially without
/// making ops.
static constexpr int64_t kMaxWork = 1 << 20;

bool Evaluator::isReserved(llvm::StringRef name) {
  static constexpr llvm::StringRef names[] = {"prologue", "epilogue", "logits_epilogue",
                                              "weight",   "loss",     "logits"};
  return llvm::is_contained(names, name);
}

Source *Evaluator::addSource(Source source) {
  source.order = result.sources.size();
  return &result.sources.emplace_back(std::move(source));
}

bool Evaluator::spendWork(llvm::SMLoc loc) {
  if (++work <= kMaxWork)
    return true;
  reporter.error(loc, "the model is too large once its modules are expanded",
                 "modules that use modules several times grow fast; use repeat for layers");
  return false;
}

void Evaluator::elaborateStatement(const Statement &statement, Scope &scope) {
  if (reporter.exhausted() || !spendWork(statement.loc))
    return;
  switch (statement.kind) {
  case Statement::Kind::Param:
    return elaborateParam(statement, scope);
  case Statement::Kind::Assign:
    return elaborateAssign(statement, scope);
  case Statement::Kind::Repeat:
    reporter.error(statement.loc, "a repeat belongs to the model", "move it out of the module");
    return;
  case Statement::Kind::Return:
    reporter.error(statement.loc, "nothing to return from here", "only a module returns a value");
    return;
  }
}

bool Evaluator::checkBindable(const Name &name, const Scope &scope, bool isParam) {
  if (name.text == "batch") {
    reporter.error(name.loc, "'batch' is an axis of every model, not a variable",
                   "say its size in the train block: train { batch = 8 }");
    return false;
  }
  if (configuration.find(name.text)) {
    reporter.error(name.loc, "'" + name.text + "' is a parameter of the model",
                   "sizes do not change; choose another name");
    return false;
  }
  auto found = scope.names.find(name.text);
  if (found == scope.names.end())
    return true;
  if (isParam || found->second.kind == Binding::Kind::Parameter) {
    reporter.error(
        name.loc, "duplicate name '" + name.text + "'",
        isParam ? "a parameter needs a name of its own in its module"
                : "parameters, tokens and documents are not assigned to; choose another name");
    return false;
  }
  return true;
}

void Evaluator::elaborateAssign(const Statement &statement, Scope &scope) {
  if (statement.name.text == "loss" && model.insideRepeat && scope.isModel) {
    reporter.error(statement.loc, "the loss stands inside the repeat", "move it after the repeat");
    lossSeen = true;
    return;
  }
  bool bindable = checkBindable(statement.name, scope, false);
  Operand value = evaluate(*statement.value, scope);
  if (bindable)
    scope.names[statement.name.text] = {Binding::Kind::Variable, value, statement.loc};
}

void Evaluator::elaborateParam(const Statement &statement, Scope &scope) {
  if (!checkBindable(statement.name, scope, true))
    return;
  Binding binding{Binding::Kind::Parameter, Unknown(), statement.loc};
  for (const Name &axis : statement.axes)
    if (axis.text == "batch") {
      reporter.error(axis.loc, "a parameter has no axis 'batch'",
                     "the sequences of a batch share all parameters, and their number may change");
      scope.names[statement.name.text] = binding;
      return;
    }
  auto type = maker.getType(statement.axes, statement.loc);
  auto init = makeInitializer(
      *statement.value, maker.context, [&](const Name &name) { return lookUpNumber(name, scope); },
      reporter);
  if (type && init)
    binding.value = makeParameter(statement, scope, type, *init);
  scope.names[statement.name.text] = binding;
}

Operand Evaluator::makeParameter(const Statement &statement, Scope &scope, RankedTensorType type,
                                 graph::InitAttr init) {
  std::string name = scope.path + statement.name.text.str();
  if (!model.insideRepeat && isReserved(name)) {
    reporter.error(statement.name.loc, "'" + name + "' is a name of Heddle's own blocks",
                   "choose another name for the parameter");
    return Unknown();
  }
  variables += model.insideRepeat ? result.repeatCount : 1;
  if (variables > options.maxVariables) {
    reporter.error(statement.loc, "the model has too many parameters",
                   "at most " + Twine(options.maxVariables) + " tensors are supported");
    return Unknown();
  }
  bool random = init.getKind() != graph::InitKind::Constant;
  Source *source = addSource({.kind = Source::Kind::Parameter,
                              .type = type,
                              .name = name,
                              .place = statement.loc,
                              .init = init,
                              .loc = reporter.locate(statement.loc),
                              .decay = statement.decay.value_or(random && type.getRank() >= 2),
                              .repeated = model.insideRepeat});
  return Tensor{.type = type, .source = source};
}

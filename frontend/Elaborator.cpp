//===- Elaborator.cpp - statements become block functions -----------------===//

#include "frontend/Elaborator.h"

#include "frontend/Initializer.h"
#include "frontend/Scope.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

namespace {

/// Instances of modules inside each other.
constexpr size_t kMaxModuleDepth = 32;
/// Statements and expressions that are looked at: bounds modules that expand exponentially without
/// making ops.
constexpr int64_t kMaxWork = 1 << 20;

constexpr llvm::StringRef kReservedLabels[] = {"prologue", "epilogue", "logits_epilogue",
                                               "weight",   "loss",     "logits"};

class Elaborator {
public:
  Elaborator(const Ast &ast, const Configuration &configuration, const Options &options,
             Reporter &reporter, MLIRContext *context)
      : ast(ast), configuration(configuration), options(options), reporter(reporter),
        maker(context, configuration, options, reporter) {}

  Elaborated run() {
    const ModelDecl &root = *configuration.root;
    if (!checkDeclarations() || !makeInputs())
      return std::move(result);
    result.prologue = std::make_unique<Section>("prologue", reporter.locate(root.name.loc));
    maker.section = result.prologue.get();
    Scope scope;
    scope.isModel = true;
    scope.names["tokens"] = {Binding::Kind::Parameter, model.tokens, root.name.loc};
    elaborateModel(root, scope);
    result.logits = model.logits;
    result.logitsPlace = model.logitsPlace;
    return std::move(result);
  }

private:
  //===--------------------------------------------------------------------===//
  // The model
  //===--------------------------------------------------------------------===//

  /// Names of declarations are unique and do not hide builtins.
  bool checkDeclarations() {
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

  void checkUnique(const Name &name, llvm::StringRef what, llvm::StringMap<llvm::SMLoc> &seen) {
    if (!seen.try_emplace(name.text, name.loc).second)
      reporter.error(name.loc, "duplicate " + what + " '" + name.text + "'",
                     "rename one of them; an imported file may declare the other");
  }

  void checkFormals(const ModuleDecl &module) {
    llvm::StringMap<llvm::SMLoc> seen;
    for (const Formal &formal : module.formals)
      checkUnique(formal.name, "parameter", seen);
  }

  Source *addSource(Source source) {
    source.order = result.sources.size();
    return &result.sources.emplace_back(std::move(source));
  }

  Tensor makeInput(llvm::StringRef name, RankedTensorType type, llvm::StringRef indexes) {
    Location loc = reporter.locate(configuration.root->name.loc);
    Source *source =
        addSource({.kind = Source::Kind::Input, .type = type, .name = name.str(), .loc = loc});
    return {.type = type, .source = source, .indexes = indexes};
  }

  bool makeInputs() {
    Name place = configuration.root->name;
    for (llvm::StringRef name : {"seq", "vocab"}) {
      if (configuration.find(name))
        continue;
      reporter.error(place.loc, "the model has no parameter '" + name + "'",
                     "causal_lm reads tokens [batch, seq], indices into vocab: add " + name +
                         " = ... to the "
                         "parameters of the model");
      return false;
    }
    Name axes[] = {{"batch", place.loc}, {"seq", place.loc}};
    auto indices = maker.getType(axes, place.loc, IntegerType::get(maker.context, 32));
    auto numbers = maker.getType(axes, place.loc);
    if (!indices || !numbers || !maker.getAxisSize({"vocab", place.loc}))
      return false;
    model.tokens = makeInput("tokens", indices, "vocab");
    model.targets = makeInput("targets", indices, "vocab");
    result.tokens = model.tokens.source;
    result.targets = model.targets.source;
    result.weights = makeInput("weights", numbers, "").source;
    result.select = makeInput("select", numbers, "").source;
    return true;
  }

  void elaborateModel(const ModelDecl &root, Scope &scope) {
    for (const Statement &statement : root.body) {
      if (reporter.exhausted())
        return;
      if (statement.kind == Statement::Kind::Repeat)
        elaborateRepeat(statement, scope);
      else if (statement.kind == Statement::Kind::Assign && statement.name.text == "loss")
        elaborateLoss(statement, scope);
      else if (statement.kind == Statement::Kind::Return)
        reporter.error(statement.loc, "a model does not return",
                       "assign its loss: loss = cross_entropy(...)");
      else
        elaborateStatement(statement, scope);
    }
    if (!lossSeen)
      reporter.error(root.name.loc, "model '" + root.name.text + "' has no loss",
                     "end it with loss = cross_entropy(logits, next(tokens))");
  }

  void elaborateLoss(const Statement &statement, Scope &scope) {
    if (lossSeen) {
      reporter.error(statement.loc, "a second loss", "add the terms up in one: loss = a + b");
      return;
    }
    lossSeen = true;
    if (!result.epilogue)
      openEpilogue(*result.prologue, statement.loc, scope);
    Operand value = evaluate(*statement.value, scope);
    if (isUnknown(value))
      return;
    const Tensor *loss = getTensor(value);
    if (!loss || loss->isIndices() || loss->type != graphLossType()) {
      reporter.error(statement.loc,
                     "the loss is " + (loss ? describe(loss->type) : std::string("a number")) +
                         ", not [batch, seq]",
                     "a loss has one number per token; Heddle weighs and sums them");
      return;
    }
    if (!model.logits) {
      reporter.error(statement.loc, "the loss has no cross_entropy",
                     "causal_lm needs one: loss = cross_entropy(logits, next(tokens))");
      return;
    }
    result.loss = Tensor{.type = loss->type, .value = maker.use(*loss)};
  }

  RankedTensorType graphLossType() const {
    return graph::getTensorType(Float32Type::get(maker.context), graph::getAxes(model.tokens.type),
                                model.tokens.type.getShape());
  }

  //===--------------------------------------------------------------------===//
  // Sections
  //===--------------------------------------------------------------------===//

  /// Values of `section` that names stand for are, from here on, sources for other sections.
  void closeSection(Section &section, Scope &scope) {
    llvm::DenseMap<Value, Source *> made;
    for (auto &[name, binding] : scope.names) {
      auto *tensor = std::get_if<Tensor>(&binding.value);
      if (!tensor || !section.contains(tensor->value))
        continue;
      Source *&source = made[tensor->value];
      if (!source)
        source = addSource({.kind = Source::Kind::Computed,
                            .type = tensor->type,
                            .name = name.str(),
                            .value = tensor->value,
                            .loc = tensor->value.getLoc()});
      tensor->source = source;
      tensor->value = {};
    }
  }

  void openEpilogue(Section &before, llvm::SMLoc loc, Scope &scope) {
    closeSection(before, scope);
    result.epilogue = std::make_unique<Section>("epilogue", reporter.locate(loc));
    maker.section = result.epilogue.get();
    model.insideEpilogue = true;
  }

  void elaborateRepeat(const Statement &statement, Scope &scope) {
    if (!checkRepeat(statement, scope))
      return;
    closeSection(*result.prologue, scope);
    result.repeat = std::make_unique<Section>(result.repeatLabel, reporter.locate(statement.loc));
    maker.section = result.repeat.get();
    Scope body = scope;
    carryVariables(body);
    body.labels.clear();
    model.insideRepeat = true;
    for (const Statement &inner : statement.body)
      elaborateStatement(inner, body);
    model.insideRepeat = false;
    endRepeat(statement, scope, body);
    openEpilogue(*result.repeat, statement.loc, scope);
  }

  bool checkRepeat(const Statement &statement, Scope &scope) {
    if (result.repeat || result.epilogue) {
      reporter.error(statement.loc, result.repeat ? "a second repeat" : "a repeat after the loss",
                     "a model has one repeat, before its loss");
      return false;
    }
    Operand count = evaluate(*statement.value, scope);
    if (isUnknown(count))
      return false;
    const Number *number = getNumber(count);
    if (!number || !number->isInteger || number->integer < 1 ||
        number->integer > options.maxVariables) {
      reporter.error(
          statement.value->loc,
          "repeat count " + (number ? "= " + toString(*number) : std::string("is a tensor")) +
              " is not a count",
          "a repeat runs a whole number of times, from 1 to " + Twine(options.maxVariables));
      return false;
    }
    result.repeatCount = number->integer;
    return chooseRepeatLabel(statement);
  }

  bool chooseRepeatLabel(const Statement &statement) {
    Name label = statement.name;
    if (label.empty() && statement.value->kind == Expr::Kind::Name)
      label = statement.value->name;
    if (label.empty()) {
      reporter.error(statement.loc, "the repeat needs a label, which names its parameters",
                     "write repeat " + toString(*statement.value) + " as layers { ... }");
      return false;
    }
    if (llvm::is_contained(kReservedLabels, label.text)) {
      reporter.error(label.loc, "'" + label.text + "' is a name of Heddle's own blocks",
                     "choose another label: repeat ... as layers");
      return false;
    }
    result.repeatLabel = label.text;
    return true;
  }

  /// In the body, each variable is what the iteration before left.
  void carryVariables(Scope &body) {
    for (auto &[name, binding] : body.names) {
      auto *tensor = std::get_if<Tensor>(&binding.value);
      if (!tensor || binding.kind != Binding::Kind::Variable)
        continue;
      tensor->source = addSource({.kind = Source::Kind::Carried,
                                  .type = tensor->type,
                                  .name = name.str(),
                                  .initial = tensor->source,
                                  .loc = tensor->source->loc});
    }
  }

  /// Variables that the body changed are results of the repeat.
  void endRepeat(const Statement &statement, Scope &scope, Scope &body) {
    for (auto &[name, binding] : body.names) {
      auto outer = scope.names.find(name);
      if (outer == scope.names.end()) {
        scope.endedWithRepeat.insert(name);
        continue;
      }
      endVariable(name, outer->second, binding);
    }
  }

  void endVariable(llvm::StringRef name, Binding &outer, const Binding &inner) {
    auto *before = std::get_if<Tensor>(&outer.value);
    auto *after = std::get_if<Tensor>(&inner.value);
    if (isUnknown(outer.value) || isUnknown(inner.value)) {
      outer.value = Unknown();
      return;
    }
    if (!before && !after && outer.loc == inner.loc)
      return;
    if (!before || !after || before->type != after->type || before->indexes != after->indexes) {
      reporter.error(
          inner.loc,
          "'" + name + "' changes in the repeat: " + shown(outer.value) + " before, " +
              shown(inner.value) + " after",
          "each iteration begins with what the one before left; use another name inside");
      outer.value = Unknown();
      return;
    }
    if (outer.kind == Binding::Kind::Parameter || isCarriedSelf(*before, *after, name))
      return;
    addResult(name, *before, *after);
  }

  static std::string shown(const Operand &operand) {
    if (const Number *number = getNumber(operand))
      return toString(*number);
    return describe(getTensor(operand)->type);
  }

  /// The body left the variable as it was.
  static bool isCarriedSelf(const Tensor &before, const Tensor &after, llvm::StringRef name) {
    return after.source && after.source->kind == Source::Kind::Carried &&
           after.source->name == name && after.source->initial == before.source;
  }

  void addResult(llvm::StringRef name, Tensor &before, const Tensor &after) {
    Source *carried = nullptr;
    for (Source &source : result.sources)
      if (source.kind == Source::Kind::Carried && source.name == name)
        carried = &source;
    Value value = maker.use(after);
    Source *last = addSource({.kind = Source::Kind::Computed,
                              .type = after.type,
                              .name = name.str(),
                              .value = value,
                              .carried = carried,
                              .loc = value.getLoc()});
    result.afterRepeat.push_back(last);
    before.source = last;
  }

  //===--------------------------------------------------------------------===//
  // Statements
  //===--------------------------------------------------------------------===//

  bool spendWork(llvm::SMLoc loc) {
    if (++work <= kMaxWork)
      return true;
    reporter.error(loc, "the model is too large once its modules are expanded",
                   "modules that use modules several times grow fast; use repeat for layers");
    return false;
  }

  void elaborateStatement(const Statement &statement, Scope &scope) {
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

  /// False (and an error) if `name` cannot be bound: it names a size, or something that does not
  /// change.
  bool checkBindable(const Name &name, const Scope &scope, bool isParam) {
    if (configuration.find(name.text) || name.text == "batch") {
      reporter.error(name.loc, "'" + name.text + "' is a parameter of the model",
                     "sizes do not change; choose another name");
      return false;
    }
    auto found = scope.names.find(name.text);
    if (found == scope.names.end())
      return true;
    if (isParam || found->second.kind == Binding::Kind::Parameter) {
      reporter.error(name.loc, "duplicate name '" + name.text + "'",
                     isParam ? "a parameter needs a name of its own in its module"
                             : "parameters and tokens are not assigned to; choose another name");
      return false;
    }
    return true;
  }

  void elaborateAssign(const Statement &statement, Scope &scope) {
    if (statement.name.text == "loss" && model.insideRepeat && scope.isModel) {
      reporter.error(statement.loc, "the loss stands inside the repeat",
                     "move it after the repeat");
      lossSeen = true;
      return;
    }
    bool bindable = checkBindable(statement.name, scope, false);
    Operand value = evaluate(*statement.value, scope);
    if (bindable)
      scope.names[statement.name.text] = {Binding::Kind::Variable, value, statement.loc};
  }

  void elaborateParam(const Statement &statement, Scope &scope) {
    if (!checkBindable(statement.name, scope, true))
      return;
    Binding binding{Binding::Kind::Parameter, Unknown(), statement.loc};
    auto type = maker.getType(statement.axes, statement.loc);
    auto init = makeInitializer(
        *statement.value, maker.context,
        [&](const Name &name) { return lookUpNumber(name, scope); }, reporter);
    if (type && init)
      binding.value = makeParameter(statement, scope, type, *init);
    scope.names[statement.name.text] = binding;
  }

  Operand makeParameter(const Statement &statement, Scope &scope, RankedTensorType type,
                        graph::InitAttr init) {
    std::string name = scope.path + statement.name.text.str();
    if (!model.insideRepeat && llvm::is_contained(kReservedLabels, name)) {
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

  //===--------------------------------------------------------------------===//
  // Expressions
  //===--------------------------------------------------------------------===//

  Operand evaluate(const Expr &expr, Scope &scope) {
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

  Operand evaluateGather(const Expr &expr, Scope &scope) {
    Operand table = evaluate(*expr.lhs, scope), indices = evaluate(*expr.rhs, scope);
    if (isUnknown(table) || isUnknown(indices))
      return Unknown();
    if (getTensor(table) && getTensor(indices))
      return maker.gather(*getTensor(table), *getTensor(indices), expr.loc);
    reporter.error(expr.loc, "only a tensor can be indexed, by a tensor of indices",
                   "write wte[tokens]");
    return Unknown();
  }

  Operand evaluateRename(const Expr &expr, Scope &scope) {
    Operand input = evaluate(*expr.lhs, scope);
    if (isUnknown(input))
      return Unknown();
    if (getTensor(input))
      return maker.rename(*getTensor(input), expr.renames, expr.loc);
    reporter.error(expr.loc, "only a tensor has axes to rename", "write x[embed as embed2]");
    return Unknown();
  }

  std::optional<Number> lookUpNumber(const Name &name, const Scope &scope) {
    Operand found = lookUp(name, scope);
    if (getTensor(found))
      reporter.error(name.loc, "'" + name.text + "' is a tensor, not a number",
                     "an initialiser is made of numbers and parameters of the model");
    return getNumber(found) ? std::optional(*getNumber(found)) : std::nullopt;
  }

  Operand lookUp(const Name &name, const Scope &scope) {
    auto found = scope.names.find(name.text);
    if (found != scope.names.end())
      return found->second.value;
    if (std::optional<Number> number = configuration.find(name.text))
      return *number;
    reportUnknownName(name, scope);
    return Unknown();
  }

  void reportUnknownName(const Name &name, const Scope &scope) {
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
    if (!scope.isModel && name.text == "tokens")
      hint = "pass it to the module as an argument";
    reporter.error(name.loc, "unknown name '" + name.text + "'", hint);
  }

  //===--------------------------------------------------------------------===//
  // Calls
  //===--------------------------------------------------------------------===//

  Operand evaluateCall(const Expr &expr, Scope &scope) {
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

  /// The label of an instance: as written, or the module's name. Each label is used once in a
  /// scope.
  llvm::StringRef chooseLabel(const Expr &expr, Scope &scope) {
    Name label = expr.label.empty() ? expr.name : expr.label;
    if (scope.labels.try_emplace(label.text, label.loc).second)
      return label.text;
    reporter.error(label.loc, "a second instance with the label '" + label.text + "'",
                   "instances have parameters of their own, so they need labels: " +
                       expr.name.text + "(...) as " + expr.name.text + "_2");
    return {};
  }

  Operand callModule(const Expr &expr, const ModuleDecl &module, Scope &scope) {
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

  bool checkRecursion(const Expr &expr, const ModuleDecl &module, const Scope &scope) {
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

  bool bindFormals(const Expr &expr, const ModuleDecl &module, llvm::ArrayRef<Operand> values,
                   Scope &inner) {
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

  bool bindDefault(const Expr &expr, const Formal &formal, llvm::StringRef usage, Scope &inner) {
    if (!formal.value) {
      reporter.error(expr.loc, "argument '" + formal.name.text + "' is missing", "write " + usage);
      return false;
    }
    inner.names[formal.name.text] = {Binding::Kind::Variable, evaluate(*formal.value, inner),
                                     formal.name.loc};
    return true;
  }

  /// For each argument the parameter that it is for; positional ones first.
  std::optional<std::vector<size_t>>
  matchArguments(const Expr &expr, llvm::ArrayRef<llvm::StringRef> names, llvm::StringRef usage) {
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
                       index >= names.size()
                           ? "too many arguments for '" + expr.name.text.str() + "'"
                           : "argument '" + names[index].str() + "' is given twice",
                       "write " + usage);
        return std::nullopt;
      }
      order.push_back(index);
    }
    return order;
  }

  /// The statements of a module, the last of which returns.
  Operand elaborateModule(const ModuleDecl &module, Scope &scope) {
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

  Operand callBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope) {
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

  /// sqrt(2 * layers) and the like: a function of numbers. nullopt if an argument is something
  /// else.
  std::optional<Operand> callOnNumbers(const Expr &expr, Scope &scope) {
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

  /// All names in `expr` stand for numbers.
  bool isNumeric(const Expr &expr, const Scope &scope) const {
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

  //===--------------------------------------------------------------------===//
  // Arguments of builtins
  //===--------------------------------------------------------------------===//

  bool bindBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope, BuiltinCall &call) {
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

  bool bindAxes(llvm::ArrayRef<Argument> arguments, const Builtin &builtin, BuiltinCall &call) {
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

  bool bindArgument(const Argument &argument, const Builtin &builtin,
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
    if (parameter.kind == BuiltinParameter::Kind::Tensor && !getTensor(operand))
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

  bool reportKind(const Expr &value, const Builtin &builtin, const BuiltinParameter &parameter,
                  llvm::StringRef is, llvm::StringRef expected) {
    reporter.error(value.loc,
                   "argument '" + parameter.name + "' of " + builtin.name + " is " + is +
                       ", expected " + expected,
                   "write " + builtin.usage());
    return false;
  }

  bool bindMissing(const Expr &expr, const Builtin &builtin, BuiltinCall &call) {
    for (const BuiltinParameter &parameter : builtin.parameters) {
      using Kind = BuiltinParameter::Kind;
      if (call.operands.contains(parameter.name) || parameter.kind == Kind::Flag ||
          parameter.kind == Kind::Axes)
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

  const Ast &ast;
  const Configuration &configuration;
  const Options &options;
  Reporter &reporter;
  OpMaker maker;
  ModelContext model;
  Elaborated result;
  llvm::StringMap<const ModuleDecl *> modules;
  int64_t work = 0;
  int64_t variables = 0;
  bool lossSeen = false;
};

} // namespace

std::vector<Source *> Elaborated::parameters() {
  std::vector<Source *> found;
  for (Source &source : sources)
    if (source.kind == Source::Kind::Parameter)
      found.push_back(&source);
  return found;
}

Elaborated heddle::frontend::elaborate(const Ast &ast, const Configuration &configuration,
                                       const Options &options, Reporter &reporter,
                                       MLIRContext *context) {
  return Elaborator(ast, configuration, options, reporter, context).run();
}

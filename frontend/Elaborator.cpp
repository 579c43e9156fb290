//===- Elaborator.cpp - statements become block functions -----------------===//

#include "frontend/Elaborator.h"

#include "frontend/Evaluator.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

namespace {

/// The model itself: its inputs, its one repeat, its loss.
class Elaborator : Evaluator {
public:
  Elaborator(const Ast &ast, const Configuration &configuration, const Options &options,
             Reporter &reporter, MLIRContext *context)
      : Evaluator(ast, configuration, options, reporter, context) {}

  Elaborated run() {
    const ModelDecl &root = *configuration.root;
    if (!checkDeclarations() || !makeInputs())
      return std::move(result);
    result.prologue = std::make_unique<Section>("prologue", reporter.locate(root.name.loc));
    maker.section = result.prologue.get();
    Scope scope;
    scope.isModel = true;
    scope.names["tokens"] = {Binding::Kind::Parameter, model.tokens, root.name.loc};
    scope.names["documents"] = {Binding::Kind::Parameter, model.documents, root.name.loc};
    elaborateModel(root, scope);
    result.logits = model.logits;
    result.logitsPlace = model.logitsPlace;
    return std::move(result);
  }

private:
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
    model.documents = makeInput("documents", indices, "");
    model.documents.isDocuments = true;
    result.documents = model.documents.source;
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
    result.epilogue->setLoc(reporter.locate(statement.loc));
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
                            .section = &section,
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
    if (isReserved(label.text)) {
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
    if (!before || !after || before->type != after->type || before->indexes != after->indexes ||
        before->isDocuments != after->isDocuments) {
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
                              .section = result.repeat.get(),
                              .carried = carried,
                              .loc = value.getLoc()});
    result.afterRepeat.push_back(last);
    before.source = last;
  }
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

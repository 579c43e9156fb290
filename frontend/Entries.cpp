//===- Entries.cpp - variables and the entries loss and logits ------------===//

#include "frontend/Outline.h"

#include "llvm/ADT/STLExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

namespace {

/// "layers.3"
std::string instanceName(llvm::StringRef label, int64_t index) {
  return label.str() + "." + std::to_string(index);
}

/// "layers.3.attention.wq", or the name itself outside of the repeat.
std::string variableName(const Source &parameter, llvm::StringRef label, int64_t index) {
  return parameter.repeated ? instanceName(label, index) + "." + parameter.name : parameter.name;
}

/// Declares the variables in the order of the first blocks that use them.
class VariableDeclarer {
public:
  VariableDeclarer(ModuleOp module, Elaborated &model, Blocks &blocks)
      : model(model), blocks(blocks), builder(module.getBodyRegion()) {}

  void run() {
    declareAll(*blocks.prologue, "prologue", 0);
    if (blocks.repeat)
      for (int64_t i = 0; i < model.repeatCount; ++i)
        declareAll(*blocks.repeat, instanceName(model.repeatLabel, i), i);
    declareAll(*blocks.epilogue, "epilogue", 0);
  }

private:
  void declareAll(Section &section, llvm::StringRef group, int64_t index) {
    for (Source *argument : section.getArguments()) {
      // A parameter may also enter as the first value of a variable.
      Source *source = argument->kind == Source::Kind::Carried ? argument->initial : argument;
      if (source->kind == Source::Kind::Parameter &&
          (source->repeated || declared.insert(source).second))
        declare(*source, group, index);
    }
  }

  void declare(const Source &source, llvm::StringRef group, int64_t index) {
    MLIRContext *context = builder.getContext();
    graph::VariableOp::create(
        builder, source.loc,
        StringAttr::get(context, variableName(source, model.repeatLabel, index)),
        TypeAttr::get(source.type),
        graph::VariableKindAttr::get(context, graph::VariableKind::Parameter),
        StringAttr::get(context, group), source.init,
        source.decay ? UnitAttr::get(context) : UnitAttr());
  }

  Elaborated &model;
  Blocks &blocks;
  OpBuilder builder;
  llvm::SmallPtrSet<Source *, 16> declared;
};

/// Builds one entry: reads of parameters, calls of blocks, a return.
class EntryBuilder {
public:
  EntryBuilder(ModuleOp module, Elaborated &model, Blocks &blocks, llvm::StringRef name,
               Location loc)
      : model(model), blocks(blocks), builder(module.getContext()) {
    func = func::FuncOp::create(loc, name, builder.getFunctionType({}, {}));
    func->setAttr("graph.entry", builder.getStringAttr(name));
    module.push_back(func);
    builder.setInsertionPointToStart(func.addEntryBlock());
  }

  void addInput(Source *source) {
    inputs.push_back(builder.getDictionaryAttr(
        builder.getNamedAttr("graph.input", builder.getStringAttr(source->name))));
    values[source] = func.getBody().addArgument(source->type, source->loc);
  }

  /// Everything up to the epilogue.
  void callBody() {
    call(*blocks.prologue, "prologue");
    if (!blocks.repeat)
      return;
    for (Source *result : blocks.repeat->getResults())
      if (llvm::is_contained(blocks.repeat->getArguments(), result->carried))
        values[result->carried] = valueOf(result->carried->initial);
    for (index = 0; index < model.repeatCount; ++index)
      call(*blocks.repeat, instanceName(model.repeatLabel, index));
  }

  void call(Section &section, llvm::StringRef instance) {
    // A model may begin with its repeat: nothing to do before it.
    if (section.getResults().empty())
      return;
    llvm::SmallVector<Value> arguments;
    for (Source *argument : section.getArguments())
      arguments.push_back(valueOf(argument));
    auto callOp = func::CallOp::create(builder, section.getLoc(), section.getFunc(), arguments);
    callOp->setAttr("graph.instance", builder.getStringAttr(instance));
    for (auto [source, value] : llvm::zip_equal(section.getResults(), callOp.getResults())) {
      values[source] = value;
      if (source->carried)
        values[source->carried] = value;
    }
  }

  void finish(llvm::ArrayRef<std::pair<Source *, llvm::StringRef>> outputs) {
    llvm::SmallVector<Value> returned;
    for (const auto &output : outputs)
      returned.push_back(values[output.first]);
    func::ReturnOp::create(builder, func.getLoc(), returned);
    func.setFunctionType(builder.getFunctionType(func.getBody().getArgumentTypes(),
                                                 ValueRange(returned).getTypes()));
    func.setAllArgAttrs(inputs);
    for (auto [i, output] : llvm::enumerate(outputs))
      func.setResultAttr(i, "graph.output", builder.getStringAttr(output.second));
  }

private:
  Value valueOf(Source *source) {
    if (source->kind != Source::Kind::Parameter)
      return values.lookup(source);
    std::string name = variableName(*source, model.repeatLabel, index);
    Value &value = reads[name];
    if (!value)
      value = graph::ReadOp::create(builder, source->loc, source->type, name);
    return value;
  }

  Elaborated &model;
  Blocks &blocks;
  OpBuilder builder;
  func::FuncOp func;
  llvm::SmallVector<Attribute> inputs;
  llvm::DenseMap<Source *, Value> values;
  llvm::StringMap<Value> reads;
  /// The iteration whose parameters are meant.
  int64_t index = 0;
};

void addBlock(ModuleOp module, Section &section, llvm::StringRef kind, bool repeated) {
  if (section.getResults().empty())
    return;
  func::FuncOp func = section.release(module);
  Builder builder(module.getContext());
  func->setAttr("graph.block", builder.getStringAttr(kind));
  func->setAttr("graph.phase", builder.getStringAttr("forward"));
  if (repeated)
    func->setAttr("graph.repeated", builder.getUnitAttr());
}

void addBlocks(ModuleOp module, Elaborated &model, Blocks &blocks) {
  addBlock(module, *blocks.weight, "weight", false);
  addBlock(module, *blocks.prologue, "prologue", false);
  if (blocks.repeat)
    addBlock(module, *blocks.repeat, model.repeatLabel, true);
  addBlock(module, *blocks.epilogue, "epilogue", false);
  addBlock(module, *blocks.logitsEpilogue, "logits_epilogue", false);
}

/// The entry that ends with `epilogue` attends within documents.
bool takesDocuments(Elaborated &model, Blocks &blocks, Section &epilogue) {
  return llvm::any_of(
      llvm::ArrayRef{blocks.prologue.get(), blocks.repeat.get(), &epilogue}, [&](Section *section) {
        return section && llvm::is_contained(section->getArguments(), model.documents);
      });
}

} // namespace

void heddle::frontend::addEntries(ModuleOp module, Elaborated &model, Blocks &blocks) {
  VariableDeclarer(module, model, blocks).run();
  addBlocks(module, model, blocks);

  EntryBuilder loss(module, model, blocks, "loss", blocks.epilogue->getLoc());
  for (Source *input : {model.tokens, model.targets, model.weights})
    loss.addInput(input);
  if (takesDocuments(model, blocks, *blocks.epilogue))
    loss.addInput(model.documents);
  // Before all else: the first backward needs the sum of all weights.
  loss.call(*blocks.weight, "weight");
  loss.callBody();
  loss.call(*blocks.epilogue, "epilogue");
  loss.finish({{blocks.lossResult, "loss"}, {blocks.weightResult, "weight"}});

  EntryBuilder logits(module, model, blocks, "logits", blocks.logitsEpilogue->getLoc());
  for (Source *input : {model.tokens, model.select})
    logits.addInput(input);
  if (takesDocuments(model, blocks, *blocks.logitsEpilogue))
    logits.addInput(model.documents);
  logits.callBody();
  logits.call(*blocks.logitsEpilogue, "logits_epilogue");
  logits.finish({{blocks.logitsResult, "logits"}});
}

//===- Blocks.cpp - finishing the block functions -------------------------===//

#include "frontend/Outline.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

namespace {

class Finisher {
public:
  Finisher(Elaborated &model, Reporter &reporter, MLIRContext *context)
      : model(model), reporter(reporter), builder(context) {}

  Blocks run() {
    finishWeight();
    finishEpilogue();
    finishLogits();
    if (model.repeat)
      finishRepeat();
    finishPrologue();
    checkParameters();
    return std::move(blocks);
  }

private:
  Source *makeResult(Value value) {
    return &model.sources.emplace_back(Source{.kind = Source::Kind::Computed,
                                              .type = cast<RankedTensorType>(value.getType()),
                                              .order = unsigned(model.sources.size()),
                                              .value = value,
                                              .loc = value.getLoc()});
  }

  /// The sum of all elements of `value`, at the end of `section`.
  static Value addTotal(Section &section, Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    return graph::ReduceOp::create(section.getBuilder(), section.getLoc(),
                                   graph::getScalarType(type.getElementType()), value,
                                   graph::ReductionKind::Sum);
  }

  void finishWeight() {
    blocks.weight = std::make_unique<Section>("weight", model.epilogue->getLoc());
    blocks.weightResult =
        makeResult(addTotal(*blocks.weight, blocks.weight->import(model.weights)));
    blocks.weight->finish(blocks.weightResult);
  }

  /// loss = sum over tokens of weight x nats.
  void finishEpilogue() {
    blocks.epilogue = std::move(model.epilogue);
    Section &section = *blocks.epilogue;
    // The logits are copied out first: what only they need is removed with the dead ops.
    blocks.logitsEpilogue = std::make_unique<Section>("logits_epilogue", section.getLoc());
    Section &logitsSection = *blocks.logitsEpilogue;
    logits = section.contains(model.logits->value)
                 ? logitsSection.copySlice(section, model.logits->value)
                 : logitsSection.import(model.logits->source);
    Value weighted = graph::MulOp::create(section.getBuilder(), section.getLoc(), model.loss->type,
                                          model.loss->value, section.import(model.weights));
    blocks.lossResult = makeResult(addTotal(section, weighted));
    section.finish(blocks.lossResult);
  }

  /// [batch, vocab]: the logits of the one position that `select` chooses.
  void finishLogits() {
    Section &section = *blocks.logitsEpilogue;
    auto type = graph::dropAxis(cast<RankedTensorType>(logits.getType()), "seq");
    Value chosen = graph::EinsumOp::create(section.getBuilder(), section.getLoc(), type,
                                           section.import(model.select), logits);
    blocks.logitsResult = makeResult(chosen);
    section.finish(blocks.logitsResult);
    if (llvm::is_contained(section.getArguments(), model.targets))
      reporter.error(model.logitsPlace, "the logits depend on next(tokens)",
                     "they must predict it: compute them from tokens only");
  }

  /// Whether a finished section after the prologue takes `source`.
  bool isUsedLater(Source *source) const {
    for (const auto *section : {&blocks.repeat, &blocks.epilogue, &blocks.logitsEpilogue})
      if (*section && (*section)->isFinished() &&
          llvm::is_contained((*section)->getArguments(), source))
        return true;
    return false;
  }

  /// Results of the repeat: variables that later sections use, and those that such variables need
  /// in the next iteration.
  void finishRepeat() {
    Section &section = *model.repeat;
    std::vector<Source *> results;
    for (Source *last : model.afterRepeat)
      if (isUsedLater(last))
        results.push_back(last);
    for (bool grown = true; grown;) {
      grown = false;
      llvm::SmallVector<Value> values;
      for (Source *last : results)
        values.push_back(last->value);
      llvm::SetVector<Source *> needed = section.findSources(values);
      for (Source *last : model.afterRepeat)
        if (needed.contains(last->carried) && !llvm::is_contained(results, last)) {
          results.push_back(last);
          grown = true;
        }
    }
    finishRepeatWith(results);
  }

  void finishRepeatWith(std::vector<Source *> results) {
    llvm::sort(results, [](Source *a, Source *b) { return a->order < b->order; });
    // A variable that no iteration changes is its value outside.
    for (Source &source : model.sources) {
      bool changes =
          llvm::any_of(model.afterRepeat, [&](Source *last) { return last->carried == &source; });
      if (source.kind == Source::Kind::Carried && !changes)
        model.repeat->substitute(&source, source.initial);
    }
    blocks.repeat = std::move(model.repeat);
    blocks.repeat->finish(results);
  }

  /// Results of the prologue: what later sections take, also as the first value of a carried
  /// variable.
  void finishPrologue() {
    blocks.prologue = std::move(model.prologue);
    std::vector<Source *> results;
    for (Source &source : model.sources)
      if (source.kind == Source::Kind::Computed && source.section == blocks.prologue.get() &&
          (isUsedLater(&source) || isInitial(&source)))
        results.push_back(&source);
    blocks.prologue->finish(results);
  }

  bool isInitial(Source *source) const {
    return blocks.repeat && llvm::any_of(blocks.repeat->getArguments(), [&](Source *argument) {
             return argument->kind == Source::Kind::Carried && argument->initial == source;
           });
  }

  void checkParameters() {
    llvm::SmallPtrSet<Source *, 16> used;
    for (const auto *section : {&blocks.prologue, &blocks.repeat, &blocks.epilogue}) {
      if (!*section)
        continue;
      for (Source *argument : (*section)->getArguments()) {
        used.insert(argument);
        if (argument->kind == Source::Kind::Carried)
          used.insert(argument->initial);
      }
    }
    for (Source *parameter : model.parameters())
      if (!used.contains(parameter))
        reporter.error(parameter->place,
                       "the loss does not depend on parameter '" + parameter->name + "'",
                       "use it, or remove it: it would never be trained");
  }

  Elaborated &model;
  Reporter &reporter;
  OpBuilder builder;
  Blocks blocks;
  Value logits;
};

} // namespace

Blocks heddle::frontend::finishBlocks(Elaborated &model, Reporter &reporter, MLIRContext *context) {
  return Finisher(model, reporter, context).run();
}

//===- Frontend.cpp - from a .heddle spec to graph IR ---------------------===//

#include "frontend/Frontend.h"

#include "frontend/Causality.h"
#include "frontend/Configuration.h"
#include "frontend/Imports.h"
#include "frontend/Outline.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

/// graph.train: what the optimizer stage and the runtime need of the train block.
static DictionaryAttr makeTrainAttribute(const Training &training, Builder &builder) {
  auto real = [&](llvm::StringRef name, double value) {
    return builder.getNamedAttr(name, builder.getF64FloatAttr(value));
  };
  auto word = [&](llvm::StringRef name, llvm::StringRef value) {
    return builder.getNamedAttr(name, builder.getStringAttr(value));
  };
  return builder.getDictionaryAttr({
      builder.getNamedAttr("batch", builder.getI64IntegerAttr(training.batch)),
      real("lr", training.learningRate),
      real("min_lr", training.minLearningRate),
      real("warmup", training.warmup),
      real("steps", training.steps),
      real("beta1", training.beta1),
      real("beta2", training.beta2),
      real("eps", training.eps),
      real("weight_decay", training.weightDecay),
      real("clip", training.clip),
      word("objective", training.objective),
      word("precision", training.precision),
  });
}

/// The number of elements of all parameters fits into an int64_t, bytes and all.
static bool checkTotalSize(Elaborated &model, const Configuration &configuration,
                           Reporter &reporter) {
  double total = 0;
  for (Source *parameter : model.parameters())
    total += double(parameter->type.getNumElements()) *
             double(parameter->repeated ? model.repeatCount : 1);
  if (total < 0x1p57)
    return true;
  reporter.error(configuration.model->name.loc, "the model has too many parameters",
                 "at most 2^57 numbers are supported: check its sizes");
  return false;
}

static OwningOpRef<ModuleOp> compile(llvm::SourceMgr &sources, MLIRContext *context,
                                     const Options &options, Reporter &reporter) {
  Ast ast;
  parseWithImports(sources, options, ast, reporter);
  // What a statement meant is not known after a syntax error, so only those are told.
  if (reporter.failed())
    return {};
  std::optional<Configuration> configuration = configure(sources, options, ast, reporter);
  if (!configuration)
    return {};
  Elaborated model = elaborate(ast, *configuration, options, reporter, context);
  if (reporter.failed() || !checkTotalSize(model, *configuration, reporter))
    return {};
  Blocks blocks = finishBlocks(model, reporter, context);
  if (reporter.failed())
    return {};
  Builder builder(context);
  OwningOpRef<ModuleOp> module(ModuleOp::create(reporter.locate(configuration->model->name.loc)));
  (*module)->setAttr("graph.model", builder.getStringAttr(configuration->model->name.text));
  (*module)->setAttr("graph.train", makeTrainAttribute(configuration->training, builder));
  addEntries(*module, model, blocks);
  if (failed(checkCausality(*module)))
    return {};
  return module;
}

OwningOpRef<ModuleOp> heddle::frontend::parseModel(llvm::SourceMgr &sources, MLIRContext *context,
                                                   const Options &options) {
  context->getOrLoadDialect<graph::GraphDialect>();
  context->getOrLoadDialect<func::FuncDialect>();
  Reporter reporter(sources, context, options.maxErrors);
  OwningOpRef<ModuleOp> module = compile(sources, context, options, reporter);
  if (!module || failed(mlir::verify(*module)))
    return {};
  return module;
}

OwningOpRef<ModuleOp> heddle::frontend::parseModelFile(llvm::StringRef path,
                                                       llvm::SourceMgr &sources,
                                                       MLIRContext *context,
                                                       const Options &options) {
  auto file = options.readFile(path);
  if (!file) {
    emitError(UnknownLoc::get(context))
        << "cannot open '" << path << "': " << describeFileError(file.getError());
    return {};
  }
  sources.AddNewSourceBuffer(std::move(*file), llvm::SMLoc());
  return parseModel(sources, context, options);
}

int64_t heddle::frontend::countParameters(ModuleOp module) {
  int64_t count = 0;
  for (auto variable : module.getOps<graph::VariableOp>())
    if (variable.getKind() == graph::VariableKind::Parameter)
      count += cast<RankedTensorType>(variable.getType()).getNumElements();
  return count;
}

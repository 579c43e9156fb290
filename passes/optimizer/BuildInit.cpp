//===- BuildInit.cpp - the entry that gives variables their first values --===//

#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/optimizer/Groups.h"
#include "passes/optimizer/Passes.h"

#include "llvm/Support/xxhash.h"

#define DEBUG_TYPE "heddle-build-init"

using namespace mlir;

namespace heddle::optimizer {

#define GEN_PASS_DEF_BUILDINITPASS
#include "passes/optimizer/Passes.h.inc"

namespace {

bool isRandom(graph::VariableOp variable) {
  return variable.getInit().getKind() != graph::InitKind::Constant;
}

class InitBuilder {
public:
  explicit InitBuilder(ModuleOp module)
      : module(module), functions(module), builder(module.getContext()),
        seedType(graph::getScalarType(builder.getI64Type())) {}

  void run();

private:
  func::FuncOp createEntry();
  void initialise(const Group &group, Value seed);
  SmallVector<Value> buildBody(const Group &group, OpBuilder &body, ValueRange arguments);

  ModuleOp module;
  SharedFunctions functions;
  OpBuilder builder;
  RankedTensorType seedType;
};

func::FuncOp InitBuilder::createEntry() {
  builder.setInsertionPointToEnd(module.getBody());
  auto entry = func::FuncOp::create(builder, module.getLoc(), "init",
                                    builder.getFunctionType({seedType}, {}));
  entry->setAttr("graph.entry", builder.getStringAttr("init"));
  entry.setArgAttr(0, "graph.input", builder.getStringAttr("seed"));
  builder.setInsertionPointToStart(entry.addEntryBlock());
  return entry;
}

/// `arguments`: the seed, then one key per random variable.
SmallVector<Value> InitBuilder::buildBody(const Group &group, OpBuilder &body,
                                          ValueRange arguments) {
  SmallVector<Value> values;
  unsigned nextKey = 1;
  for (graph::VariableOp variable : group.variables) {
    graph::InitAttr init = variable.getInit();
    if (isRandom(variable))
      values.push_back(graph::RngOp::create(body, variable.getLoc(), variable.getType(),
                                            arguments[0], arguments[nextKey++], ValueRange(), init,
                                            /*global_shape=*/DenseI64ArrayAttr()));
    else
      values.push_back(graph::ConstantOp::create(body, variable.getLoc(), variable.getType(),
                                                 body.getF64FloatAttr(init.getA())));
  }
  return values;
}

void InitBuilder::initialise(const Group &group, Value seed) {
  SmallVector<Value> operands{seed};
  for (graph::VariableOp variable : group.variables)
    if (isRandom(variable)) {
      int64_t key = static_cast<int64_t>(llvm::xxh3_64bits(variable.getSymName()));
      operands.push_back(
          arith::ConstantOp::create(builder, variable.getLoc(), builder.getI64IntegerAttr(key)));
    }
  auto function = functions.get(
      group, "init", ValueRange(operands).getTypes(),
      [&](OpBuilder &body, ValueRange arguments) { return buildBody(group, body, arguments); });
  auto call = callFor(builder, group.getLoc(), group.instance, function, operands);
  for (auto [variable, value] : llvm::zip_equal(group.variables, call.getResults())) {
    graph::VariableOp target = variable;
    graph::WriteOp::create(builder, target.getLoc(), FlatSymbolRefAttr::get(target), value);
  }
}

void InitBuilder::run() {
  func::FuncOp entry = createEntry();
  for (const Group &group : getGroups(module))
    initialise(group, entry.getArgument(0));
  func::ReturnOp::create(builder, module.getLoc());
}

class BuildInitPass : public impl::BuildInitPassBase<BuildInitPass> {
  void runOnOperation() override {
    if (Operation *other = SymbolTable::lookupSymbolIn(getOperation(), "init")) {
      other->emitError("the name 'init' is needed for the entry that initialises the variables; "
                       "rename this");
      return signalPassFailure();
    }
    InitBuilder(getOperation()).run();
  }
};

} // namespace

} // namespace heddle::optimizer

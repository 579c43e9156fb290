//===- OutlineKernels.cpp - regions become kernels ------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/schedule/InPlace.h"
#include "passes/schedule/LocalTypes.h"
#include "passes/schedule/Passes.h"

#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-outline-kernels"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// True if the caller adds result `index` of the block into its buffer, directly or as part of a
/// bucket.
bool isAccumulatedInBlock(Value value) {
  auto block = value.getDefiningOp()->getParentOfType<func::FuncOp>();
  auto marks = block->getAttrOfType<DenseBoolArrayAttr>("exec.accumulate");
  for (OpOperand &use : value.getUses()) {
    if (auto pack = dyn_cast<dist::PackOp>(use.getOwner()); pack && isAccumulatedInBlock(pack))
      return true;
    if (isa<func::ReturnOp>(use.getOwner()) && marks && marks[use.getOperandNumber()])
      return true;
  }
  return false;
}

/// Copies the body of a region into a kernel, on local types.
class KernelBuilder {
public:
  KernelBuilder(dist::RegionOp region, dist::MeshAttr mesh)
      : region(region), mesh(mesh), builder(region.getContext()) {}

  /// A kernel without a name. The offsets that its launch must pass, beyond the region's scalars,
  /// are left on it as `exec.offsets`.
  exec::KernelOp build();

private:
  void cloneOp(Operation &op);
  SmallVector<Value> addOffsets(Operation &op);
  void describe(exec::KernelOp kernel);

  dist::RegionOp region;
  dist::MeshAttr mesh;
  OpBuilder builder;
  IRMapping mapping;
  Block *body = nullptr;
  SmallVector<Attribute> offsets;
};

/// One index argument per axis whose position matters, if any of these is split.
SmallVector<Value> KernelBuilder::addOffsets(Operation &op) {
  auto shardable = dyn_cast<graph::ShardableOpInterface>(op);
  if (!shardable)
    return {};
  SmallVector<SmallVector<exec::TermAttr>> terms;
  for (StringAttr axis : shardable.getOffsetAxes())
    terms.push_back(getShardOffset(&op, axis, mesh));
  if (llvm::all_of(terms, [](const auto &list) { return list.empty(); }))
    return {};
  SmallVector<Value> arguments;
  for (const auto &list : terms) {
    SmallVector<Attribute> attributes(list.begin(), list.end());
    offsets.push_back(builder.getArrayAttr(attributes));
    arguments.push_back(body->addArgument(builder.getIndexType(), op.getLoc()));
  }
  return arguments;
}

void KernelBuilder::cloneOp(Operation &op) {
  SmallVector<Value> offsetArguments = addOffsets(op);
  Operation *copy = builder.clone(op, mapping);
  for (Value result : copy->getResults())
    result.setType(getLocalType(result.getType(), mesh));
  if (offsetArguments.empty())
    return;
  llvm::TypeSwitch<Operation *>(copy)
      .Case<graph::GatherOp, graph::ScatterAddOp, graph::PickOp, graph::CrossEntropyGradOp>(
          [&](auto local) { local.getOffsetsMutable().assign(offsetArguments); })
      .Case([&](graph::RngOp local) {
        auto global = cast<RankedTensorType>(op.getResult(0).getType());
        local.getOffsetsMutable().assign(offsetArguments);
        local.setGlobalShape(global.getShape());
      });
}

/// The names of the fused ops, for reports.
void KernelBuilder::describe(exec::KernelOp kernel) {
  llvm::SetVector<StringRef> names;
  for (Operation &op : region.getBody().front().without_terminator())
    names.insert(op.getName().stripDialect());
  kernel->setAttr("exec.description", builder.getStringAttr(llvm::join(names.getArrayRef(), "+")));
}

exec::KernelOp KernelBuilder::build() {
  Block &source = region.getBody().front();
  SmallVector<bool> accumulate;
  SmallVector<int64_t> inPlace;
  for (OpResult result : region->getResults()) {
    OpOperand *input = getInPlaceInput(result);
    accumulate.push_back(isAccumulatedInBlock(result));
    inPlace.push_back(input ? tensorIndex(*input) : -1);
  }
  auto kernel = exec::KernelOp::create(builder, region.getLoc(), "kernel", region.getRows(),
                                       accumulate, inPlace);
  body = &kernel.getBody().emplaceBlock();
  builder.setInsertionPointToStart(body);
  // Tensors first, then scalars, as the calling convention has it.
  for (bool tensors : {true, false})
    for (BlockArgument argument : source.getArguments())
      if (isa<RankedTensorType>(argument.getType()) == tensors)
        mapping.map(argument,
                    body->addArgument(getLocalType(argument.getType(), mesh), argument.getLoc()));
  for (Operation &op : source.without_terminator())
    cloneOp(op);
  SmallVector<Value> results;
  for (Value value : source.getTerminator()->getOperands())
    results.push_back(mapping.lookup(value));
  exec::YieldOp::create(builder, region.getLoc(), results);
  kernel->setAttr("exec.offsets", builder.getArrayAttr(offsets));
  describe(kernel);
  return kernel;
}

struct OutlineKernelsPass : impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    llvm::StringMap<exec::KernelOp> known;
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    module.walk([&](dist::RegionOp region) {
      exec::KernelOp kernel = KernelBuilder(region, mesh).build();
      std::string text = print(kernel);
      auto [entry, isNew] = known.try_emplace(text, kernel);
      if (isNew) {
        kernel.setSymName(("k" + Twine(known.size() - 1)).str());
        symbols.insert(kernel);
        ++numKernels;
      } else {
        kernel.erase();
        ++numShared;
      }
      region->setAttr("exec.kernel", FlatSymbolRefAttr::get(entry->second));
    });
  }

  /// The text without locations: the identity of a kernel.
  std::string print(exec::KernelOp kernel) {
    std::string text;
    llvm::raw_string_ostream os(text);
    kernel->print(os, OpPrintingFlags().printGenericOpForm().useLocalScope());
    return text;
  }
};

} // namespace
} // namespace heddle::schedule

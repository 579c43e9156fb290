//===- ResizeServingBatch.cpp - one sample per replica in logits ----------===//

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/partition/Passes.h"

#define DEBUG_TYPE "heddle-resize-serving-batch"

using namespace mlir;

namespace heddle::partition {

#define GEN_PASS_DEF_RESIZESERVINGBATCHPASS
#include "passes/partition/Passes.h.inc"

namespace {

class Resizer {
public:
  Resizer(ModuleOp module, int64_t batch) : symbols(module), batch(batch) {}

  void resize(func::FuncOp function);

private:
  void redirect(func::CallOp call);
  Type resizeType(Type type);

  SymbolTable symbols;
  int64_t batch;
};

Type Resizer::resizeType(Type type) {
  if (!graph::isGraphTensor(type))
    return type;
  std::optional<unsigned> dimension = graph::findAxis(type, "batch");
  if (!dimension)
    return type;
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(tensor.getShape());
  shape[*dimension] = batch;
  return RankedTensorType::get(shape, tensor.getElementType(), tensor.getEncoding());
}

/// Calls a resized copy of the callee, which is made at its first call.
void Resizer::redirect(func::CallOp call) {
  std::string name = (call.getCallee() + ".logits").str();
  auto copy = symbols.lookup<func::FuncOp>(name);
  if (!copy) {
    func::FuncOp original = getCallee(call);
    copy = original.clone();
    copy.setName(name);
    symbols.insert(copy, std::next(Block::iterator(original)));
    resize(copy);
  }
  call.setCallee(name);
}

void Resizer::resize(func::FuncOp function) {
  function.walk([&](Operation *op) {
    for (Value result : op->getResults())
      result.setType(resizeType(result.getType()));
    if (auto call = dyn_cast<func::CallOp>(op))
      redirect(call);
  });
  for (BlockArgument argument : function.getArguments())
    argument.setType(resizeType(argument.getType()));
  function.setType(
      FunctionType::get(function.getContext(), function.getBody().front().getArgumentTypes(),
                        function.getBody().front().getTerminator()->getOperandTypes()));

  MLIRContext *context = function.getContext();
  auto rule = dist::MeshAxesAttr::get(context, {dist::MeshAxis::DP});
  function->setAttr(
      dist::rulesAttrName,
      DictionaryAttr::get(context, NamedAttribute(StringAttr::get(context, "batch"), rule)));
}

struct ResizeServingBatchPass : impl::ResizeServingBatchPassBase<ResizeServingBatchPass> {
  void runOnOperation() override {
    func::FuncOp logits = findEntry(getOperation(), "logits");
    if (!logits)
      return;
    dist::MeshAttr mesh = dist::requireMesh(getOperation());
    if (!mesh || failed(requireBodies(getOperation())))
      return signalPassFailure();
    Resizer(getOperation(), mesh.getDp()).resize(logits);
  }
};

} // namespace
} // namespace heddle::partition

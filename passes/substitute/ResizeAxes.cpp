//===- ResizeAxes.cpp - axes of the model get other sizes -----------------===//

#include "dialects/graph/Axes.h"
#include "passes/substitute/Passes.h"

#include "mlir/IR/AttrTypeSubElements.h"

#define DEBUG_TYPE "heddle-resize-axes"

using namespace mlir;

namespace heddle::substitute {

#define GEN_PASS_DEF_RESIZEAXESPASS
#include "passes/substitute/Passes.h.inc"

namespace {

Type resize(RankedTensorType type, const AxisSizes &sizes) {
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, axis] : llvm::enumerate(graph::getAxes(type)))
    if (auto size = sizes.find(axis); size != sizes.end())
      shape[dim] = size->second;
  return type.clone(shape);
}

/// The sizes that the front end noted beside the hyper-parameters.
void resizeTrainAttribute(ModuleOp module, const AxisSizes &sizes) {
  auto train = module->getAttrOfType<DictionaryAttr>("graph.train");
  if (!train)
    return;
  NamedAttrList values(train);
  Builder builder(module.getContext());
  for (auto [axis, size] : sizes)
    if (auto old = dyn_cast_or_null<IntegerAttr>(train.get(axis)))
      values.set(axis, builder.getIntegerAttr(old.getType(), size));
  module->setAttr("graph.train", values.getDictionary(module.getContext()));
}

struct ResizeAxesPass : impl::ResizeAxesPassBase<ResizeAxesPass> {
  using ResizeAxesPassBase::ResizeAxesPassBase;

  void runOnOperation() override {
    FailureOr<AxisSizes> known = getAxisSizes(getOperation());
    AxisSizes sizes;
    if (failed(known))
      return signalPassFailure();
    for (const std::string &text : axes)
      if (failed(parse(text, *known, sizes)))
        return signalPassFailure();
    AttrTypeReplacer replacer;
    replacer.addReplacement(
        [&](RankedTensorType type) -> std::optional<std::pair<Type, WalkResult>> {
          if (!graph::isGraphTensor(type))
            return std::nullopt;
          return std::pair(resize(type, sizes), WalkResult::skip());
        });
    replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false, /*replaceTypes=*/true);
    resizeTrainAttribute(getOperation(), sizes);
  }

  /// One "axis:size" into `sizes`.
  LogicalResult parse(StringRef text, const AxisSizes &known, AxisSizes &sizes) {
    auto [name, number] = text.split(':');
    int64_t size = 0;
    if (number.getAsInteger(10, size) || size < 1)
      return getOperation().emitError("axes takes axis:size with a size of at least 1, got '")
             << text << "'";
    auto axis = known.find(StringAttr::get(&getContext(), name));
    if (axis == known.end())
      return getOperation().emitError("the model has no axis '")
             << name << "'; its axes are "
             << llvm::join(llvm::map_range(known, [](auto &entry) { return entry.first.str(); }),
                           ", ");
    numAxes += axis->second != size;
    sizes[axis->first] = size;
    return success();
  }
};

} // namespace
} // namespace heddle::substitute

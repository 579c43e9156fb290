//===- AxisSizes.cpp - the axes of a module -------------------------------===//

#include "dialects/graph/Axes.h"
#include "passes/substitute/Passes.h"

using namespace mlir;

namespace heddle::substitute {

namespace {

/// Collects sizes type by type.
class Collector {
public:
  void add(Operation *op, Type type) {
    if (!graph::isGraphTensor(type))
      return;
    for (auto [axis, size] :
         llvm::zip_equal(graph::getAxes(type), cast<RankedTensorType>(type).getShape())) {
      auto [known, isNew] = sizes.try_emplace(axis, size);
      if (!isNew && known->second != size && reported.insert(axis).second)
        op->emitError() << "the axis '" << axis.getValue() << "' has the size " << size
                        << " here and " << known->second
                        << " elsewhere; sizes can be substituted only where each axis has one: "
                           "give the axes different names";
    }
  }

  AxisSizes sizes;
  llvm::DenseSet<StringAttr> reported;
};

} // namespace

FailureOr<AxisSizes> getAxisSizes(ModuleOp module) {
  Collector collector;
  module.walk([&](Operation *op) {
    if (auto variable = dyn_cast<graph::VariableOp>(op))
      collector.add(op, variable.getType());
    if (auto function = dyn_cast<func::FuncOp>(op))
      for (Type type : function.getArgumentTypes())
        collector.add(op, type);
    for (Type type : op->getResultTypes())
      collector.add(op, type);
  });
  if (!collector.reported.empty())
    return failure();
  return std::move(collector.sizes);
}

} // namespace heddle::substitute

//===- Layouts.cpp - reading and making distributed types -----------------===//

#include "dialects/dist/Layouts.h"

#include "dialects/graph/Axes.h"

using namespace mlir;
using heddle::graph::ReductionKind;

namespace heddle::dist {

MeshAttr getMesh(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  return module ? module->getAttrOfType<MeshAttr>(meshAttrName) : MeshAttr();
}

MeshAttr requireMesh(ModuleOp module) {
  MeshAttr mesh = getMesh(module);
  if (!mesh)
    module.emitError("has no mesh (dist.mesh); run the stages up to plan first, or "
                     "heddle-apply-plan");
  return mesh;
}

LayoutAttr getLayout(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? dyn_cast_or_null<LayoutAttr>(tensor.getEncoding()) : LayoutAttr();
}

MeshAxisSet getPartial(Type type) {
  LayoutAttr layout = getLayout(type);
  return layout ? layout.getPartialAxes() : MeshAxisSet();
}

MeshAxisSet getSplitAxes(Type type) {
  LayoutAttr layout = getLayout(type);
  return layout ? layout.getSplitAxes() : MeshAxisSet();
}

bool isPerMicroBatch(Type type) {
  return (getSplitAxes(type) | getPartial(type)).contains(MeshAxis::MB);
}

int64_t getNumShards(MeshAxisSet axes, MeshAttr mesh) {
  int64_t shards = 1;
  for (MeshAxis axis : axes.toVector())
    shards *= mesh.getSize(axis);
  return shards;
}

SmallVector<int64_t> getLocalShape(RankedTensorType type, MeshAttr mesh) {
  SmallVector<int64_t> shape(type.getShape());
  LayoutAttr layout = getLayout(type);
  if (!layout)
    return shape;
  for (auto [size, split] : llvm::zip(shape, layout.getSplits()))
    size /= getNumShards(split.getAxes(), mesh);
  return shape;
}

int64_t getLocalElements(RankedTensorType type, MeshAttr mesh) {
  int64_t elements = 1;
  for (int64_t size : getLocalShape(type, mesh))
    elements *= size;
  return elements;
}

RankedTensorType withLayout(RankedTensorType type, LayoutAttr layout) {
  return RankedTensorType::get(type.getShape(), type.getElementType(), layout);
}

RankedTensorType withPartial(RankedTensorType type, MeshAxisSet partial, ReductionKind reduction) {
  return withLayout(type, getLayout(type).withPartial(partial, reduction));
}

RankedTensorType addPartial(RankedTensorType type, MeshAxis axis) {
  LayoutAttr layout = getLayout(type);
  return withPartial(type, layout.getPartialAxes() | MeshAxisSet{axis}, layout.getReduction());
}

static AxisSplit getSplit(StringAttr axis, DictionaryAttr rules, MeshAttr mesh) {
  SmallVector<MeshAxis> axes;
  if (auto rule = rules.getAs<MeshAxesAttr>(axis))
    for (MeshAxis meshAxis : rule.getValue())
      if (meshAxis == MeshAxis::MB || mesh.getSize(meshAxis) > 1)
        axes.push_back(meshAxis);
  return AxisSplit(axes);
}

RankedTensorType distribute(RankedTensorType type, DictionaryAttr rules, MeshAttr mesh) {
  ArrayRef<StringAttr> names = graph::getAxes(type);
  SmallVector<AxisSplit> splits;
  for (StringAttr name : names)
    splits.push_back(getSplit(name, rules, mesh));
  return withLayout(type,
                    LayoutAttr::get(type.getContext(), names, splits, {}, ReductionKind::Sum));
}

RankedTensorType getFlatType(Type element, int64_t elements, ArrayRef<MeshAxis> split) {
  MLIRContext *context = element.getContext();
  auto layout = LayoutAttr::get(context, {StringAttr::get(context, flatAxisName)},
                                {AxisSplit(split)}, {}, ReductionKind::Sum);
  return RankedTensorType::get({elements}, element, layout);
}

} // namespace heddle::dist

//===- LocalTypes.cpp - what one device holds -----------------------------===//

#include "passes/schedule/LocalTypes.h"

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"

using namespace mlir;

namespace heddle::schedule {

Type getLocalType(Type type, dist::MeshAttr mesh) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return type;
  return graph::getTensorType(tensor.getElementType(), graph::getAxes(tensor),
                              dist::getLocalShape(tensor, mesh));
}

int64_t getLocalBytes(Type type, dist::MeshAttr mesh) {
  auto tensor = cast<RankedTensorType>(type);
  return dist::getLocalElements(tensor, mesh) * (tensor.getElementTypeBitWidth() / 8);
}

SmallVector<exec::TermAttr> getShardOffset(Operation *op, StringAttr axis, dist::MeshAttr mesh) {
  SmallVector<Type> types(op->getOperandTypes());
  types.append(op->result_type_begin(), op->result_type_end());
  for (Type type : types) {
    std::optional<unsigned> dim =
        isa<RankedTensorType>(type) ? graph::findAxis(type, axis) : std::nullopt;
    dist::LayoutAttr layout = dist::getLayout(type);
    if (!dim || !layout || layout.getSplits()[*dim].getAxes().empty())
      continue;
    SmallVector<exec::TermAttr> terms;
    int64_t size = cast<RankedTensorType>(type).getDimSize(*dim);
    for (dist::MeshAxis meshAxis : layout.getSplits()[*dim].getAxes()) {
      size /= mesh.getSize(meshAxis);
      terms.push_back(exec::TermAttr::get(op->getContext(), meshAxis, size));
    }
    return terms;
  }
  return {};
}

int64_t tensorIndex(OpOperand &operand) {
  ValueRange before = operand.getOwner()->getOperands().take_front(operand.getOperandNumber());
  return llvm::count_if(before.getTypes(), llvm::IsaPred<RankedTensorType>);
}

} // namespace heddle::schedule

//===- Dist.cpp - the distributed dialect ---------------------------------===//

#include "dialects/dist/Dist.h"

#include "dialects/dist/DistDialect.cpp.inc"
#include "dialects/dist/DistEnums.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/dist/DistOps.cpp.inc"

using namespace mlir;

namespace heddle::dist {

void DistDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialects/dist/DistOps.cpp.inc"
      >();
}

llvm::hash_code hash_value(const AxisSplit &split) {
  return llvm::hash_combine_range(split.getAxes());
}

SmallVector<MeshAxis> MeshAxisSet::toVector() const {
  SmallVector<MeshAxis> axes;
  for (MeshAxis axis : {MeshAxis::DP, MeshAxis::PP, MeshAxis::TP, MeshAxis::MB})
    if (contains(axis))
      axes.push_back(axis);
  return axes;
}

llvm::raw_ostream &operator<<(llvm::raw_ostream &os, const MeshAxisSet &axes) {
  os << "(";
  llvm::interleaveComma(axes.toVector(), os, [&](MeshAxis axis) { os << stringifyMeshAxis(axis); });
  return os << ")";
}

std::string toString(MeshAxisSet axes) {
  std::string text;
  llvm::raw_string_ostream(text) << axes;
  return text;
}

} // namespace heddle::dist

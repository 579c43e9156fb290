//===- Dist.cpp - the distributed dialect ---------------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Facts.h"

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

static bool isRules(Attribute value) {
  auto rules = dyn_cast<DictionaryAttr>(value);
  return rules && llvm::all_of(rules, [](NamedAttribute rule) {
           return isa<MeshAxesAttr>(rule.getValue());
         });
}

static constexpr graph::Fact facts[] = {
    graph::makeFact<MeshAttr>(meshAttrName, "#dist.mesh<..>"),
    {rulesAttrName, isRules, "a dictionary of #dist.mesh_axes<..>"},
    graph::makeFact<IntegerAttr>(zeroAttrName, "an integer"),
    graph::makeFact<StringAttr>(scheduleAttrName, "a string"),
    graph::makeFact<StringAttr>(recomputeAttrName, "a string"),
    graph::makeFact<DenseI64ArrayAttr>(cutsAttrName, "array<i64: ..>"),
    graph::makeFact<StringAttr>(planAttrName, "a string"),
    graph::makeFact<DictionaryAttr>(deviceAttrName, "a dictionary"),
    graph::makeFact<DenseI64ArrayAttr>("dist.stages", "array<i64: ..>"),
    graph::makeFact<IntegerAttr>("dist.id", "an integer"),
};

LogicalResult DistDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  return graph::verifyFact(op, attribute, facts);
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

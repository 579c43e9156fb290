//===- DistEnums.td - enumerations of the distributed dialect -------------===//

#ifndef HEDDLE_DIALECTS_DIST_ENUMS_TD
#define HEDDLE_DIALECTS_DIST_ENUMS_TD

include "mlir/IR/EnumAttr.td"

def Dist_MeshAxis : I32EnumAttr<"MeshAxis", "an axis of the mesh", [
    I32EnumAttrCase<"DP", 0, "dp">,
    I32EnumAttrCase<"PP", 1, "pp">,
    I32EnumAttrCase<"TP", 2, "tp">,
    I32EnumAttrCase<"MB", 3, "mb">]> {
  let cppNamespace = "::heddle::dist";
}

#endif // HEDDLE_DIALECTS_DIST_ENUMS_TD

//===- GraphEnums.td - enumerations of the graph dialect ------------------===//

#ifndef HEDDLE_DIALECTS_GRAPH_ENUMS_TD
#define HEDDLE_DIALECTS_GRAPH_ENUMS_TD

include "mlir/IR/EnumAttr.td"

def Graph_InitKind : I32EnumAttr<"InitKind", "distribution of an initialiser", [
    I32EnumAttrCase<"Constant", 0, "constant">,
    I32EnumAttrCase<"Normal", 1, "normal">,
    I32EnumAttrCase<"Uniform", 2, "uniform">]> {
  let cppNamespace = "::heddle::graph";
}

def Graph_VariableKind : I32EnumAttr<"VariableKind", "what a variable is for", [
    I32EnumAttrCase<"Parameter", 0, "parameter">,
    I32EnumAttrCase<"Moment", 1, "moment">,
    I32EnumAttrCase<"Counter", 2, "counter">]> {
  let cppNamespace = "::heddle::graph";
}

def Graph_ReductionKind : I32EnumAttr<"ReductionKind", "how values are combined", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Max", 1, "max">]> {
  let cppNamespace = "::heddle::graph";
}

#endif // HEDDLE_DIALECTS_GRAPH_ENUMS_TD

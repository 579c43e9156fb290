//===- GraphBase.td - the graph dialect, its attributes and op classes ----===//

#ifndef HEDDLE_DIALECTS_GRAPH_BASE_TD
#define HEDDLE_DIALECTS_GRAPH_BASE_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/TensorEncoding.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "dialects/graph/GraphEnums.td"
include "dialects/graph/GraphInterfaces.td"

def Graph_Dialect : Dialect {
  let name = "graph";
  let cppNamespace = "::heddle::graph";
  let summary = "The training graph: whole tensors, named axes, no devices.";
  let description = [{
    Made by the front end, extended by `passes/autodiff` and `passes/optimizer`. From `passes/partition` on the same ops carry distributed types
    (`#dist.layout`); `passes/kernels` lowers them to linalg on the shapes of one device.

    ```
    .heddle -> [graph] -> autodiff -> optimizer -> plan -> [dist: same ops] -> ... -> exec
    ```
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
}

class Graph_Attr<string name, string mnemonicName, list<Trait> traits = []> : AttrDef<Graph_Dialect, name, traits> {
  let mnemonic = mnemonicName;
}

def Graph_AxesAttr : Graph_Attr<"Axes", "axes", [
    DeclareAttrInterfaceMethods<AxisEncodingAttrInterface, ["getAxisNames"]>,
    DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "The names of a tensor's dimensions.";
  let description = [{
    `tensor<8x64xf32, #graph.axes<batch, seq>>`. Names are unique within a tensor. Contractions, broadcasts and reductions match
    dimensions by name.
  }];
  let parameters = (ins ArrayRefParameter<"::mlir::StringAttr">:$names);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Graph_InitAttr : Graph_Attr<"Init", "init"> {
  let summary = "How a variable is initialised.";
  let description = [{
    `#graph.init<constant, 0.0>` (value), `#graph.init<normal, 0.0, 0.02>` (mean, standard deviation), `#graph.init<uniform, -1.0, 1.0>`
    (low, high).
  }];
  let parameters = (ins "::heddle::graph::InitKind":$kind, APFloatParameter<"">:$first, APFloatParameter<"">:$second);
  let builders = [AttrBuilder<(ins "::heddle::graph::InitKind":$kind, "double":$a, "double":$b), [{
    return $_get($_ctxt, kind, ::llvm::APFloat(a), ::llvm::APFloat(b));
  }]>];
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// The value, mean or lower bound.
    double getA() const { return getFirst().convertToDouble(); }
    /// The standard deviation or upper bound; 0 for a constant.
    double getB() const { return getSecond().convertToDouble(); }
  }];
}

def Graph_Tensor : Type<CPred<"::heddle::graph::isGraphTensor($_self)">, "tensor with named axes",
                        "::mlir::RankedTensorType">;
def Graph_Scalar : Type<CPred<"::heddle::graph::isGraphTensor($_self) && ::mlir::cast<::mlir::RankedTensorType>($_self).getRank() == 0">,
                        "rank-0 tensor", "::mlir::RankedTensorType">;

// Checks names once for every op and asks the encoding for its own check.
def Graph_AxisOpTrait : NativeOpTrait<"AxisOpTrait"> { let cppNamespace = "::heddle::graph"; }

class Graph_Op<string mnemonic, list<Trait> traits = []> : Op<Graph_Dialect, mnemonic, traits>;

// A computation on tensors. Costed and shardable by name unless it says otherwise.
class Graph_ComputeOp<string mnemonic, list<Trait> traits = []>
    : Graph_Op<mnemonic, traits # [Pure, Graph_AxisOpTrait, DeclareOpInterfaceMethods<CostedOpInterface>,
                                   DeclareOpInterfaceMethods<RecomputableOpInterface>]> {
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif // HEDDLE_DIALECTS_GRAPH_BASE_TD

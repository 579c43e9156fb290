//===- GraphInterfaces.td - what an op must tell the compiler -------------===//
//
// Per-op facts live here; algorithms over them are written once, elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_GRAPH_INTERFACES_TD
#define HEDDLE_DIALECTS_GRAPH_INTERFACES_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def AxisEncodingAttrInterface : AttrInterface<"AxisEncodingAttrInterface"> {
  let description = [{
    The encoding of a tensor type whose dimensions have names. `#graph.axes` has names only; `#dist.layout` adds
    how each dimension is split over the mesh and over which mesh axes the value is a partial sum.
  }];
  let cppNamespace = "::heddle::graph";
  let methods = [
    InterfaceMethod<"The name of each dimension, in order.",
      "::llvm::ArrayRef<::mlir::StringAttr>", "getAxisNames">,
    InterfaceMethod<[{
        Checks an op whose first encoded type carries this encoding. `#dist.layout` proves here that the op's operands and
        results are distributed consistently.
      }],
      "::llvm::LogicalResult", "verifyOp", (ins "::mlir::Operation *":$op), "", "return ::mlir::success();">
  ];
}

def ShardableOpInterface : OpInterface<"ShardableOpInterface"> {
  let description = [{
    What partitioning needs to know of an op. Loop axes are the names of the axes of operands and results; an axis of an
    operand that a result lacks is reduced into that result.
  }];
  let cppNamespace = "::heddle::graph";
  let methods = [
    InterfaceMethod<"Axes that may not be split because the op couples their elements (the axis of a norm, `seq` in attention).",
      "::llvm::SmallVector<::mlir::StringAttr>", "getUnsplittableAxes", (ins), "", "return {};">,
    InterfaceMethod<"How the op treats a partial sum in operand `index`.",
      "::heddle::graph::Linearity", "getLinearity", (ins "unsigned":$index), "",
      "return ::heddle::graph::Linearity::None;">,
    InterfaceMethod<"How partial results of a reduced axis are combined.",
      "::heddle::graph::ReductionKind", "getReductionKind", (ins), "", "return ::heddle::graph::ReductionKind::Sum;">,
    InterfaceMethod<[{
        Axes whose global position matters to the local computation (the vocabulary in `gather`, all axes in `rng`). When such
        an axis is split, the local form of the op takes the offset of its shard as an operand, in this order.
      }],
      "::llvm::SmallVector<::mlir::StringAttr>", "getOffsetAxes", (ins), "", "return {};">
  ];
}

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let description = [{The vector-Jacobian product of an op.}];
  let cppNamespace = "::heddle::graph";
  let methods = [
    InterfaceMethod<[{
        Appends to `operandGrads` one value per operand: the gradient with respect to it, of the operand's own type, or null if it is zero or
        the operand is not differentiable (indices, keys). `resultGrads` has one value per result, null where the result does not
        influence the loss. May use the op's own operands and results. Fails with a located error where the op has no gradient.
      }],
      "::llvm::LogicalResult", "buildVjp", (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$resultGrads,
                           "::llvm::SmallVectorImpl<::mlir::Value> &":$operandGrads)>
  ];
}

def CostedOpInterface : OpInterface<"CostedOpInterface"> {
  let description = [{Arithmetic and traffic of an op, from its types alone.}];
  let cppNamespace = "::heddle::graph";
  let methods = [
    InterfaceMethod<"Floating-point operations on global shapes; a multiply-add counts two.",
      "double", "getFlops", (ins), "", "return ::heddle::graph::elementwiseFlops($_op.getOperation());">,
    InterfaceMethod<"Bytes of all operands read once and all results written once, on global shapes.",
      "double", "getBytes", (ins), "", "return ::heddle::graph::trafficBytes($_op.getOperation());">
  ];
}

def RecomputableOpInterface : OpInterface<"RecomputableOpInterface"> {
  let description = [{Whether and how cheaply an op can be run again in the backward pass.}];
  let cppNamespace = "::heddle::graph";
  let methods = [
    InterfaceMethod<"Running the op again gives the same value.", "bool", "isRecomputable", (ins), "", "return true;">
  ];
}

#endif // HEDDLE_DIALECTS_GRAPH_INTERFACES_TD

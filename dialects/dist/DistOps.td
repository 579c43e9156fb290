//===- DistOps.td - the distributed dialect -------------------------------===//

#ifndef HEDDLE_DIALECTS_DIST_OPS_TD
#define HEDDLE_DIALECTS_DIST_OPS_TD

include "dialects/dist/DistEnums.td"
include "dialects/graph/GraphBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def Dist_Dialect : Dialect {
  let name = "dist";
  let cppNamespace = "::heddle::dist";
  let summary = "The same values on a mesh: distributed tensor types, collectives, stages, transfers.";
  let description = [{
    Made by `passes/partition`: graph ops keep their form and get types with `#dist.layout`; this dialect adds what moves data between devices and in
    time. `passes/recompute`, `passes/pipeline` and `passes/fuse` work on it; `passes/schedule` consumes it.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::heddle::graph::GraphDialect"];
  let extraClassDeclaration = "void registerAttributes();";
}

class Dist_Attr<string name, string mnemonicName, list<Trait> traits = []> : AttrDef<Dist_Dialect, name, traits> {
  let mnemonic = mnemonicName;
}

def Dist_MeshAttr : Dist_Attr<"Mesh", "mesh"> {
  let summary = "Sizes of the mesh axes.";
  let description = [{`#dist.mesh<dp = 2, pp = 1, tp = 2, mb = 4>`, the module attribute `dist.mesh`. `mb` counts micro-batches: an axis in time.}];
  let parameters = (ins "int64_t":$dp, "int64_t":$pp, "int64_t":$tp, "int64_t":$mb);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    int64_t getSize(MeshAxis axis) const;
    /// Devices: dp * pp * tp.
    int64_t getNumRanks() const { return getDp() * getPp() * getTp(); }
  }];
}

def Dist_LayoutAttr : Dist_Attr<"Layout", "layout", [DeclareAttrInterfaceMethods<AxisEncodingAttrInterface, ["getAxisNames", "verifyOp"]>]> {
  let summary = "How a tensor is distributed.";
  let description = [{
    `#dist.layout<[batch @dp @mb, seq, heads @tp], partial = (pp)>`: names of the dimensions, for each the mesh axes that split it evenly (the
    first is outermost), and the mesh axes over which the value is a partial result (of a sum, or a maximum with `max = (..)`), in
    the order of the enum. No mesh axis occurs twice. Mesh axes of size 1 are left out, except `mb`. A value that is neither split nor partial over an axis is the same on all its devices. The shape in the type is global.
  }];
  let parameters = (ins ArrayRefParameter<"::mlir::StringAttr">:$names,
                        ArrayRefParameter<"::heddle::dist::AxisSplit">:$splits,
                        ArrayRefParameter<"::heddle::dist::MeshAxis">:$partial,
                        "::heddle::graph::ReductionKind":$reduction);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// The mesh axes that split the dimension called `axis`; none if there is no such dimension.
    ::heddle::dist::MeshAxisSet getSplitOf(::mlir::StringAttr axis) const;
    /// The mesh axes that split any dimension.
    ::heddle::dist::MeshAxisSet getSplitAxes() const;
    ::heddle::dist::MeshAxisSet getPartialAxes() const;
    /// The same dimensions, complete except over `partial`.
    ::heddle::dist::LayoutAttr withPartial(::heddle::dist::MeshAxisSet partial,
                                           ::heddle::graph::ReductionKind reduction = ::heddle::graph::ReductionKind::Sum) const;
  }];
}

def Dist_MeshAxes : Dist_Attr<"MeshAxes", "mesh_axes"> {
  let summary = "A set of mesh axes.";
  let description = [{`#dist.mesh_axes<dp, mb>`: what a collective runs over, and the values of the module attribute `dist.rules`.}];
  let parameters = (ins ArrayRefParameter<"::heddle::dist::MeshAxis">:$value);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

class Dist_Op<string mnemonic, list<Trait> traits = []> : Op<Dist_Dialect, mnemonic, traits>;

class Dist_CollectiveOp<string mnemonic> : Dist_Op<mnemonic, [Pure]> {
  let arguments = (ins Graph_Tensor:$input, Dist_MeshAxes:$axes);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$input `over` $axes attr-dict `:` type($input) `->` type($result)";
}

def Dist_AllReduceOp : Dist_CollectiveOp<"all_reduce"> {
  let summary = "Completes a partial value on all devices of the axes.";
  let description = [{
    Operand partial over `axes` (a sum or a maximum, as its layout says), result not. Over `pp` it runs between the stages that hold the value. Made by partition and pipeline, becomes `exec.collective` in schedule.
  }];
}

def Dist_ReduceScatterOp : Dist_CollectiveOp<"reduce_scatter"> {
  let summary = "Completes a partial flat value, each device keeping its part.";
  let description = [{Operand partial over `axes`, result split by them. Only on `flat` tensors. Made by partition (ZeRO 1), becomes `exec.collective`.}];
}

def Dist_AllGatherOp : Dist_CollectiveOp<"all_gather"> {
  let summary = "Collects the parts of a flat value on all devices.";
  let description = [{Operand split by `axes`, result not. Flat tensors and logits. Made by partition, becomes `exec.collective`.}];
}

def Dist_ShardOp : Dist_CollectiveOp<"shard"> {
  let summary = "The own part of a replicated flat value.";
  let description = [{Operand not split by `axes`, result split. Moves nothing: a view at the device's offset. Made by partition (ZeRO 1).}];
}

def Dist_AccumulateOp : Dist_Op<"accumulate", [Pure]> {
  let summary = "Sum of gradient contributions over micro-batches.";
  let description = [{
    Contributions partial over `mb` (among others) to a result that is not: the sum over all micro-batches and all operands. No code of its own: each contributor adds into
    the result's buffer, the first one overwrites. Only in entries. Made by partition, consumed by schedule.
  }];
  let arguments = (ins Variadic<Graph_Tensor>:$inputs);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$inputs attr-dict `:` functional-type($inputs, $result)";
}

def Dist_BucketOp : Dist_Op<"bucket", [Symbol]> {
  let summary = "Flat state: the local parts of several variables, one after the other.";
  let description = [{
    Holds the `graph.variable`s named in `members`, which stay in the module as declarations (name, global shape, splits, initialiser) but are no longer read
    or written; padded with zeros to a multiple of dp. `suffix` says what of the members it holds: "", "moment1", "moment2". Its type is `tensor<N, #dist.layout<[flat @..]>>`: N counts all
    distinct elements on the mesh. `offsets` are in elements of a device's local part. Made by partition's bucket pass.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Graph_Tensor>:$type, Graph_VariableKind:$kind, StrAttr:$group,
                       StrAttr:$suffix, ArrayAttr:$members, DenseI64ArrayAttr:$offsets, UnitAttr:$decay);
  let hasVerifier = 1;
  let assemblyFormat = "$kind $sym_name `:` $type attr-dict";
}

def Dist_ViewOp : Dist_Op<"view", [Pure]> {
  let summary = "One member of a bucket.";
  let description = [{`offset` in elements of the device's local part. Moves nothing. Made by partition's bucket pass at the head of blocks.}];
  let arguments = (ins Graph_Tensor:$bucket, I64Attr:$offset);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$bucket `[` $offset `]` attr-dict `:` type($bucket) `->` type($result)";
}

def Dist_PackOp : Dist_Op<"pack", [Pure]> {
  let summary = "A bucket from its members.";
  let description = [{
    The members' producers write into the bucket: no code of its own. `members` lie one after the other and cover it, up to padding
    to a multiple of dp, whose elements are zero. Made by partition's bucket pass before the return of a block.
  }];
  let arguments = (ins Variadic<Graph_Tensor>:$members, DenseI64ArrayAttr:$offsets);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$members attr-dict `:` functional-type($members, $result)";
}

def Dist_TransferOp : Dist_Op<"transfer", [Pure]> {
  let summary = "Carries a value from one stage to another.";
  let description = [{One message per micro-batch (or one, if the value is not split by mb). Made by pipeline, becomes `exec.exchange`.}];
  let arguments = (ins Graph_Tensor:$input, I64Attr:$from, I64Attr:$to);
  let results = (outs Graph_Tensor:$result);
  let assemblyFormat = "$input `from` $from `to` $to attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Dist_JoinOp : Dist_Op<"join", [Pure]> {
  let summary = "One value per stage, together a partial sum over pp.";
  let description = [{No code. The operands live on different stages; the result is partial over `pp` (besides what the operands are partial over). Made by pipeline, consumed by schedule.}];
  let arguments = (ins Variadic<Graph_Tensor>:$inputs);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$inputs attr-dict `:` functional-type($inputs, $result)";
}

def Dist_RegionOp : Dist_Op<"region", [Pure, SingleBlock, IsolatedFromAbove, RecursiveMemoryEffects]> {
  let summary = "Ops that become one kernel.";
  let description = [{
    The body holds graph ops on distributed types. `rows` are the axes the kernel loops over, row by row: every op in it works within a row, or reduces
    over rows into an accumulator. Inputs are tensors and index or integer scalars. Made by fuse, becomes a kernel and `exec.launch` in schedule.
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, StrArrayAttr:$rows);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
  let hasCustomAssemblyFormat = 1;
}

def Dist_YieldOp : Dist_Op<"yield", [Pure, Terminator, HasParent<"RegionOp">]> {
  let summary = "Results of a region.";
  let description = [{Ends the body of `dist.region`; goes with it.}];
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Dist_TableOp : Dist_Op<"table"> {
  let summary = "What one stage does in one entry, in order.";
  let description = [{
    `rows` holds triples (id of an op of the entry, its `dist.id`; micro-batch; group): rows of equal positive group are point-to-point messages posted together.
    Made by pipeline, becomes `exec.table`.
  }];
  let arguments = (ins FlatSymbolRefAttr:$entry, I64Attr:$stage, DenseI32ArrayAttr:$rows);
  let assemblyFormat = "$entry `stage` $stage attr-dict";
}

#endif // HEDDLE_DIALECTS_DIST_OPS_TD

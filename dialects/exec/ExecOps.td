//===- ExecOps.td - the executable dialect --------------------------------===//

#ifndef HEDDLE_DIALECTS_EXEC_OPS_TD
#define HEDDLE_DIALECTS_EXEC_OPS_TD

include "dialects/dist/DistEnums.td"
include "dialects/exec/ExecEnums.td"
include "dialects/graph/GraphEnums.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/Properties.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Exec_Dialect : Dialect {
  let name = "exec";
  let cppNamespace = "::heddle::exec";
  let summary = "What ranks do: segments and a schedule table; one op per message of program.proto.";
  let description = [{
    Made by `passes/schedule`, completed by `passes/memory` (offsets) and `passes/kernels` (object code), written out by `passes/emit`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let useDefaultTypePrinterParser = 1;
  let dependentDialects = ["::heddle::graph::GraphDialect", "::heddle::dist::DistDialect"];
}

//===----------------------------------------------------------------------===//
// Types and attributes
//===----------------------------------------------------------------------===//

def Exec_BufferType : TypeDef<Exec_Dialect, "Buffer"> {
  let mnemonic = "buffer";
  let summary = "Some bytes in a rank's arena.";
  let description = [{`!exec.buffer<4096>`: the size in bytes.}];
  let parameters = (ins "int64_t":$bytes);
  let assemblyFormat = "`<` $bytes `>`";
}

def Exec_TermAttr : AttrDef<Exec_Dialect, "Term"> {
  let mnemonic = "term";
  let summary = "A rank's coordinate along a mesh axis times a stride.";
  let parameters = (ins "::heddle::dist::MeshAxis":$axis, "int64_t":$stride);
  let assemblyFormat = "`<` $axis `*` $stride `>`";
  let genVerifyDecl = 1;
}
def Exec_TermsAttr : TypedArrayAttrBase<Exec_TermAttr, "coordinate terms">;

def Exec_MeshAxes : Attr<CPred<"::llvm::isa<::heddle::dist::MeshAxesAttr>($_self)">, "mesh axes"> {
  let storageType = "::heddle::dist::MeshAxesAttr";
  let returnType = "::heddle::dist::MeshAxesAttr";
  let convertFromStorage = "$_self";
}

def Exec_FrameAttr : AttrDef<Exec_Dialect, "Frame"> {
  let mnemonic = "frame";
  let summary = "What a segment does with one of its frames.";
  let parameters = (ins "::mlir::StringAttr":$name, "::heddle::exec::MemoryClass":$memory_class, "bool":$read, "bool":$written);
  let assemblyFormat = "`<` struct(params) `>`";
}

class Exec_Op<string mnemonic, list<Trait> traits = []> : Op<Exec_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

def Exec_KernelOp : Exec_Op<"kernel", [Symbol, IsolatedFromAbove, SingleBlock]> {
  let summary = "A fused region, before code is made for it.";
  let description = [{
    The body holds graph ops on the shapes of one device (`#graph.axes` encodings). Block arguments: tensors (inputs), then `index` or `i64` scalars. `exec.yield` gives the
    results, all tensors. `rows` names the axes that the kernel loops over; every op works within a row or reduces over rows. `accumulate[r]`: result r can be added into
    its buffer. `in_place[r]`: the input whose buffer result r may overwrite, or -1.

    Calling convention: `void(void *const *args, const int64_t *scalars)`; args: inputs, then results; scalars: the block's scalars, then for each
    accumulating result a flag, 0 to overwrite, 1 to add.

    Made by schedule from `dist.region` (equal ones are shared), consumed by kernels and emit.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrArrayAttr:$rows, DenseBoolArrayAttr:$accumulate, DenseI64ArrayAttr:$in_place);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
}

def Exec_YieldOp : Exec_Op<"yield", [Pure, Terminator, HasParent<"KernelOp">]> {
  let summary = "Results of a kernel.";
  let description = [{Ends the body of `exec.kernel`.}];
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

def Exec_SegmentOp : Exec_Op<"segment", [Symbol, IsolatedFromAbove, SingleBlock, NoTerminator]> {
  let summary = "Straight-line work of one role on one micro-batch.";
  let description = [{
    Block arguments: one `!exec.buffer` per frame, described by `frames`, then `index` scalars that the row gives. The body holds instructions in order of
    execution. Made by schedule from a block function.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, ArrayAttr:$frames, F64Attr:$flops);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
}

def Exec_TemporaryOp : Exec_Op<"temporary"> {
  let summary = "Scratch within a segment.";
  let description = [{Made by schedule; memory replaces it by a view of a frame of temporaries. None remains after memory.}];
  let results = (outs Exec_BufferType:$buffer);
  let assemblyFormat = "attr-dict `:` type($buffer)";
}

def Exec_ViewOp : Exec_Op<"view", [Pure]> {
  let summary = "Part of a buffer.";
  let description = [{At `offset` bytes plus the coordinate terms.}];
  let arguments = (ins Exec_BufferType:$source, I64Attr:$offset, DefaultValuedAttr<Exec_TermsAttr, "{}">:$terms);
  let results = (outs Exec_BufferType:$buffer);
  let hasVerifier = 1;
  let assemblyFormat = "$source `[` $offset `]` attr-dict `:` type($source) `->` type($buffer)";
}

def Exec_ScalarOp : Exec_Op<"scalar", [Pure]> {
  let summary = "A number that depends on the rank's coordinates.";
  let description = [{constant + terms: the offset of a shard, say.}];
  let arguments = (ins I64Attr:$constant, DefaultValuedAttr<Exec_TermsAttr, "{}">:$terms);
  let results = (outs Index:$result);
  let assemblyFormat = "$constant attr-dict";
}

def Exec_GemmOp : Exec_Op<"gemm"> {
  let summary = "c = accumulate * c + op(a) op(b), batched, row major.";
  let description = [{As program.Gemm. Leading dimensions and strides in elements. Made by schedule from `graph.einsum`.}];
  let arguments = (ins Exec_BufferType:$a, Exec_BufferType:$b, Exec_BufferType:$c, Optional<Index>:$accumulate, TypeAttr:$type,
                       I64Attr:$m, I64Attr:$n, I64Attr:$k, I64Attr:$batch, UnitAttr:$transpose_a, UnitAttr:$transpose_b,
                       I64Attr:$lda, I64Attr:$ldb, I64Attr:$ldc, I64Attr:$stride_a, I64Attr:$stride_b, I64Attr:$stride_c);
  let assemblyFormat = "$a `,` $b `,` $c (`accumulate` $accumulate^)? attr-dict `:` type($a) `,` type($b) `,` type($c)";
}

def Exec_LaunchOp : Exec_Op<"launch", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Runs a kernel.";
  let description = [{Inputs, then results, then scalars, as `exec.kernel` says.}];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<Exec_BufferType>:$buffers, Variadic<Index>:$scalars);
  let assemblyFormat = "$kernel `(` $buffers `)` `scalars` `(` $scalars `)` attr-dict `:` type($buffers)";
}

def Exec_AttentionOp : Exec_Op<"attention", [AttrSizedOperandSegments]> {
  let summary = "graph.attention or graph.attention_grad by the device's own kernel.";
  let description = [{
    Buffers forward: query, key, value, result, lse, workspace. Backward: those, then result_grad, query_grad, key_grad, value_grad before workspace.
    `documents`, i32 [batch, seq], if positions see their own document only.
  }];
  let arguments = (ins Variadic<Exec_BufferType>:$buffers, Optional<Exec_BufferType>:$documents, TypeAttr:$type, UnitAttr:$backward,
                       UnitAttr:$causal, I64Attr:$batch, I64Attr:$seq, I64Attr:$heads, I64Attr:$kv_heads, I64Attr:$head_dim);
  let hasVerifier = 1;
  let assemblyFormat = "$buffers (`within` $documents^)? attr-dict `:` type($buffers) (`within` type($documents)^)?";
}

def Exec_CollectiveOp : Exec_Op<"collective"> {
  let summary = "A collective, in place.";
  let description = [{As program.Collective. `stages` restricts it to some stages (a tied parameter).}];
  let arguments = (ins Exec_CollectiveKind:$kind, Exec_BufferType:$buffer, TypeAttr:$type, I64Attr:$count, Graph_ReductionKind:$reduction,
                       Exec_MeshAxes:$axes, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$stages);
  let hasVerifier = 1;
  let assemblyFormat = "$kind $buffer `over` $axes attr-dict `:` type($buffer)";
}

def Exec_ExchangeOp : Exec_Op<"exchange", [AttrSizedOperandSegments]> {
  let summary = "Point-to-point messages that are posted together and complete together.";
  let description = [{As program.Exchange: stages and value ids of sends and of receives, in the order of the buffers.}];
  let arguments = (ins Variadic<Exec_BufferType>:$sends, Variadic<Exec_BufferType>:$receives, DenseI64ArrayAttr:$send_stages,
                       DenseI64ArrayAttr:$receive_stages, DenseI64ArrayAttr:$send_values, DenseI64ArrayAttr:$receive_values);
  let hasVerifier = 1;
  let assemblyFormat = "`sends` `(` ($sends^ `:` type($sends))? `)` `receives` `(` ($receives^ `:` type($receives))? `)` attr-dict";
}

def Exec_FillOp : Exec_Op<"fill"> {
  let summary = "Zeros.";
  let description = [{As program.Fill.}];
  let arguments = (ins Exec_BufferType:$buffer);
  let assemblyFormat = "$buffer attr-dict `:` type($buffer)";
}

def Exec_CopyOp : Exec_Op<"copy"> {
  let summary = "Copies all of source.";
  let description = [{As program.Copy.}];
  let arguments = (ins Exec_BufferType:$source, Exec_BufferType:$destination);
  let assemblyFormat = "$source `,` $destination attr-dict `:` type($source) `,` type($destination)";
}

//===----------------------------------------------------------------------===//
// Roles
//===----------------------------------------------------------------------===//

// A large model has tens of thousands of rows, no two at the same place: attributes would be uniqued in vain.
def Exec_Bases : DefaultValuedProp<IntArrayProp<I64Prop, "integers">, "::llvm::ArrayRef<int64_t>{}", "::llvm::SmallVector<int64_t, 0>{}"> {
  let storageType = "::llvm::SmallVector<int64_t, 0>";
}

def Exec_RoleOp : Exec_Op<"role", [Symbol, SingleBlock, NoTerminator]> {
  let summary = "The ranks of one pipeline stage: their memory and what they run.";
  let description = [{Holds the buckets (`exec.bucket`) and one `exec.table` per entry. `arena_bytes` is set by memory.}];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$stage, OptionalAttr<I64Attr>:$arena_bytes);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
}

def Exec_FramesOp : Exec_Op<"frames"> {
  let summary = "A class of equal frames.";
  let description = [{
    `count` instances of `bytes` each, called by rows as (`id`, instance); ids are small, and no two frames of a role have one. In a table: alive from the first row that names an instance to the last (`pinned`: all through the entry). In
    a role: persistent. Memory gives `slots` and `offset`, and rows their arena offsets.
  }];
  let arguments = (ins StrAttr:$name, I64Attr:$id, Exec_MemoryClass:$memory_class, I64Attr:$bytes, I64Attr:$count, UnitAttr:$pinned,
                       OptionalAttr<I64Attr>:$offset, OptionalAttr<I64Attr>:$slots);
  let hasVerifier = 1;
  let assemblyFormat = "$name `id` $id attr-dict";
}

def Exec_BucketOp : Exec_Op<"bucket"> {
  let summary = "State of the role: as program.Bucket.";
  let description = [{Its buffer is instance 0 of the persistent `frames` with this id.}];
  let arguments = (ins StrAttr:$name, I64Attr:$frames, Exec_MemoryClass:$memory_class, StrAttr:$suffix, TypeAttr:$type, I64Attr:$elements,
                       Exec_Storage:$storage, ArrayAttr:$members, DenseI64ArrayAttr:$offsets);
  let hasVerifier = 1;
  let assemblyFormat = "$name attr-dict";
}

def Exec_TableOp : Exec_Op<"table", [SingleBlock, NoTerminator]> {
  let summary = "What a role does in one entry, in order.";
  let description = [{Holds `exec.frames`, then `exec.port`s, then `exec.row`s. Rows are many, so who asks for the others must not pass by them.}];
  let arguments = (ins StrAttr:$entry, I64Attr:$global_batch);
  let regions = (region SizedRegion<1>:$body);
  let extraClassDeclaration = [{
    ::llvm::SmallVector<FramesOp> getFrames();
    ::llvm::SmallVector<PortOp> getPorts();
    auto getRows() { return getBody().getOps<RowOp>(); }
  }];
  let hasVerifier = 1;
  let assemblyFormat = "$entry attr-dict-with-keyword $body";
}

def Exec_PortOp : Exec_Op<"port"> {
  let summary = "An input or output of an entry, as program.Port.";
  let description = [{`frames` is the id of its frames, `instance` the first of them, one per micro-batch.}];
  let arguments = (ins StrAttr:$name, UnitAttr:$output, TypeAttr:$type, DenseI64ArrayAttr:$shape, I64Attr:$frames, I64Attr:$instance,
                       I64Attr:$micro_batches);
  let assemblyFormat = "$name attr-dict";
}

def Exec_RowOp : Exec_Op<"row"> {
  let summary = "One run of a segment.";
  let description = [{
    `frames` holds triples (id of `exec.frames`, first, step), one per frame of the segment except its temporaries: the row binds the instance first + step * micro_batch, where step is 0 or 1, so that
    all rows of one call share their numbers. Memory adds `bases`, the arena offsets of all frames.
  }];
  let arguments = (ins FlatSymbolRefAttr:$segment, StrAttr:$instance, I64Prop:$micro_batch, DenseI64ArrayAttr:$frames, Exec_Bases:$bases,
                       DenseI64ArrayAttr:$scalars);
  let extraClassDeclaration = [{
    struct Binding { int64_t id, instance; };
    /// What the row binds to each frame of its segment.
    class Bindings {
    public:
      Bindings(::llvm::ArrayRef<int64_t> triples, int64_t microBatch) : triples(triples), microBatch(microBatch) {}
      size_t size() const { return triples.size() / 3; }
      Binding operator[](size_t frame) const {
        return {triples[3 * frame], triples[3 * frame + 1] + triples[3 * frame + 2] * microBatch};
      }
    private:
      ::llvm::ArrayRef<int64_t> triples;
      int64_t microBatch;
    };
    Bindings getBindings() { return {getFrames(), getMicroBatch()}; }
  }];
  let hasVerifier = 1;
  let assemblyFormat = "$segment $instance `micro_batch` $micro_batch `frames` $frames (`bases` $bases^)? `scalars` $scalars attr-dict";
}

#endif // HEDDLE_DIALECTS_EXEC_OPS_TD

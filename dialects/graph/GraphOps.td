//===- GraphOps.td - the ops of the graph dialect -------------------------===//

#ifndef HEDDLE_DIALECTS_GRAPH_OPS_TD
#define HEDDLE_DIALECTS_GRAPH_OPS_TD

include "dialects/graph/GraphBase.td"

//===----------------------------------------------------------------------===//
// Contraction
//===----------------------------------------------------------------------===//

def Graph_EinsumOp : Graph_ComputeOp<"einsum", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity"]>,
    DeclareOpInterfaceMethods<CostedOpInterface, ["getFlops"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Product of two tensors, summed over the axes that the result lacks.";
  let description = [{
    An axis of both operands and the result is a batch axis; of both operands only, contracted; of one operand and the result, free. An axis
    of one operand only is an error (use `graph.reduce`).

    Made by the front end (`@`), and by autodiff. Lowered to GEMM by `passes/schedule`; none remains in exec.
  }];
  let arguments = (ins Graph_Tensor:$lhs, Graph_Tensor:$rhs);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

class Graph_UnaryOp<string mnemonic, string what, list<string> sharding = []> : Graph_ComputeOp<mnemonic, [
    DeclareOpInterfaceMethods<ShardableOpInterface, sharding>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = what;
  let description = what # " Elementwise; the result has the type of the operand. Made by the front end and by autodiff; fused into a region by passes/fuse.";
  let arguments = (ins Graph_Tensor:$input);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_NegOp : Graph_UnaryOp<"neg", "-x.", ["getLinearity"]>;
def Graph_ExpOp : Graph_UnaryOp<"exp", "e to the x.">;
def Graph_LogOp : Graph_UnaryOp<"log", "Natural logarithm.">;
def Graph_SqrtOp : Graph_UnaryOp<"sqrt", "Square root.">;
def Graph_RsqrtOp : Graph_UnaryOp<"rsqrt", "1 / sqrt(x).">;
def Graph_TanhOp : Graph_UnaryOp<"tanh", "Hyperbolic tangent.">;
def Graph_SigmoidOp : Graph_UnaryOp<"sigmoid", "1 / (1 + exp(-x)).">;
def Graph_ReluOp : Graph_UnaryOp<"relu", "max(x, 0).">;
def Graph_GeluOp : Graph_UnaryOp<"gelu", "GELU in the tanh approximation of Hendrycks and Gimpel 2016, as GPT-2 uses it.">;
def Graph_SiluOp : Graph_UnaryOp<"silu", "x * sigmoid(x).">;

def Graph_ScaleOp : Graph_ComputeOp<"scale", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Product with a constant.";
  let description = [{`factor` is a constant of the model, never of a size. Made by the front end and autodiff.}];
  let arguments = (ins Graph_Tensor:$input, F64Attr:$factor);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_CastOp : Graph_ComputeOp<"cast", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Change of the element type.";
  let description = [{Linear up to rounding. Same axes, other element type. Made by the front end, the optimizer and mixed precision.}];
  let arguments = (ins Graph_Tensor:$input);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

class Graph_BinaryOp<string mnemonic, string what, list<string> sharding = [],
                     list<Trait> traits = [DeclareOpInterfaceMethods<DifferentiableOpInterface>]> : Graph_ComputeOp<mnemonic, traits # [
    DeclareOpInterfaceMethods<ShardableOpInterface, sharding>]> {
  let summary = what;
  let description = what # [{ Elementwise with broadcasting by name: the result has every axis of both operands and no other. Made
    by the front end and by autodiff; fused into a region by passes/fuse.}];
  let arguments = (ins Graph_Tensor:$lhs, Graph_Tensor:$rhs);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_AddOp : Graph_BinaryOp<"add", "Sum.", ["getLinearity"]>;
def Graph_SubOp : Graph_BinaryOp<"sub", "Difference.", ["getLinearity"]>;
def Graph_MulOp : Graph_BinaryOp<"mul", "Product.", ["getLinearity"]>;
def Graph_DivOp : Graph_BinaryOp<"div", "Quotient.", ["getLinearity"]>;
def Graph_MaximumOp : Graph_BinaryOp<"maximum", "The larger of the two; the gradient goes to lhs on a tie.">;
def Graph_MinimumOp : Graph_BinaryOp<"minimum", "The smaller of the two; the gradient goes to lhs on a tie.">;
def Graph_GeluGradOp : Graph_BinaryOp<"gelu_grad", "Gradient of gelu: lhs is its operand, rhs the gradient of its result.", ["getLinearity"], []>;
def Graph_SiluGradOp : Graph_BinaryOp<"silu_grad", "Gradient of silu: lhs is its operand, rhs the gradient of its result.", ["getLinearity"], []>;
def Graph_StepMaskOp : Graph_BinaryOp<"step_mask", "rhs where lhs >= 0, else 0: the gradient of relu and of maximum.", ["getLinearity"]>;

def Graph_AddNOp : Graph_ComputeOp<"add_n", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Sum of any number of tensors of one type.";
  let description = [{
    The sum of the gradients of a value used more than once, and of per-block sums of squares. The one arithmetic op that an entry's body may hold, since
    its addends can live on different pipeline stages. In dist, addends of unlike partial sets are brought together by partition.
  }];
  let arguments = (ins Variadic<Graph_Tensor>:$inputs);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_ConstantOp : Graph_ComputeOp<"constant", [
    DeclareOpInterfaceMethods<ShardableOpInterface>, DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "A tensor of one value.";
  let description = [{Made by the front end, autodiff and the initialisers.}];
  let arguments = (ins F64Attr:$value);
  let results = (outs Graph_Tensor:$result);
}

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

def Graph_ReduceOp : Graph_ComputeOp<"reduce", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity", "getReductionKind"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Sum or maximum over the axes that the result lacks.";
  let description = [{`graph.reduce sum %x : (T) -> U`. Only sums are differentiable. Made by the front end and by autodiff (the vjp of a broadcast).}];
  let arguments = (ins Graph_Tensor:$input, Graph_ReductionKind:$kind);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$kind $input attr-dict `:` functional-type(operands, results)";
}

def Graph_BroadcastOp : Graph_ComputeOp<"broadcast", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Repetition along the axes that only the result has.";
  let description = [{Made by autodiff (the vjp of a sum).}];
  let arguments = (ins Graph_Tensor:$input);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_RenameOp : Graph_ComputeOp<"rename", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes", "getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "The same elements under other axis names.";
  let description = [{`x[embed as embed2]`. Same shape, other names; renamed axes may not be split. A view: no code is made for it.}];
  let arguments = (ins Graph_Tensor:$input);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_GatherOp : Graph_ComputeOp<"gather", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity", "getOffsetAxes"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Rows of a table.";
  let description = [{
    `result[i..., rest] = table[indices[i...] - offset, rest]`, zero where the index is outside the table (another device's part). The
    result has the axes of `indices`, then those of `table` without `axis`. With `axis` split the result is a partial sum: Megatron's vocabulary-parallel embedding.
    Made by the front end (`table[indices]`).
  }];
  let arguments = (ins Graph_Tensor:$table, Graph_Tensor:$indices, Variadic<Index>:$offsets, StrAttr:$axis);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_ScatterAddOp : Graph_ComputeOp<"scatter_add", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity", "getOffsetAxes"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "The transpose of gather.";
  let description = [{
    `result[indices[i...] - offset, rest] += updates[i..., rest]` on zeros; updates outside the result are dropped. Sums in the order of i. Made by autodiff.
  }];
  let arguments = (ins Graph_Tensor:$updates, Graph_Tensor:$indices, Variadic<Index>:$offsets, StrAttr:$axis);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_PickOp : Graph_ComputeOp<"pick", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getLinearity", "getOffsetAxes"]>]> {
  let summary = "One element along an axis per position.";
  let description = [{
    `result[i...] = input[i..., indices[i...] - offset]` along `axis`, zero where the index is outside. With `axis` split the result is a
    partial sum. Made by partition when it decomposes `graph.cross_entropy`.
  }];
  let arguments = (ins Graph_Tensor:$input, Graph_Tensor:$indices, Variadic<Index>:$offsets, StrAttr:$axis);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

def Graph_LayerNormOp : Graph_ComputeOp<"layer_norm", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Layer normalisation (Ba et al. 2016) over one axis.";
  let description = [{
    y = (x - mean) * rstd * scale + shift, rstd = 1 / sqrt(variance + eps), variance biased. `mean` and `rstd` are kept for backward.
    Made by the front end.
  }];
  let arguments = (ins Graph_Tensor:$input, Graph_Tensor:$scale, Graph_Tensor:$shift, StrAttr:$axis, F64Attr:$eps);
  let results = (outs Graph_Tensor:$result, Graph_Tensor:$mean, Graph_Tensor:$rstd);
  let hasVerifier = 1;
}

def Graph_LayerNormGradOp : Graph_ComputeOp<"layer_norm_grad", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>]> {
  let summary = "Gradients of layer_norm with respect to input, scale and shift.";
  let description = [{Made by autodiff.}];
  let arguments = (ins Graph_Tensor:$input, Graph_Tensor:$scale, Graph_Tensor:$mean, Graph_Tensor:$rstd,
                       Graph_Tensor:$result_grad, StrAttr:$axis);
  let results = (outs Graph_Tensor:$input_grad, Graph_Tensor:$scale_grad, Graph_Tensor:$shift_grad);
  let hasVerifier = 1;
}

def Graph_RmsNormOp : Graph_ComputeOp<"rms_norm", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Root-mean-square normalisation (Zhang and Sennrich 2019) over one axis.";
  let description = [{y = x * rstd * scale, rstd = 1 / sqrt(mean(x^2) + eps). `rstd` is kept for backward. Made by the front end.}];
  let arguments = (ins Graph_Tensor:$input, Graph_Tensor:$scale, StrAttr:$axis, F64Attr:$eps);
  let results = (outs Graph_Tensor:$result, Graph_Tensor:$rstd);
  let hasVerifier = 1;
}

def Graph_RmsNormGradOp : Graph_ComputeOp<"rms_norm_grad", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>]> {
  let summary = "Gradients of rms_norm with respect to input and scale.";
  let description = [{Made by autodiff.}];
  let arguments = (ins Graph_Tensor:$input, Graph_Tensor:$scale, Graph_Tensor:$rstd, Graph_Tensor:$result_grad, StrAttr:$axis);
  let results = (outs Graph_Tensor:$input_grad, Graph_Tensor:$scale_grad);
  let hasVerifier = 1;
}

def Graph_RopeOp : Graph_ComputeOp<"rope", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes", "getLinearity"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Rotary position embedding (Su et al. 2021).";
  let description = [{
    Rotates the pair (x[i], x[i + d/2]) of `axis` (size d) at position p of `seq_axis` by p * theta^(-2i/d); by the negative angle if `inverse`.
    The half-split pairing is that of GPT-NeoX and Hugging Face LLaMA. Linear. Made by the front end; its vjp is its inverse.
  }];
  let arguments = (ins Graph_Tensor:$input, StrAttr:$axis, StrAttr:$seq_axis, F64Attr:$theta, UnitAttr:$inverse);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

def Graph_AttentionOp : Graph_ComputeOp<"attention", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>,
    DeclareOpInterfaceMethods<CostedOpInterface, ["getFlops"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "Scaled dot-product attention, all of it.";
  let description = [{
    query [batch, seq, heads, head_dim], key and value [batch, seq, kv_heads, head_dim] in exactly this order of axes (the names may differ, `kv_heads` may be
    `heads`). Query head h attends to key head h / (heads / kv_heads). result = softmax(q k^T / sqrt(head_dim)) v, over positions not after its own
    if `causal`. With `documents` [batch, seq], whole numbers, a position sees its own document only: a run of equal numbers along seq (samples of packed
    documents; the mask of Megatron's --reset-attention-mask). `lse` [batch, heads, seq] is the log of the softmax's denominator, kept for backward.
    No seq x seq array exists (Dao et al. 2022). heads and kv_heads must be split by the same mesh axes. Made by the front end; a library call of the
    device.
  }];
  let arguments = (ins Graph_Tensor:$query, Graph_Tensor:$key, Graph_Tensor:$value, Optional<Graph_Tensor>:$documents, UnitAttr:$causal);
  let results = (outs Graph_Tensor:$result, Graph_Tensor:$lse);
  let hasVerifier = 1;
}

def Graph_AttentionGradOp : Graph_ComputeOp<"attention_grad", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>,
    DeclareOpInterfaceMethods<CostedOpInterface, ["getFlops"]>]> {
  let summary = "Gradients of attention with respect to query, key and value.";
  let description = [{Recomputes the probabilities from `lse` tile by tile. Made by autodiff.}];
  let arguments = (ins Graph_Tensor:$query, Graph_Tensor:$key, Graph_Tensor:$value, Graph_Tensor:$result, Graph_Tensor:$lse,
                       Graph_Tensor:$result_grad, Optional<Graph_Tensor>:$documents, UnitAttr:$causal);
  let results = (outs Graph_Tensor:$query_grad, Graph_Tensor:$key_grad, Graph_Tensor:$value_grad);
  let hasVerifier = 1;
}

def Graph_CrossEntropyOp : Graph_ComputeOp<"cross_entropy", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getUnsplittableAxes"]>,
    DeclareOpInterfaceMethods<DifferentiableOpInterface>]> {
  let summary = "-log softmax(logits)[target] per position, in nats.";
  let description = [{
    `loss` and `lse` (the log of the sum of exponentials, for backward) have the axes of `targets`. Partition decomposes it into a maximum, a sum and
    `graph.pick`, whose partial results are Megatron's three all-reduces. None remains after partition. Made by the front end.
  }];
  let arguments = (ins Graph_Tensor:$logits, Graph_Tensor:$targets, StrAttr:$axis);
  let results = (outs Graph_Tensor:$loss, Graph_Tensor:$lse);
  let hasVerifier = 1;
}

def Graph_CrossEntropyGradOp : Graph_ComputeOp<"cross_entropy_grad", [
    DeclareOpInterfaceMethods<ShardableOpInterface, ["getOffsetAxes"]>]> {
  let summary = "Gradient of cross_entropy with respect to the logits.";
  let description = [{`(exp(logits - lse) - onehot(targets - offset)) * loss_grad`. Elementwise along `axis`. Made by autodiff.}];
  let arguments = (ins Graph_Tensor:$logits, Graph_Tensor:$lse, Graph_Tensor:$targets, Graph_Tensor:$loss_grad,
                       Variadic<Index>:$offsets, StrAttr:$axis);
  let results = (outs Graph_Tensor:$logits_grad);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Optimizer
//===----------------------------------------------------------------------===//

def Graph_AdamWOp : Graph_ComputeOp<"adamw", [DeclareOpInterfaceMethods<ShardableOpInterface>]> {
  let summary = "One AdamW update (Loshchilov and Hutter 2019).";
  let description = [{
    g = grad * clip; m' = beta1 m + (1 - beta1) g; v' = beta2 v + (1 - beta2) g^2;
    p' = p - lr * (weight_decay * p + (m' / correction1) / (sqrt(v' / correction2) + eps)).
    Scalars are rank-0 f64. Elementwise; the results may overwrite the operands. Made by passes/optimizer.
  }];
  let arguments = (ins Graph_Tensor:$parameter, Graph_Tensor:$gradient, Graph_Tensor:$moment1, Graph_Tensor:$moment2,
                       Graph_Scalar:$learning_rate, Graph_Scalar:$clip, Graph_Scalar:$correction1, Graph_Scalar:$correction2,
                       F64Attr:$beta1, F64Attr:$beta2, F64Attr:$eps, F64Attr:$weight_decay);
  let results = (outs Graph_Tensor:$new_parameter, Graph_Tensor:$new_moment1, Graph_Tensor:$new_moment2);
  let hasVerifier = 1;
}

def Graph_LearningRateOp : Graph_ComputeOp<"learning_rate", [DeclareOpInterfaceMethods<ShardableOpInterface>]> {
  let summary = "Linear warm-up, then cosine decay (Loshchilov and Hutter 2017), as GPT-3 uses it.";
  let description = [{
    For step t = 1, 2, ...: peak * t / warmup while t <= warmup, then floor + (peak - floor) * (1 + cos(pi * (t - warmup) / (total - warmup))) / 2, and
    floor after `total`. Rank-0 f64 in and out. Made by passes/optimizer.
  }];
  let arguments = (ins Graph_Scalar:$step, F64Attr:$peak, F64Attr:$floor, F64Attr:$warmup, F64Attr:$total);
  let results = (outs Graph_Scalar:$result);
}

def Graph_BiasCorrectionOp : Graph_ComputeOp<"bias_correction", [DeclareOpInterfaceMethods<ShardableOpInterface>]> {
  let summary = "1 - beta^step (Kingma and Ba 2015).";
  let description = [{Rank-0 f64. Made by passes/optimizer.}];
  let arguments = (ins Graph_Scalar:$step, F64Attr:$beta);
  let results = (outs Graph_Scalar:$result);
}

def Graph_SumSquaresOp : Graph_ComputeOp<"sum_squares", [DeclareOpInterfaceMethods<ShardableOpInterface>]> {
  let summary = "Sum of the squares of all elements, accumulated in f64.";
  let description = [{Rank-0 f64. Its addends make the global gradient norm. Made by passes/optimizer.}];
  let arguments = (ins Graph_Tensor:$input);
  let results = (outs Graph_Scalar:$result);
}

def Graph_ClipFactorOp : Graph_ComputeOp<"clip_factor", [DeclareOpInterfaceMethods<ShardableOpInterface>]> {
  let summary = "The factor of global-norm clipping (Pascanu et al. 2013).";
  let description = [{min(1, max_norm / (sqrt(sum_of_squares) + 1e-6)), as PyTorch computes it. Rank-0 f64. Made by passes/optimizer.}];
  let arguments = (ins Graph_Scalar:$sum_of_squares, F64Attr:$max_norm);
  let results = (outs Graph_Scalar:$result);
}

def Graph_RngOp : Graph_ComputeOp<"rng", [DeclareOpInterfaceMethods<ShardableOpInterface, ["getOffsetAxes"]>]> {
  let summary = "Random numbers by counter (Philox4x32-10, Salmon et al. 2011).";
  let description = [{
    The element with global row-major index i is a function of (seed, key, i) alone, so a tensor does not depend on how it is laid out: `#graph.init` gives the
    distribution. One block per element: counter (i low, i high, key low, key high), Philox key (seed low, seed high); of its words w0..w3 the first two
    make u1 = (w0 + 0.5) * 2^-32 and u2 = (w1 + 0.5) * 2^-32, in f64. Normal (Box-Muller): a + b * sqrt(-2 ln u1) * cos(2 pi u2); uniform: a + (b - a) * u1;
    computed in f64, then rounded to the element type. `interpreter/Philox.h` is the reference. Made by passes/optimizer for the `init` entry. Offsets: one per axis, in the order of the axes. In the
    local form `global_shape` keeps the extents that the row-major index is computed with.
  }];
  let arguments = (ins Graph_Scalar:$seed, I64:$key, Variadic<Index>:$offsets, Graph_InitAttr:$init,
                       OptionalAttr<DenseI64ArrayAttr>:$global_shape);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// State and entries
//===----------------------------------------------------------------------===//

def Graph_VariableOp : Graph_Op<"variable", [Symbol]> {
  let summary = "State that lives from step to step.";
  let description = [{
    Parameters are declared by the front end under the names of the spec ("layers.0.attention.wq"), moments and the step counter by passes/optimizer. `group` is the
    block instance that owns it ("layers.0"): `graph.variable parameter @wte : tensor<...> {group = "prologue", init = #graph.init<normal, 0.0, 0.02>}`. Partition gathers the parameters of a group into `dist.bucket`s.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Graph_Tensor>:$type, Graph_VariableKind:$kind, StrAttr:$group,
                       Graph_InitAttr:$init, UnitAttr:$decay);
  let assemblyFormat = "$kind $sym_name `:` $type attr-dict";
}

def Graph_ReadOp : Graph_Op<"read", [DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemRead]>]> {
  let summary = "The value of a variable at the start of the entry.";
  let description = [{Only in the body of an entry. All reads see the value from before any write of the same entry.}];
  let arguments = (ins FlatSymbolRefAttr:$variable);
  let results = (outs Graph_Tensor:$result);
  let hasVerifier = 1;
  let assemblyFormat = "$variable attr-dict `:` type($result)";
}

def Graph_WriteOp : Graph_Op<"write", [DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemWrite]>]> {
  let summary = "The value of a variable after the entry.";
  let description = [{Only in the body of an entry, at most once per variable.}];
  let arguments = (ins FlatSymbolRefAttr:$variable, Graph_Tensor:$value);
  let hasVerifier = 1;
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

def Graph_GradientOp : Graph_Op<"gradient", [DeclareOpInterfaceMethods<SymbolUserOpInterface>, MemoryEffects<[MemWrite]>]> {
  let summary = "Names a value as the gradient of a parameter.";
  let description = [{Made by autodiff in the `train` entry, one per parameter; consumed by passes/optimizer; none remains after it.}];
  let arguments = (ins FlatSymbolRefAttr:$variable, Graph_Tensor:$value);
  let hasVerifier = 1;
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

#endif // HEDDLE_DIALECTS_GRAPH_OPS_TD

//===- Builtins.cpp - the functions of the language -----------------------===//

#include "frontend/Builtins.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

//===----------------------------------------------------------------------===//
// Elementwise functions
//===----------------------------------------------------------------------===//

template <typename OpTy>
static Operand buildUnary(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  const Tensor &x = call.tensor("x");
  if (!maker.checkNumbers(x, call.loc))
    return Unknown();
  return maker.make<OpTy>(call.loc, x.type, maker.use(x));
}

template <bool isMax>
static Operand buildExtremum(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  return maker.extremum(isMax, call.operands.find("a")->second, call.operands.find("b")->second,
                        call.loc);
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

/// The one axis that `scale` names and `x` has.
static StringAttr findNormAxis(OpMaker &maker, const BuiltinCall &call) {
  const Tensor &x = call.tensor("x"), &scale = call.tensor("scale");
  if (!maker.checkNumbers(x, call.place("x")) || !maker.checkNumbers(scale, call.place("scale")))
    return {};
  auto axes = graph::getAxes(scale.type);
  if (axes.size() == 1 && graph::findAxis(x.type, axes[0]))
    return axes[0];
  maker.reporter.error(call.place("scale"),
                       "axis mismatch: the scale " + describe(scale.type) +
                           " must have one axis, which " + describe(x.type) + " also has",
                       "a norm is over the axis of its scale: param scale: [embed] ~ ones");
  return {};
}

static Operand buildLayerNorm(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  StringAttr axis = findNormAxis(maker, call);
  if (!axis)
    return Unknown();
  const Tensor &x = call.tensor("x"), &scale = call.tensor("scale"), &shift = call.tensor("shift");
  if (shift.type != scale.type) {
    maker.reporter.error(call.place("shift"),
                         "axis mismatch: the shift " + describe(shift.type) +
                             " differs from the scale " + describe(scale.type),
                         "scale and shift have the one axis that is normalised");
    return Unknown();
  }
  RankedTensorType statistic = graph::dropAxis(x.type, axis.getValue());
  return maker.makeMany<graph::LayerNormOp>(call.loc, TypeRange{x.type, statistic, statistic},
                                            maker.use(x), maker.use(scale), maker.use(shift), axis,
                                            maker.getFloat(call.number("eps")));
}

static Operand buildRmsNorm(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  StringAttr axis = findNormAxis(maker, call);
  if (!axis)
    return Unknown();
  const Tensor &x = call.tensor("x"), &scale = call.tensor("scale");
  RankedTensorType statistic = graph::dropAxis(x.type, axis.getValue());
  return maker.makeMany<graph::RmsNormOp>(call.loc, TypeRange{x.type, statistic}, maker.use(x),
                                          maker.use(scale), axis,
                                          maker.getFloat(call.number("eps")));
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// [batch, seq, some heads, some head dimension], in this order.
static bool checkHeads(OpMaker &maker, const BuiltinCall &call, llvm::StringRef name) {
  const Tensor &x = call.tensor(name);
  auto axes = graph::getAxes(x.type);
  if (!x.isIndices() && axes.size() == 4 && axes[0].getValue() == "batch" &&
      axes[1].getValue() == "seq")
    return true;
  maker.reporter.error(
      call.place(name),
      "axis mismatch: " + name + " is " + describe(x.type) + ", not [batch, seq, heads, head_dim]",
      "project with a weight [embed, heads, head_dim]: the result of x @ w has the axes of "
      "x, then those of w");
  return false;
}

static Operand buildRope(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  if (!checkHeads(maker, call, "x"))
    return Unknown();
  const Tensor &x = call.tensor("x");
  StringAttr axis = graph::getAxes(x.type).back();
  if (x.type.getShape().back() % 2 != 0) {
    maker.reporter.error(call.place("x"),
                         "sizes do not divide: rope rotates pairs, but '" + axis.getValue() +
                             "' = " + Twine(x.type.getShape().back()),
                         "the last axis must have an even size");
    return Unknown();
  }
  return maker.make<graph::RopeOp>(call.loc, x.type, maker.use(x), axis,
                                   StringAttr::get(maker.context, "seq"),
                                   maker.getFloat(call.number("theta")), UnitAttr());
}

/// Query, key and value agree in all but the number of heads, which divides.
static bool checkAttention(OpMaker &maker, const BuiltinCall &call) {
  for (StringRef name : {"q", "k", "v"})
    if (!checkHeads(maker, call, name))
      return false;
  auto q = call.tensor("q").type, k = call.tensor("k").type, v = call.tensor("v").type;
  if (k != v || graph::getAxes(q)[3] != graph::getAxes(k)[3]) {
    maker.reporter.error(
        call.loc, "axis mismatch: q " + describe(q) + ", k " + describe(k) + ", v " + describe(v),
        "k and v have the same axes, q the same head dimension");
    return false;
  }
  if (q.getDimSize(2) % k.getDimSize(2) == 0)
    return true;
  maker.reporter.error(call.loc,
                       "sizes do not divide: " + Twine(q.getDimSize(2)) + " query heads among " +
                           Twine(k.getDimSize(2)) + " key heads",
                       "'" + graph::getAxes(q)[2].getValue() + "' must be a multiple of '" +
                           graph::getAxes(k)[2].getValue() + "'");
  return false;
}

/// The documents that were given, or null.
static std::optional<Value> findDocuments(OpMaker &maker, const BuiltinCall &call) {
  if (!call.operands.contains("documents"))
    return Value();
  const Tensor &documents = call.tensor("documents");
  if (documents.isDocuments)
    return maker.use(documents);
  maker.reporter.error(call.place("documents"),
                       "the documents are " + describe(documents.type) +
                           ", not the model's input 'documents'",
                       "write attention(q, k, v, causal, documents)");
  return std::nullopt;
}

static Operand buildAttention(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  if (!checkAttention(maker, call))
    return Unknown();
  std::optional<Value> documents = findDocuments(maker, call);
  if (!documents)
    return Unknown();
  if (!call.flags.lookup("causal")) {
    maker.reporter.error(call.loc, "attention sees the tokens that causal_lm predicts",
                         "write attention(q, k, v, causal)");
    return Unknown();
  }
  auto q = call.tensor("q").type;
  auto axes = graph::getAxes(q);
  auto lse = graph::getTensorType(q.getElementType(), {axes[0], axes[2], axes[1]},
                                  {q.getDimSize(0), q.getDimSize(2), q.getDimSize(1)});
  return maker.makeMany<graph::AttentionOp>(
      call.loc, TypeRange{q, lse}, maker.use(call.tensor("q")), maker.use(call.tensor("k")),
      maker.use(call.tensor("v")), *documents, UnitAttr::get(maker.context));
}

//===----------------------------------------------------------------------===//
// The objective
//===----------------------------------------------------------------------===//

static Operand buildNext(OpMaker &maker, ModelContext &model, const BuiltinCall &call) {
  if (!model.insideEpilogue) {
    maker.reporter.error(
        call.loc, "next(tokens) is used before the loss",
        "the targets are for the loss only: write them after the repeat, or in the loss "
        "itself if there is no repeat");
    return Unknown();
  }
  if (call.tensor("x").source == model.tokens.source)
    return model.targets;
  maker.reporter.error(call.place("x"), "next is known for 'tokens' only",
                       "write next(tokens): the token that follows each position");
  return Unknown();
}

static bool checkCrossEntropy(OpMaker &maker, ModelContext &model, const BuiltinCall &call) {
  const Tensor &logits = call.tensor("logits"), &targets = call.tensor("targets");
  if (!maker.checkNumbers(logits, call.place("logits")))
    return false;
  if (!targets.isIndices()) {
    maker.reporter.error(call.place("targets"),
                         "targets " + describe(targets.type) + " are numbers, not token indices",
                         "write cross_entropy(logits, next(tokens))");
    return false;
  }
  if (targets.source != model.targets.source) {
    maker.reporter.error(call.place("targets"),
                         "the targets are the tokens that the logits are computed from",
                         "causal_lm predicts the token that follows: write next(tokens)");
    return false;
  }
  auto without = graph::findAxis(logits.type, targets.indexes)
                     ? graph::dropAxis(logits.type, targets.indexes)
                     : RankedTensorType();
  if (!without || graph::getAxes(without) != graph::getAxes(targets.type)) {
    maker.reporter.error(call.place("logits"),
                         "axis mismatch: logits " + describe(logits.type) + " for targets " +
                             describe(targets.type) + " in '" + targets.indexes + "'",
                         "logits are [batch, seq, vocab]: the axes of the targets, and '" +
                             targets.indexes + "'");
    return false;
  }
  if (!model.logits)
    return true;
  maker.reporter.error(call.loc, "a second cross_entropy",
                       "a causal_lm has one: its first argument is the model's logits");
  return false;
}

static Operand buildCrossEntropy(OpMaker &maker, ModelContext &model, const BuiltinCall &call) {
  if (!checkCrossEntropy(maker, model, call))
    return Unknown();
  const Tensor &logits = call.tensor("logits"), &targets = call.tensor("targets");
  model.logits = logits;
  model.logitsPlace = call.place("logits");
  auto type = graph::getTensorType(logits.type.getElementType(), graph::getAxes(targets.type),
                                   targets.type.getShape());
  return maker.makeMany<graph::CrossEntropyOp>(call.loc, TypeRange{type, type}, maker.use(logits),
                                               maker.use(targets),
                                               StringAttr::get(maker.context, targets.indexes));
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

static Operand buildSum(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  return maker.sum(call.tensor("x"), call.axes, call.loc);
}

static Operand buildContract(OpMaker &maker, ModelContext &, const BuiltinCall &call) {
  return maker.contractOver(call.tensor("a"), call.tensor("b"), call.axes, call.loc);
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

using Kind = BuiltinParameter::Kind;

template <typename OpTy> static Builtin unary(llvm::StringRef name) {
  return {name, {{"x", Kind::Tensor, {}}}, buildUnary<OpTy>};
}

static const std::vector<Builtin> &builtins() {
  static const std::vector<Builtin> table = {
      unary<graph::GeluOp>("gelu"),
      unary<graph::SiluOp>("silu"),
      unary<graph::ReluOp>("relu"),
      unary<graph::TanhOp>("tanh"),
      unary<graph::SigmoidOp>("sigmoid"),
      unary<graph::ExpOp>("exp"),
      unary<graph::LogOp>("log"),
      unary<graph::SqrtOp>("sqrt"),
      unary<graph::RsqrtOp>("rsqrt"),
      {"max", {{"a", Kind::Any, {}}, {"b", Kind::Any, {}}}, buildExtremum<true>},
      {"min", {{"a", Kind::Any, {}}, {"b", Kind::Any, {}}}, buildExtremum<false>},
      {"sum", {{"x", Kind::Tensor, {}}, {"axes", Kind::Axes, {}}}, buildSum},
      {"contract",
       {{"a", Kind::Tensor, {}}, {"b", Kind::Tensor, {}}, {"axes", Kind::Axes, {}}},
       buildContract},
      {"layer_norm",
       {{"x", Kind::Tensor, {}},
        {"scale", Kind::Tensor, {}},
        {"shift", Kind::Tensor, {}},
        {"eps", Kind::Number, 1e-5}},
       buildLayerNorm},
      {"rms_norm",
       {{"x", Kind::Tensor, {}}, {"scale", Kind::Tensor, {}}, {"eps", Kind::Number, 1e-5}},
       buildRmsNorm},
      {"rope", {{"x", Kind::Tensor, {}}, {"theta", Kind::Number, 10000.0}}, buildRope},
      {"attention",
       {{"q", Kind::Tensor, {}},
        {"k", Kind::Tensor, {}},
        {"v", Kind::Tensor, {}},
        {"causal", Kind::Flag, {}},
        {"documents", Kind::OptionalTensor, {}}},
       buildAttention},
      {"next", {{"x", Kind::Tensor, {}}}, buildNext},
      {"cross_entropy",
       {{"logits", Kind::Tensor, {}}, {"targets", Kind::Tensor, {}}},
       buildCrossEntropy},
  };
  return table;
}

const Builtin *heddle::frontend::findBuiltin(llvm::StringRef name) {
  auto found =
      llvm::find_if(builtins(), [&](const Builtin &builtin) { return builtin.name == name; });
  return found == builtins().end() ? nullptr : &*found;
}

std::vector<llvm::StringRef> heddle::frontend::builtinNames() {
  std::vector<llvm::StringRef> names;
  for (const Builtin &builtin : builtins())
    names.push_back(builtin.name);
  return names;
}

std::string Builtin::usage() const {
  std::string text = name.str() + "(";
  llvm::ListSeparator separator;
  llvm::raw_string_ostream os(text);
  for (const BuiltinParameter &parameter : parameters) {
    os << separator;
    if (parameter.kind == Kind::OptionalTensor)
      os << '[' << parameter.name << ']';
    else
      os << (parameter.kind == Kind::Axes ? "axis, ..." : parameter.name);
    if (parameter.byDefault)
      os << " = " << llvm::format("%g", *parameter.byDefault);
  }
  os << ")";
  return text;
}

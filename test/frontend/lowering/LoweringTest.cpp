//===- LoweringTest.cpp - what a spec compiles to -------------------------===//

#include "test/frontend/Compile.h"

#include "dialects/graph/Axes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace heddle::frontend::test;
using testing::ElementsAre;

namespace {

constexpr llvm::StringLiteral kTied = R"(
module norm(x) {
  param scale: [embed] ~ ones
  return rms_norm(x, scale)
}
model m(layers = 3, embed = 8, hidden = 16, vocab = 32, seq = 4) {
  param wte: [vocab, embed] ~ normal(0.02)
  x = wte[tokens]
  repeat layers {
    param w_in: [embed, hidden] ~ normal(0.02 / sqrt(2 * layers))
    param w_out: [hidden, embed] ~ uniform(-1, 1) no_decay
    param bias: [hidden] ~ zeros decay
    x = x + gelu(norm(x) @ w_in + bias) @ w_out
  }
  loss = cross_entropy((norm(x) as final) @ wte, next(tokens))
}
)";

/// "wte@prologue*": a variable, the group that owns it, and whether it decays.
std::vector<std::string> variables(mlir::ModuleOp module) {
  std::vector<std::string> names;
  for (auto variable : module.getOps<graph::VariableOp>())
    names.push_back((variable.getSymName() + "@" + variable.getGroup()).str() +
                    (variable.getDecay() ? "*" : ""));
  return names;
}

mlir::func::FuncOp function(const Compiled &compiled, llvm::StringRef name) {
  return mlir::cast<mlir::func::FuncOp>(mlir::SymbolTable::lookupSymbolIn(*compiled.module, name));
}

/// "layers.0 = layers(2 arguments, 1 results)" for each call of an entry.
std::vector<std::string> calls(const Compiled &compiled, llvm::StringRef entry) {
  std::vector<std::string> found;
  function(compiled, entry).walk([&](mlir::func::CallOp call) {
    found.push_back(call->getAttrOfType<mlir::StringAttr>("graph.instance").str() + " = " +
                    call.getCallee().str() + "(" + std::to_string(call.getNumOperands()) + ", " +
                    std::to_string(call.getNumResults()) + ")");
  });
  return found;
}

/// The axes of the arguments of a function, "batch seq" each.
std::vector<std::string> argumentAxes(mlir::func::FuncOp func) {
  std::vector<std::string> found;
  for (mlir::Type type : func.getArgumentTypes())
    found.push_back(llvm::join(
        llvm::map_range(graph::getAxes(type), [](mlir::StringAttr a) { return a.str(); }), " "));
  return found;
}

std::vector<std::string> ops(mlir::func::FuncOp func) {
  std::vector<std::string> found;
  for (mlir::Operation &op : func.getBody().front().without_terminator())
    found.push_back(op.getName().stripDialect().str());
  return found;
}

double real(const Compiled &compiled, llvm::StringRef name) {
  auto train = (*compiled.module)->getAttrOfType<mlir::DictionaryAttr>("graph.train");
  return train.getAs<mlir::FloatAttr>(name).getValueAsDouble();
}

int64_t batch(const Compiled &compiled) {
  return (*compiled.module)
      ->getAttrOfType<mlir::DictionaryAttr>("graph.train")
      .getAs<mlir::IntegerAttr>("batch")
      .getInt();
}

TEST(Lowering, VariablesHaveScopedNamesGroupsAndDecay) {
  Compiled compiled(kTied);
  ASSERT_TRUE(compiled.module);
  // Matrices that start at random decay; vectors, and what starts at a constant, do not, unless the
  // spec says so.
  EXPECT_THAT(variables(*compiled.module),
              ElementsAre("wte@prologue*", "layers.0.w_in@layers.0*", "layers.0.w_out@layers.0",
                          "layers.0.bias@layers.0*", "layers.0.norm.scale@layers.0",
                          "layers.1.w_in@layers.1*", "layers.1.w_out@layers.1",
                          "layers.1.bias@layers.1*", "layers.1.norm.scale@layers.1",
                          "layers.2.w_in@layers.2*", "layers.2.w_out@layers.2",
                          "layers.2.bias@layers.2*", "layers.2.norm.scale@layers.2",
                          "final.scale@epilogue"));
}

TEST(Lowering, InitialisersAreEvaluated) {
  Compiled compiled(kTied);
  auto variable = mlir::cast<graph::VariableOp>(
      mlir::SymbolTable::lookupSymbolIn(*compiled.module, "layers.2.w_in"));
  EXPECT_EQ(variable.getInit().getKind(), graph::InitKind::Normal);
  EXPECT_DOUBLE_EQ(variable.getInit().getB(), 0.02 / std::sqrt(6.0));
}

TEST(Lowering, EntriesCallBlocks) {
  Compiled compiled(kTied);
  EXPECT_THAT(calls(compiled, "loss"),
              ElementsAre("weight = weight(1, 1)", "prologue = prologue(2, 1)",
                          "layers.0 = layers(5, 1)", "layers.1 = layers(5, 1)",
                          "layers.2 = layers(5, 1)", "epilogue = epilogue(5, 1)"));
  EXPECT_THAT(calls(compiled, "logits"),
              ElementsAre("prologue = prologue(2, 1)", "layers.0 = layers(5, 1)",
                          "layers.1 = layers(5, 1)", "layers.2 = layers(5, 1)",
                          "logits_epilogue = logits_epilogue(4, 1)"));
  // A tied parameter is one variable, read once.
  unsigned reads = 0;
  function(compiled, "loss").walk([&](graph::ReadOp read) {
    reads += read.getVariable() == "wte";
  });
  EXPECT_EQ(reads, 1u);
}

TEST(Lowering, DocumentsAreAnInputWhereAttentionTakesThem) {
  auto inputs = [](llvm::StringRef arguments, llvm::StringRef entry) {
    Compiled compiled(
        ("module a(x, d) {\n  param w: [embed, heads, head_dim] ~ ones\n  q = x @ w\n"
         "  return attention(q, q, q, " +
         arguments +
         ") @ w\n}\n"
         "model m(layers = 2, embed = 8, heads = 2, head_dim = 4, vocab = 8, seq = 4) {\n"
         "  param wte: [vocab, embed] ~ ones\n  x = wte[tokens]\n  where = documents\n"
         "  repeat layers {\n    x = x + a(x, where)\n  }\n"
         "  loss = cross_entropy(x @ wte, next(tokens))\n}\n")
            .str());
    std::vector<std::string> names;
    mlir::func::FuncOp func = function(compiled, entry);
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      names.push_back(func.getArgAttrOfType<mlir::StringAttr>(i, "graph.input").str());
    return names;
  };
  EXPECT_THAT(inputs("causal", "loss"), ElementsAre("tokens", "targets", "weights"));
  EXPECT_THAT(inputs("causal, d", "loss"),
              ElementsAre("tokens", "targets", "weights", "documents"));
  EXPECT_THAT(inputs("causal, documents = d", "logits"),
              ElementsAre("tokens", "select", "documents"));
  EXPECT_THAT(inputs("causal", "logits"), ElementsAre("tokens", "select"));
}

TEST(Lowering, EntriesNameTheirInputsAndOutputs) {
  Compiled compiled(kTied);
  mlir::func::FuncOp loss = function(compiled, "loss"), logits = function(compiled, "logits");
  auto input = [](mlir::func::FuncOp func, unsigned i) {
    return func.getArgAttrOfType<mlir::StringAttr>(i, "graph.input").str();
  };
  auto output = [](mlir::func::FuncOp func, unsigned i) {
    return func.getResultAttrOfType<mlir::StringAttr>(i, "graph.output").str();
  };
  EXPECT_EQ(loss->getAttrOfType<mlir::StringAttr>("graph.entry").str(), "loss");
  EXPECT_EQ(input(loss, 0), "tokens");
  EXPECT_EQ(input(loss, 1), "targets");
  EXPECT_EQ(input(loss, 2), "weights");
  EXPECT_EQ(output(loss, 0), "loss");
  EXPECT_EQ(output(loss, 1), "weight");
  EXPECT_EQ(logits->getAttrOfType<mlir::StringAttr>("graph.entry").str(), "logits");
  EXPECT_EQ(input(logits, 1), "select");
  EXPECT_EQ(output(logits, 0), "logits");
  EXPECT_TRUE(loss.isPublic() && logits.isPublic());
}

TEST(Lowering, BlocksTakeActivationsThenInputsThenParameters) {
  Compiled compiled(kTied);
  EXPECT_THAT(argumentAxes(function(compiled, "layers")),
              ElementsAre("batch seq embed", "embed hidden", "hidden embed", "hidden", "embed"));
  EXPECT_THAT(argumentAxes(function(compiled, "epilogue")),
              ElementsAre("batch seq embed", "batch seq", "batch seq", "vocab embed", "embed"));
  EXPECT_TRUE(function(compiled, "layers")->hasAttr("graph.repeated"));
  EXPECT_FALSE(function(compiled, "epilogue")->hasAttr("graph.repeated"));
  EXPECT_TRUE(function(compiled, "layers").isPrivate());
  EXPECT_EQ(function(compiled, "layers")->getAttrOfType<mlir::StringAttr>("graph.phase").str(),
            "forward");
}

TEST(Lowering, EpilogueWeighsAndSums) {
  Compiled compiled(kTied);
  EXPECT_THAT(ops(function(compiled, "epilogue")),
              ElementsAre("rms_norm", "einsum", "cross_entropy", "mul", "reduce"));
  EXPECT_THAT(ops(function(compiled, "logits_epilogue")),
              ElementsAre("rms_norm", "einsum", "einsum"));
  EXPECT_THAT(ops(function(compiled, "weight")), ElementsAre("reduce"));
}

TEST(Lowering, WithoutARepeatTheLossIsTheEpilogue) {
  Compiled compiled("model m(embed = 8, vocab = 32, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  logits = gelu(wte[tokens]) @ wte\n"
                    "  loss = cross_entropy(logits, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(ops(function(compiled, "prologue")), ElementsAre("gather", "gelu", "einsum"));
  EXPECT_THAT(ops(function(compiled, "epilogue")), ElementsAre("cross_entropy", "mul", "reduce"));
  EXPECT_THAT(ops(function(compiled, "logits_epilogue")), ElementsAre("einsum"));
}

TEST(Lowering, TheRepeatCarriesWhatItChangesAndTakesWhatItReads) {
  Compiled compiled("model m(layers = 2, embed = 8, vocab = 32, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  x = wte[tokens]\n"
                    "  first = gelu(x)\n"
                    "  y = x\n"
                    "  repeat layers {\n"
                    "    old = x\n"
                    "    x = x + y + first * 0.5\n"
                    "    y = old\n"
                    "  }\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  // x, first and y in; x and y out.
  EXPECT_THAT(calls(compiled, "loss"),
              ElementsAre("weight = weight(1, 1)", "prologue = prologue(2, 2)",
                          "layers.0 = layers(3, 2)", "layers.1 = layers(3, 2)",
                          "epilogue = epilogue(4, 1)"));
}

TEST(Lowering, DeadCodeAndItsResultsDisappear) {
  Compiled compiled("model m(layers = 2, embed = 8, vocab = 32, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  x = wte[tokens]\n"
                    "  total = x\n"
                    "  repeat layers {\n"
                    "    x = gelu(x)\n"
                    "    total = total + x\n"
                    "    unused = exp(x)\n"
                    "  }\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(ops(function(compiled, "layers")), ElementsAre("gelu"));
}

TEST(Lowering, AParameterMayBeSharedByAllLayers) {
  Compiled compiled("model m(layers = 2, embed = 8, vocab = 32, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  param gain: [embed] ~ ones\n"
                    "  x = wte[tokens]\n"
                    "  repeat layers as blocks {\n    x = x + gelu(x * gain)\n  }\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(variables(*compiled.module), ElementsAre("wte@prologue*", "gain@blocks.0"));
  EXPECT_THAT(calls(compiled, "logits"),
              ElementsAre("prologue = prologue(2, 1)", "blocks.0 = blocks(2, 1)",
                          "blocks.1 = blocks(2, 1)", "logits_epilogue = logits_epilogue(3, 1)"));
}

TEST(Lowering, AModelMayBeginWithItsRepeat) {
  Compiled compiled("model m(layers = 2, embed = 8, vocab = 32, seq = 4) {\n"
                    "  param x0: [seq, embed] ~ normal(1)\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  x = x0\n"
                    "  repeat layers {\n    x = x + gelu(x)\n  }\n"
                    "  loss = cross_entropy((x + wte[tokens]) @ wte, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(variables(*compiled.module), ElementsAre("x0@layers.0*", "wte@epilogue*"));
}

TEST(Lowering, NumbersAndTensorsMix) {
  Compiled compiled("model m(embed = 8, vocab = 32, seq = 4, tau = 0.5) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  x = -wte[tokens] / tau + 1\n"
                    "  x = max(x * 2, min(1 - x, 0.5)) - x / (x * x + 1)\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(ops(function(compiled, "prologue")),
              ElementsAre("gather", "neg", "scale", "constant", "add", "scale", "constant", "sub",
                          "constant", "minimum", "maximum", "mul", "constant", "add", "div",
                          "sub"));
}

TEST(Lowering, ContractKeepsOtherCommonAxes) {
  Compiled compiled("model m(embed = 8, vocab = 32, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ normal(1)\n"
                    "  x = wte[tokens]\n"
                    "  x = contract(x, x, embed) * x + contract(x[embed as vocab], wte, vocab)\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n",
                    [] {
                      Options options;
                      options.overrides = {{"vocab", "8"}};
                      return options;
                    }());
  ASSERT_TRUE(compiled.module);
  EXPECT_THAT(ops(function(compiled, "prologue")),
              ElementsAre("gather", "einsum", "mul", "rename", "einsum", "add"));
}

TEST(Lowering, TrainHasDefaults) {
  Compiled compiled(kTied);
  EXPECT_EQ(batch(compiled), 8);
  EXPECT_DOUBLE_EQ(real(compiled, "lr"), 3e-4);
  EXPECT_DOUBLE_EQ(real(compiled, "min_lr"), 3e-5);
  EXPECT_DOUBLE_EQ(real(compiled, "warmup"), 0);
  EXPECT_DOUBLE_EQ(real(compiled, "steps"), 1000);
  EXPECT_DOUBLE_EQ(real(compiled, "beta1"), 0.9);
  EXPECT_DOUBLE_EQ(real(compiled, "beta2"), 0.95);
  EXPECT_DOUBLE_EQ(real(compiled, "eps"), 1e-8);
  EXPECT_DOUBLE_EQ(real(compiled, "weight_decay"), 0.1);
  EXPECT_DOUBLE_EQ(real(compiled, "clip"), 1.0);
}

TEST(Lowering, ADerivedModelChangesSizesAndSettings) {
  std::string base = kTied.str();
  base.insert(base.rfind('}'),
              "  train {\n    batch = 4\n    optimizer = adamw(lr = 1e-3, beta2 = 0.99)\n  }\n");
  Options options;
  options.overrides = {{"embed", "4 * 4"}, {"train.batch", "2 * layers"}, {"floor", "lr / 4"}};
  Compiled compiled("import \"base.heddle\"\n"
                    "model big = m(layers = 5, embed = 64) {\n"
                    "  train {\n    optimizer = adamw(lr = 2e-3)\n  }\n}\n",
                    options, {{"base.heddle", base}});
  ASSERT_TRUE(compiled.module) << compiled.errors[0].message;
  EXPECT_EQ((*compiled.module)->getAttrOfType<mlir::StringAttr>("graph.model").str(), "big");
  EXPECT_EQ(batch(compiled), 10);
  EXPECT_DOUBLE_EQ(real(compiled, "lr"), 2e-3);
  EXPECT_DOUBLE_EQ(real(compiled, "beta2"), 0.99);
  EXPECT_DOUBLE_EQ(real(compiled, "min_lr"), 5e-4);
  EXPECT_EQ(countParameters(*compiled.module), 32 * 16 + 5 * (16 * 16 * 2 + 16 + 16) + 16);
}

TEST(Lowering, OneOfSeveralModelsIsChosen) {
  Options options;
  options.model = "b";
  std::string text = kTied.str() + "model a = m()\nmodel b = m(layers = 1)\n";
  Compiled compiled(text, options);
  ASSERT_TRUE(compiled.module);
  EXPECT_EQ((*compiled.module)->getAttrOfType<mlir::StringAttr>("graph.model").str(), "b");
}

TEST(Lowering, OpsOfModulesKnowTheirCallers) {
  Compiled compiled(kTied);
  mlir::Operation &norm = function(compiled, "epilogue").getBody().front().front();
  auto call = mlir::dyn_cast<mlir::CallSiteLoc>(norm.getLoc());
  ASSERT_TRUE(call);
  auto callee = mlir::cast<mlir::FileLineColLoc>(call.getCallee()),
       caller = mlir::cast<mlir::FileLineColLoc>(call.getCaller());
  EXPECT_EQ(callee.getLine(), 4u);
  EXPECT_EQ(callee.getColumn(), 10u);
  EXPECT_EQ(caller.getLine(), 15u);
  EXPECT_EQ(caller.getColumn(), 25u);
}

TEST(Overrides, AreNameAndValue) {
  EXPECT_FALSE(parseOverride("layers"));
  EXPECT_FALSE(parseOverride("=3"));
  EXPECT_FALSE(parseOverride("layers="));
  EXPECT_EQ(parseOverride(" layers = 4 * 2")->name, "layers");
  EXPECT_EQ(parseOverride(" layers = 4 * 2")->value, "4 * 2");
}

} // namespace

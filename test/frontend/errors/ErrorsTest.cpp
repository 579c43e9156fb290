//===- ErrorsTest.cpp - every error of the language, with its place -------===//

#include "test/frontend/Compile.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle::frontend;
using namespace heddle::frontend::test;
using testing::HasSubstr;

namespace {

/// A spec with one mistake. `^` stands before the character at which the error must be reported; it
/// is not part of the spec.
struct Mistake {
  const char *name;
  std::string spec;
  const char *message;
  const char *hint;
};

void PrintTo(const Mistake &mistake, std::ostream *os) { *os << mistake.name; }

/// A model around `body`, which sees x [batch, seq, embed], wte [vocab, embed] and w [embed,
/// hidden].
std::string inModel(llvm::StringRef body, llvm::StringRef after = "") {
  return ("model m(layers = 2, embed = 8, hidden = 16, heads = 2, head_dim = 4, odd = 3, vocab = "
          "32, "
          "seq = 16, real = 0.5) {\n"
          "  param wte: [vocab, embed] ~ normal(0.02)\n"
          "  param w: [embed, hidden] ~ normal(0.02)\n"
          "  x = wte[tokens]\n" +
          body + "\n  loss = cross_entropy(x @ w @ w @ wte, next(tokens))\n" + after + "}\n")
      .str();
}

std::string withModule(llvm::StringRef module, llvm::StringRef body) {
  return module.str() + "\n" + inModel(body);
}

std::string withParameters(llvm::StringRef parameters) {
  return ("model m(" + parameters +
          ") {\n"
          "  param wte: [vocab, embed] ~ normal(0.02)\n"
          "  loss = cross_entropy(wte[tokens] @ wte, next(tokens))\n}\n")
      .str();
}

std::string withTrain(llvm::StringRef settings) {
  return inModel("", ("  train {\n" + settings + "\n  }\n").str());
}

class ErrorsTest : public testing::TestWithParam<Mistake> {};

TEST_P(ErrorsTest, HasPlaceMessageAndHint) {
  const Mistake &mistake = GetParam();
  size_t mark = mistake.spec.find('^');
  ASSERT_NE(mark, std::string::npos);
  std::string spec = mistake.spec;
  spec.erase(mark, 1);
  unsigned line = 1 + std::count(spec.begin(), spec.begin() + mark, '\n');
  size_t lineStart = mark == 0 ? std::string::npos : spec.rfind('\n', mark - 1);
  unsigned column = lineStart == std::string::npos ? mark + 1 : mark - lineStart;

  Compiled compiled(spec);
  EXPECT_FALSE(compiled.module);
  ASSERT_FALSE(compiled.errors.empty());
  const Reported &error = compiled.errors.front();
  EXPECT_THAT(error.message, HasSubstr(mistake.message));
  EXPECT_THAT(error.hint, HasSubstr(mistake.hint));
  EXPECT_THAT(error.hint, testing::StartsWith("hint: "));
  EXPECT_EQ(error.file, "test.heddle");
  EXPECT_EQ(error.line, line);
  EXPECT_EQ(error.column, column);
}

std::string testName(const testing::TestParamInfo<Mistake> &info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Lexical, ErrorsTest,
    testing::Values(
        Mistake{"UnknownCharacter", inModel("  y = x ^$ x"), "unexpected character '$'",
                "letters, digits"},
        Mistake{"Semicolon", inModel("  y = x^; z = x"), "unexpected character ';'",
                "ends with its line"},
        Mistake{"NotText", inModel("  y = ^\xc3\xa9"), "unexpected character '\xc3\xa9'", "ASCII"},
        Mistake{"NotTextInName", inModel("  na^\xc3\xafve = x"), "unexpected character '\xc3\xaf'",
                "ASCII"},
        Mistake{"NoUtf8", inModel("  y = ^\xff"), "unexpected character '\\xFF'", "ASCII"},
        Mistake{"OpenString", "import ^\"gpt2.heddle\n", "string is not closed",
                "end it with '\"'"},
        Mistake{"Exponent", inModel("  y = ^3e * x"), "no digits in its exponent", "3e-4"},
        Mistake{"NumberRunsIntoName", inModel("  y = 3^x"), "a number runs into a name",
                "operator"},
        Mistake{"LargeInteger", inModel("  y = ^99999999999999999999 * x"), "number is too large",
                "9223372036854775807"},
        Mistake{"LargeReal", inModel("  y = ^1e999 * x"), "number is too large", "1.8e308"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Syntax, ErrorsTest,
    testing::Values(
        Mistake{"StatementOutside", "^x = 3\n", "expected 'import', 'module' or 'model'",
                "inside their braces"},
        Mistake{"ImportWithoutPath", "import ^gpt2\n", "expected a string after 'import'",
                "gpt2.heddle"},
        Mistake{"MissingValue", inModel("  y =\n  ^z = x"), "expected a value, found 'z'",
                "a name, a number"},
        Mistake{"MissingOperand", inModel("  y = x + ^)"), "expected a value, found ')'",
                "a name, a number"},
        Mistake{"MissingParenthesis", inModel("  y = (x + x\n  ^z = x"),
                "expected ')' to close the '('", "add ')'"},
        Mistake{"MissingBracket", inModel("  y = wte[tokens\n  ^z = x"),
                "expected ']' after the index", "table[indices]"},
        Mistake{"MissingComma", inModel("  y = max(x ^x)"), "expected ')' after the arguments",
                "separate"},
        Mistake{"MissingEqual", inModel("  y ^x"), "expected '=' after 'y'", "name = value"},
        Mistake{"KeywordAsName", inModel("  ^as = x"), "'as' is a word of the language",
                "another name"},
        Mistake{"TwoOnOneLine", inModel("  y = x ^z = x"), "a statement begins on a new line",
                "break the line"},
        Mistake{"LabelOfValue", inModel("  y = x ^as z"), "only a call has a label", "f(x) as g"},
        Mistake{"ParamWithoutAxes", inModel("  param p ^~ ones"), "expected ':' after the name",
                "param w: [embed"},
        Mistake{"ParamWithoutInitialiser", inModel("  param p: [embed]\n  ^y = x"),
                "expected '~' before the initialiser", "~ normal(0.02)"},
        Mistake{"NumberAsAxis", inModel("  param p: [^8] ~ ones"),
                "an axis is a name, not a number", "hidden = 8"},
        Mistake{"MissingBrace", "module f(x) {\n  return x\n^module g(x) {\n  return x\n}\n",
                "expected '}' at the end of the body", "missing '}'"},
        Mistake{"EndOfFile", "model m(a = 1) {\n^", "expected '}' at the end of the body",
                "missing '}'"},
        Mistake{"NestedRepeat", inModel("  repeat layers {\n    ^repeat 2 {\n    }\n  }"),
                "a repeat inside a repeat", "layers * inner"},
        Mistake{"TrainInRepeat",
                inModel("  repeat layers {\n    ^train {\n      batch = 3\n    }\n  }"),
                "a train block belongs to a model", "outside of repeat"},
        Mistake{"RenameWithoutAs", inModel("  y = x[embed as hidden, seq ^]"),
                "expected 'as' after 'seq'", "x[embed as embed2]"},
        Mistake{"DeepNesting",
                inModel("  y = " + std::string(200, '(') + "^(" + std::string(2, '(') + "x"),
                "nests too deeply", "give parts of it a name"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Names, ErrorsTest,
    testing::Values(
        Mistake{"UnknownName", inModel("  y = x + ^wtf"), "unknown name 'wtf'",
                "did you mean 'wte'?"},
        Mistake{"UnknownFunction", inModel("  y = ^gleu(x)"), "unknown function or module 'gleu'",
                "did you mean 'gelu'?"},
        Mistake{"FunctionAsValue", inModel("  y = x + ^gelu"), "unknown name 'gelu'",
                "write gelu(...)"},
        Mistake{"UnknownAxis", inModel("  param p: [embed, ^hiden] ~ ones"), "unknown axis 'hiden'",
                "did you mean 'hidden'?"},
        Mistake{"DuplicateParam", inModel("  param ^w: [embed] ~ ones"), "duplicate name 'w'",
                "of its own"},
        Mistake{"AssignToParam", inModel("  ^w = x"), "duplicate name 'w'", "not assigned to"},
        Mistake{"AssignToSize", inModel("  ^embed = 3"), "'embed' is a parameter of the model",
                "another name"},
        Mistake{"AssignToBatch", inModel("  ^batch = 3"), "'batch' is an axis of every model",
                "train { batch = 8 }"},
        Mistake{"DuplicateModel", inModel("") + "model ^m(embed = 8) {\n}\n", "duplicate model 'm'",
                "rename one"},
        Mistake{"DuplicateModule",
                "module f(x) {\n  return x\n}\nmodule ^f(x) {\n  return x\n}\n" + inModel(""),
                "duplicate module 'f'", "rename"},
        Mistake{"ModuleHidesBuiltin", withModule("module ^attention(x) {\n  return x\n}", ""),
                "'attention' is a function of the language", "self_attention"},
        Mistake{"DuplicateFormal", withModule("module f(x, ^x) {\n  return x\n}", "  y = f(x, x)"),
                "duplicate parameter 'x'", "rename"},
        Mistake{"FormalHidesSize",
                withModule("module f(^embed) {\n  return embed\n}", "  x = f(x)"),
                "'embed' is a parameter of the model", "another name"},
        Mistake{"TokensInModule",
                withModule("module f(x) {\n  return x + ^tokens\n}", "  x = f(x)"),
                "unknown name 'tokens'", "as an argument"},
        Mistake{"EndsWithRepeat", inModel("  repeat layers {\n    y = x\n  }\n  x = ^y"),
                "unknown name 'y'", "made inside the repeat"},
        Mistake{"ReservedLabel", inModel("  repeat 2 as ^epilogue {\n    x = x + x\n  }"),
                "Heddle's own blocks", "another label"},
        Mistake{"ReservedParam", inModel("  param ^weight: [embed] ~ ones"), "Heddle's own blocks",
                "another name"},
        Mistake{"SecondInstance",
                withModule("module f(x) {\n  param p: [embed] ~ ones\n  return x * p\n}",
                           "  x = ^f(f(x))"),
                "a second instance with the label 'f'", "f(...) as f_2"},
        Mistake{"LabelOfBuiltin", inModel("  x = gelu(x) as ^g"), "'gelu' has no parameters",
                "remove 'as g'"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Axes, ErrorsTest,
    testing::Values(
        Mistake{
            "Sum", inModel("  y = x ^+ w"),
            "axis mismatch in '+': [batch = 8, seq = 16, embed = 8] and [embed = 8, hidden = 16]",
            "only the right has 'hidden'"},
        Mistake{"Contraction", inModel("  param p: [heads] ~ ones\n  y = x ^@ p"),
                "axis mismatch in '@'", "sums over the axes that both have"},
        Mistake{"ContractAxis", inModel("  y = contract(x, w, ^seq)"),
                "axis 'seq' is not in both operands", "both operands have"},
        Mistake{"SumAxis", inModel("  y = sum(x, ^hidden)"), "axis 'hidden' is not in",
                "sum takes a tensor"},
        Mistake{"SumBatch", inModel("  y = x * sum(x, ^batch)"),
                "a sum over 'batch' is not supported", "independently"},
        Mistake{"ContractBatch", inModel("  y = contract(x, x, ^batch)"),
                "a sum over 'batch' is not supported", "independently"},
        Mistake{"ParamBatch", inModel("  param p: [^batch] ~ ones"),
                "a parameter has no axis 'batch'", "share all parameters"},
        Mistake{"NoAxis", inModel("  y = ^sum(x)"), "sum needs an axis", "sum(x, axis, ...)"},
        Mistake{"AxisTwice", inModel("  param p: [embed, ^embed] ~ ones"),
                "axis 'embed' occurs twice", "add a parameter of equal size"},
        Mistake{"GatherTable", inModel("  y = w^[tokens]"), "the index counts along 'vocab'",
                "an axis 'vocab'"},
        Mistake{"GatherNumbers", inModel("  y = wte^[x]"), "is a tensor of numbers",
                "token indices"},
        Mistake{"GatherAxisTwice", inModel("  param p: [vocab, seq] ~ ones\n  y = p^[tokens]"),
                "axis 'seq' occurs in the index and in the table", "seq as other"},
        Mistake{"IndexNumber", inModel("  y = layers^[tokens]"), "only a tensor can be indexed",
                "wte[tokens]"},
        Mistake{"RenameUnknown", inModel("  y = x[^hidden as embed]"), "axis 'hidden' is not in",
                "axis of x"},
        Mistake{"RenameSize", inModel("  y = x[embed as ^hidden]"),
                "cannot rename 'embed' = 8 to 'hidden' = 16", "one size"},
        Mistake{"RenameTwice", inModel("  param p: [hidden, seq] ~ ones\n  y = p[^hidden as seq]"),
                "axis 'seq' would occur twice", "another name"},
        Mistake{"TokensAsNumbers", inModel("  y = tokens ^* x"), "token indices are not numbers",
                "wte[tokens]"},
        Mistake{"NormScale", inModel("  y = rms_norm(x, ^w)"),
                "the scale [embed = 8, hidden = 16] must have one axis", "axis of its scale"},
        Mistake{
            "NormShift",
            inModel(
                "  param a: [embed] ~ ones\n  param b: [seq] ~ ones\n  y = layer_norm(x, a, ^b)"),
            "the shift [seq = 16] differs", "one axis"},
        Mistake{"AttentionAxes", inModel("  y = attention(^x, x, x, causal)"),
                "q is [batch = 8, seq = 16, embed = 8]", "[embed, heads, head_dim]"},
        Mistake{"AttentionKeyValue",
                inModel("  param a: [embed, heads, head_dim] ~ ones\n  param b: [embed, odd, "
                        "head_dim] ~ ones\n"
                        "  y = ^attention(x @ a, x @ a, x @ b, causal)"),
                "axis mismatch: q", "k and v have the same axes"},
        Mistake{"Logits",
                inModel("  z = x\n  repeat layers {\n    x = x + x\n  }\n  y = cross_entropy(^x, "
                        "next(tokens))"),
                "axis mismatch: logits", "[batch, seq, vocab]"},
        Mistake{"Targets",
                inModel("  repeat layers {\n    x = x + x\n  }\n  y = cross_entropy(x @ wte, ^x)"),
                "are numbers, not token indices", "next(tokens)"},
        Mistake{
            "LossShape",
            "model m(embed = 8, vocab = 32, seq = 16) {\n  param wte: [vocab, embed] ~ normal(1)\n"
            "  ^loss = sum(cross_entropy(wte[tokens] @ wte, next(tokens)), seq)\n}\n",
            "the loss is [batch = 8], not [batch, seq]", "one number per token"},
        Mistake{"CarriedAxes", inModel("  repeat layers {\n    ^x = x @ w\n  }"),
                "'x' changes in the repeat", "another name inside"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Sizes, ErrorsTest,
    testing::Values(
        Mistake{
            "DoNotDivide",
            withParameters("embed = 10, heads = 4, head_dim = embed ^/ heads, vocab = 8, seq = 4"),
            "sizes do not divide: embed / heads is 10 / 4, remainder 2", "divide exactly"},
        Mistake{"DivisionByZero", withParameters("embed = 8 ^/ 0, vocab = 8, seq = 4"),
                "division by zero", "must not be 0"},
        Mistake{"Overflow", withParameters("embed = 9223372036854775807 ^* 2, vocab = 8, seq = 4"),
                "too large for a size", "9223372036854775807"},
        Mistake{"HugeAxis", "model m(embed = 8, vocab = ^3_000_000_000, seq = 4) {\n}\n",
                "'vocab' = 3000000000 is not the size of an axis", "from 1 to"},
        Mistake{"RealAxis", withParameters("embed = ^0.5, vocab = 8, seq = 4"),
                "'embed' = 0.50 is not the size", "whole number"},
        Mistake{"HugeTensor",
                "model m(a = 2000000000, b = 2000000000, vocab = 8, seq = 4) {\n  ^param p: [a, b] "
                "~ ones\n"
                "  loss = p\n}\n",
                "too many elements", "2^57"},
        Mistake{"RopeOdd", inModel("  param a: [embed, heads, odd] ~ ones\n  y = rope(x ^@ a)"),
                "rope rotates pairs, but 'odd' = 3", "even size"},
        Mistake{"GroupedHeads",
                inModel("  param a: [embed, heads, head_dim] ~ ones\n  param b: [embed, odd, "
                        "head_dim] ~ ones\n"
                        "  y = ^attention(x @ a, x @ b, x @ b, causal)"),
                "2 query heads among 3 key heads", "multiple of 'odd'"},
        Mistake{"RepeatCount", inModel("  repeat ^0 as blocks {\n    x = x + x\n  }"),
                "repeat count = 0", "from 1 to"},
        Mistake{"RepeatTensor", inModel("  repeat ^x {\n    x = x + x\n  }"),
                "repeat count is a tensor", "whole number"},
        Mistake{"RepeatLabel", inModel("  ^repeat 2 * layers {\n    x = x + x\n  }"),
                "needs a label", "repeat 2 * layers as layers"},
        Mistake{"TooManyVariables",
                inModel("  repeat 200000 as blocks {\n    param p: [embed] ~ ones\n    ^param q: "
                        "[embed] ~ ones\n"
                        "    x = x * p * q\n  }"),
                "too many parameters", "at most"},
        Mistake{"SizeInArithmetic", inModel("  y = x ^* (1.0 / embed)"),
                "a size may not enter the arithmetic", "'heddle verify'"},
        Mistake{"NoValue", withParameters("^embed, vocab = 8, seq = 4"),
                "parameter 'embed' has no value", "--set embed="},
        Mistake{"UsedBeforeDeclared",
                withParameters("embed = 2 * ^width, width = 3, vocab = 8, seq = 4"),
                "'width' is used before it is declared", "to its left"},
        Mistake{"DuplicateSize", withParameters("embed = 8, ^embed = 8, vocab = 8, seq = 4"),
                "duplicate parameter 'embed'", "of its own"},
        Mistake{"NoSeq", "model ^m(embed = 8, vocab = 8) {\n}\n",
                "the model has no parameter 'seq'", "add seq"},
        Mistake{"NotFinite", inModel("  y = x * ^log(-1.0)"), "not a finite number", "logarithm"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Modules, ErrorsTest,
    testing::Values(
        Mistake{"Recursion", withModule("module f(x) {\n  return ^f(x)\n}", "  x = f(x)"),
                "module 'f' uses itself: f -> f", "use repeat"},
        Mistake{"IndirectRecursion",
                withModule("module f(x) {\n  return g(x)\n}\nmodule g(x) {\n  return ^f(x)\n}",
                           "  x = f(x)"),
                "module 'f' uses itself: f -> g -> f", "use repeat"},
        Mistake{"NoReturn", withModule("module ^f(x) {\n  y = x\n}", "  x = f(x)"),
                "returns nothing", "return ..."},
        Mistake{"ReturnNotLast", withModule("module f(x) {\n  ^return x\n  y = x\n}", "  x = f(x)"),
                "statements after the return", "last statement"},
        Mistake{"ReturnInModel", inModel("  ^return x"), "a model does not return",
                "assign its loss"},
        Mistake{"RepeatInModule",
                withModule("module f(x) {\n  ^repeat 2 as l {\n    x = x\n  }\n  return x\n}",
                           "  x = f(x)"),
                "a repeat belongs to the model", "out of the module"},
        Mistake{"MissingArgument", withModule("module f(x, y) {\n  return x + y\n}", "  x = ^f(x)"),
                "argument 'y' is missing", "f(x, y)"},
        Mistake{"TooManyArguments", inModel("  y = gelu(x, ^x)"), "too many arguments for 'gelu'",
                "gelu(x)"},
        Mistake{"UnknownArgument",
                inModel("  param s: [embed] ~ ones\n  y = rms_norm(x, s, ^esp = 1e-6)"),
                "'rms_norm' has no argument 'esp'", "did you mean 'eps'?"},
        Mistake{"ArgumentTwice",
                inModel("  param s: [embed] ~ ones\n  y = rms_norm(x, s, scale = ^s)"),
                "argument 'scale' is given twice", "rms_norm(x, scale"},
        Mistake{"NumberForTensor", inModel("  y = gelu(^3)"), "is a number, expected a tensor",
                "gelu(x)"},
        Mistake{"TensorForNumber", inModel("  param s: [embed] ~ ones\n  y = rms_norm(x, s, ^s)"),
                "is a tensor, expected a number", "eps = 1e-05"},
        Mistake{"WrongFlag",
                inModel("  param a: [embed, heads, head_dim] ~ ones\n  q = x @ a\n  y = "
                        "attention(q, q, q, ^causl)"),
                "expected 'causal'", "attention(q, k, v, causal, [documents])"},
        Mistake{"ContractNumber", inModel("  y = x ^@ 3"), "'@' contracts two tensors",
                "'*' to scale"},
        Mistake{"ContractNumbers", inModel("  y = 2 ^@ 3"), "'@' contracts tensors, not numbers",
                "'*'"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Initialisers, ErrorsTest,
    testing::Values(Mistake{"Unknown", inModel("  param p: [embed] ~ ^norml(0.02)"),
                            "unknown initialiser norml(...)", "normal(std)"},
                    Mistake{"NotACall", inModel("  param p: [embed] ~ ^zeroes"),
                            "unknown initialiser 'zeroes'", "zeros"},
                    Mistake{"Deviation", inModel("  param p: [embed] ~ ^normal(0)"), "not above 0",
                            "constant(mean)"},
                    Mistake{"Range", inModel("  param p: [embed] ~ ^uniform(1, 0)"),
                            "low below high", "uniform(-0.1, 0.1)"},
                    Mistake{"OfTensor", inModel("  param p: [embed] ~ normal(^x)"),
                            "'x' is a tensor", "numbers"},
                    Mistake{"NamedArgument", inModel("  param p: [embed] ~ normal(^std = 1)"),
                            "have no names", "normal(std)"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Objective, ErrorsTest,
    testing::Values(
        Mistake{"MissingLoss",
                "model ^m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n  "
                "x = wte[tokens]\n}\n",
                "model 'm' has no loss", "loss = cross_entropy"},
        Mistake{"SecondLoss",
                "model m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n"
                "  loss = cross_entropy(wte[tokens] @ wte, next(tokens))\n  ^loss = 3\n}\n",
                "a second loss", "a + b"},
        Mistake{"LossInRepeat", inModel("  repeat layers {\n    ^loss = x\n  }"),
                "the loss stands inside the repeat", "after the repeat"},
        Mistake{"SecondCrossEntropy",
                inModel("  repeat layers {\n    x = x + x\n  }\n  y = cross_entropy(x @ wte, "
                        "next(tokens))\n"
                        "  z = ^cross_entropy(x @ wte, next(tokens))"),
                "a second cross_entropy", "has one"},
        Mistake{"LossWithoutCrossEntropy",
                "model m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n  "
                "^loss = sum(wte[tokens], embed)\n}\n",
                "the loss has no cross_entropy", "causal_lm needs one"},
        Mistake{"LossIsNumber", "model m(embed = 8, vocab = 8, seq = 4) {\n  ^loss = 3\n}\n",
                "the loss is a number", "one number per token"},
        Mistake{"NextTooEarly", inModel("  y = wte[^next(tokens)]"), "used before the loss",
                "after the repeat"},
        Mistake{"NextOfOther",
                inModel("  repeat layers {\n    x = x + x\n  }\n  y = wte[next(^x)]"),
                "next is known for 'tokens' only", "next(tokens)"},
        Mistake{"LogitsSeeTargets",
                "model m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n  x "
                "= wte[tokens]\n"
                "  loss = cross_entropy((x + wte[next(tokens)]) ^@ wte, next(tokens))\n}\n",
                "the logits depend on next(tokens)", "from tokens only"},
        Mistake{"NotCausal",
                inModel("  param a: [embed, heads, head_dim] ~ ones\n  q = x @ a\n  y = "
                        "^attention(q, q, q)"),
                "sees the tokens that causal_lm predicts", "attention(q, k, v, causal)"},
        Mistake{"DocumentsAreNoNumbers", inModel("  x = x ^+ documents"),
                "it is no number to compute with", "attention(q, k, v, causal, documents)"},
        Mistake{"DocumentsAreNoIndex", inModel("  x = wte^[documents]"), "is a tensor of numbers",
                "wte[tokens]"},
        Mistake{"TokensAreNoDocuments",
                inModel("  param a: [embed, heads, head_dim] ~ ones\n  q = x @ a\n  y = "
                        "attention(q, q, q, causal, ^tokens)"),
                "not the model's input 'documents'", "attention(q, k, v, causal, documents)"},
        Mistake{"DocumentsInModule",
                withModule("module m(x) {\n  return x + ^documents\n}", "  x = m(x)"),
                "unknown name 'documents'", "pass it to the module as an argument"},
        Mistake{"DocumentsAreGiven", inModel("  ^documents = x"), "duplicate name 'documents'",
                "tokens and documents are not assigned to"},
        Mistake{"NotShifted",
                "model m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n"
                "  loss = cross_entropy(wte[tokens] @ wte, ^tokens)\n}\n",
                "the targets are the tokens", "next(tokens)"},
        Mistake{"SumOverTime", inModel("  x = x * ^sum(x, seq)"),
                "see tokens that they are to predict: this sums over 'seq'", "only attention"},
        Mistake{"ProductOverTime",
                inModel("  param p: [seq, heads] ~ normal(1)\n"
                        "  x = x ^@ p @ p"),
                "this sums over 'seq'", "only attention"},
        Mistake{"NormOverTime", inModel("  param s: [seq] ~ ones\n  x = ^rms_norm(x, s)"),
                "this couples the positions of 'seq'", "only attention"},
        Mistake{"RenamedTime",
                "model m(embed = 8, vocab = 8, seq = 4, pos = 4) {\n"
                "  param wte: [vocab, embed] ~ ones\n  x = wte[tokens]\n  y = x[^seq as pos]\n"
                "  x = contract(contract(x, y, embed), y, pos)\n"
                "  loss = cross_entropy(x @ wte, next(tokens))\n}\n",
                "'seq' gets another name", "only attention"},
        Mistake{"SumOverTimeInRepeat", inModel("  repeat layers {\n    x = x * ^sum(x, seq)\n  }"),
                "this sums over 'seq'", "only attention"},
        Mistake{"UnusedParameter", inModel("  ^param p: [embed] ~ ones"),
                "does not depend on parameter 'p'", "never be trained"},
        Mistake{
            "SecondRepeat",
            inModel(
                "  repeat 2 as a {\n    x = x + x\n  }\n  ^repeat 2 as b {\n    x = x + x\n  }"),
            "a second repeat", "one repeat"},
        Mistake{"RepeatAfterLoss",
                "model m(embed = 8, vocab = 8, seq = 4) {\n  param wte: [vocab, embed] ~ ones\n  x "
                "= wte[tokens]\n"
                "  loss = cross_entropy(x @ wte, next(tokens))\n  ^repeat 2 as b {\n    x = x + "
                "x\n  }\n}\n",
                "a repeat after the loss", "before its loss"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Train, ErrorsTest,
    testing::Values(Mistake{"UnknownSetting", withTrain("    ^bach = 8"), "unknown setting 'bach'",
                            "did you mean 'batch'?"},
                    Mistake{"ArgumentAsSetting", withTrain("    ^lr = 1e-3"),
                            "unknown setting 'lr'", "optimizer = adamw(lr = ...)"},
                    Mistake{"DuplicateSetting", withTrain("    batch = 8\n    ^batch = 9"),
                            "duplicate setting 'batch'", "once"},
                    Mistake{"Objective", withTrain("    objective = ^masked_lm"),
                            "objective 'masked_lm' is not supported", "supported now: causal_lm"},
                    Mistake{"Precision", withTrain("    precision = ^bf16"),
                            "precision 'bf16' is not supported", "supported now: f32"},
                    Mistake{"Optimizer", withTrain("    optimizer = ^sgd(lr = 1)"),
                            "optimizer must be adamw(...)", "lr, beta1"},
                    Mistake{"Schedule", withTrain("    schedule = ^linear"),
                            "schedule must be cosine(...)", "steps, warmup, floor"},
                    Mistake{"UnknownArgument", withTrain("    optimizer = adamw(^momentum = 1)"),
                            "adamw has no argument 'momentum'", "beta1"},
                    Mistake{"PositionalArgument", withTrain("    optimizer = adamw(^1e-3)"),
                            "needs its name", "lr = ..."},
                    Mistake{"Batch", withTrain("    batch = ^0"), "batch = 0 is out of range",
                            "from 1 to 2147483647"},
                    Mistake{"Beta", withTrain("    optimizer = adamw(beta1 = ^1.5)"),
                            "beta1 = 1.50 is out of range", "[0, 1)"},
                    Mistake{"Warmup", withTrain("    schedule = cosine(steps = 10, warmup = ^20)"),
                            "warmup is longer", "at most steps"},
                    Mistake{"Floor", withTrain("    schedule = cosine(floor = ^1.0)"),
                            "the floor is above", "lr / 10"},
                    Mistake{"UnknownName", withTrain("    batch = ^hiden"), "unknown name 'hiden'",
                            "did you mean 'hidden'?"}),
    testName);

INSTANTIATE_TEST_SUITE_P(
    Files, ErrorsTest,
    testing::Values(
        Mistake{"NoModel", "^module f(x) {\n  return x\n}\n", "the file has no model",
                "model name"},
        Mistake{"SeveralModels", "model a(x = 1) {\n}\nmodel ^b(x = 1) {\n}\n", "several models",
                "--model: a, b"},
        Mistake{"Import", "import ^\"gone.heddle\"\nmodel a(x = 1) {\n}\n",
                "cannot import 'gone.heddle'", "relative to the file"},
        Mistake{"UnknownBase", "model a = ^gpt(x = 1)\n", "unknown model 'gpt'", "import the file"},
        Mistake{"CircularBase", "model a = ^a(x = 1)\n", "derived from itself", "with a body"}),
    testName);

} // namespace

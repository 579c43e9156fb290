//===- ManyErrorsTest.cpp - several errors in one run ---------------------===//

#include "test/frontend/Compile.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace heddle::frontend;
using namespace heddle::frontend::test;
using testing::HasSubstr;

namespace {

std::vector<unsigned> lines(const Compiled &compiled) {
  std::vector<unsigned> lines;
  for (const Reported &error : compiled.errors)
    lines.push_back(error.line);
  return lines;
}

TEST(ManyErrors, SyntaxErrorsOfSeveralStatements) {
  Compiled compiled("model m(embed = 8, vocab = 8, seq = 4) {\n"
                    "  param p [embed] ~ ones\n"
                    "  x = (1 + \n"
                    "  y = 3 +* 4\n"
                    "  z = 5\n"
                    "  loss = cross_entropy(, y)\n"
                    "}\n");
  EXPECT_THAT(lines(compiled), testing::ElementsAre(2, 4, 4, 6));
}

TEST(ManyErrors, WhatDependsOnAMistakeIsSilent) {
  for (const char *statement :
       {"x = (x $ 3)", "x = x $ 3", "x = \"abc", "x = x as y", "x = 3abc",
        "x = x \xc3\xbcn\xc3\xafkode", "repeat layers { repeat layers { x = x } }", "$ x"}) {
    Compiled compiled("model m(layers = 2, embed = 8, vocab = 8, seq = 4) {\n"
                      "  param wte: [vocab, embed] ~ ones\n"
                      "  x = wte[tokens]\n  " +
                      std::string(statement) +
                      "\n  loss = cross_entropy(x @ wte, next(tokens))\n"
                      "}\n");
    EXPECT_THAT(lines(compiled), testing::ElementsAre(4)) << statement;
  }
}

TEST(ManyErrors, NamesAndAxesOfSeveralStatements) {
  Compiled compiled("model m(embed = 8, hidden = 16, vocab = 8, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ ones\n"
                    "  param w: [embed, hiden] ~ ones\n"
                    "  x = wte[tokns]\n"
                    "  y = gleu(wte)\n"
                    "  z = wte[tokens] + w\n"
                    "}\n");
  // What depends on a mistake is not reported again: w is unknown after line 3.
  EXPECT_THAT(lines(compiled), testing::ElementsAre(3, 4, 5, 1));
}

TEST(ManyErrors, StopAfterTwenty) {
  std::string spec = "model m(embed = 8, vocab = 8, seq = 4) {\n";
  for (int i = 0; i < 100; ++i)
    spec += "  x" + std::to_string(i) + " = nothing\n";
  Compiled compiled(spec + "}\n");
  ASSERT_EQ(compiled.errors.size(), 21u);
  EXPECT_THAT(compiled.errors.back().message, HasSubstr("too many errors"));
}

TEST(ManyErrors, AnErrorOfAModuleIsToldOnce) {
  Compiled compiled("module f(x) {\n  return x + gone\n}\n"
                    "model m(embed = 8, vocab = 8, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ ones\n"
                    "  x = f(wte[tokens])\n"
                    "  x = f(wte[tokens]) as g\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  ASSERT_EQ(compiled.errors.size(), 1u);
  EXPECT_EQ(compiled.errors[0].line, 2u);
}

TEST(ManyErrors, ExponentialModulesEnd) {
  std::string spec = "module f0(x) {\n  return x + x\n}\n";
  for (int i = 1; i < 30; ++i) {
    std::string inner = "f" + std::to_string(i - 1);
    spec += "module f" + std::to_string(i) + "(x) {\n  return " + inner + "(x) + (" + inner +
            "(x) as b)\n}\n";
  }
  Compiled compiled(spec + "model m(embed = 8, vocab = 8, seq = 4) {\n"
                           "  param wte: [vocab, embed] ~ ones\n"
                           "  loss = cross_entropy(f29(wte[tokens]) @ wte, next(tokens))\n}\n");
  ASSERT_FALSE(compiled.errors.empty());
  EXPECT_THAT(compiled.errors[0].message, HasSubstr("too large once its modules are expanded"));
}

TEST(ManyErrors, ALargeFileIsRejected) {
  Compiled compiled(std::string(kMaxFileBytes + 1, '#'));
  ASSERT_FALSE(compiled.errors.empty());
  EXPECT_THAT(compiled.errors[0].message, HasSubstr("larger than"));
}

TEST(ManyErrors, OverridesHaveAPlace) {
  Options options;
  options.overrides = {
      {"embd", "8"}, {"seq", "4 +"}, {"batch", "0.5"}, {"vocab", "hidn"}, {"train.lrr", "1"}};
  Compiled compiled("model m(embed = 8, vocab = 8, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ ones\n"
                    "  loss = cross_entropy(wte[tokens] @ wte, next(tokens))\n}\n",
                    options);
  ASSERT_EQ(compiled.errors.size(), 5u);
  EXPECT_EQ(compiled.errors[0].file, "--set embd");
  EXPECT_THAT(compiled.errors[0].hint, HasSubstr("did you mean 'embed'?"));
  EXPECT_EQ(compiled.errors[1].file, "--set seq");
  EXPECT_EQ(compiled.errors[1].column, 8u);
  EXPECT_EQ(compiled.errors[2].file, "--set train.lrr");
  EXPECT_THAT(compiled.errors[2].message, HasSubstr("unknown training setting 'lrr'"));
  EXPECT_EQ(compiled.errors[3].file, "--set vocab");
  EXPECT_EQ(compiled.errors[4].file, "--set batch");
}

/// A value of the command line is shown there, also if the mistake shows elsewhere first.
TEST(ManyErrors, ValuesOfOverridesHaveAPlace) {
  for (auto [name, value, message] :
       {std::tuple("vocab", "1e3", "is not the size of an axis"),
        std::tuple("steps", "2", "warmup = 10, steps = 2"),
        std::tuple("lr", "1e-9", "the floor is above the learning rate")}) {
    Options options;
    options.overrides = {{name, value}};
    Compiled compiled("model m(embed = 8, vocab = 8, seq = 4) {\n"
                      "  param wte: [vocab, embed] ~ ones\n"
                      "  loss = cross_entropy(wte[tokens] @ wte, next(tokens))\n"
                      "  train {\n    schedule = cosine(steps = 100, warmup = 10, floor = 1e-5)\n"
                      "  }\n}\n",
                      options);
    ASSERT_EQ(compiled.errors.size(), 1u);
    EXPECT_EQ(compiled.errors[0].file, "--set " + std::string(name));
    EXPECT_THAT(compiled.errors[0].message, HasSubstr(message));
  }
}

TEST(ManyErrors, AnErrorInAModuleShowsItsCaller) {
  Compiled compiled("module f(x) {\n  return x + gone\n}\n"
                    "model m(embed = 8, vocab = 8, seq = 4) {\n"
                    "  param wte: [vocab, embed] ~ ones\n"
                    "  x = f(wte[tokens])\n"
                    "  loss = cross_entropy(x @ wte, next(tokens))\n}\n");
  std::string printed;
  llvm::raw_string_ostream os(printed);
  {
    mlir::MLIRContext context;
    llvm::SourceMgr sources;
    std::string text = compiled.sources.getMemoryBuffer(1)->getBuffer().str();
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, "test.heddle"), {});
    mlir::SourceMgrDiagnosticHandler handler(sources, &context, os);
    EXPECT_FALSE(parseModel(sources, &context));
  }
  EXPECT_THAT(
      printed,
      HasSubstr("test.heddle:2:14: error: unknown name 'gone'\n  return x + gone\n             ^"));
  EXPECT_THAT(printed, HasSubstr("test.heddle:6:7: note: called from"));
  EXPECT_THAT(printed, HasSubstr("hint: "));
}

} // namespace

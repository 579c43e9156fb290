//===- CausalityTest.cpp - what a causal model may do along seq -----------===//

#include "test/frontend/Compile.h"

#include "gtest/gtest.h"

using namespace heddle::frontend;
using namespace heddle::frontend::test;

namespace {

/// A model with `body` before its repeat and `loss` beside the cross entropy.
std::string withBody(llvm::StringRef body, llvm::StringRef loss = "") {
  return ("model m(layers = 2, embed = 8, heads = 2, head_dim = 4, vocab = 8, seq = 4) {\n"
          "  param wte: [vocab, embed] ~ normal(1)\n"
          "  x = wte[tokens]\n" +
          body +
          "  repeat layers {\n    x = x + gelu(x)\n  }\n"
          "  z = sum(x * x, seq)\n"
          "  loss = cross_entropy(x @ wte, next(tokens))" +
          loss + "\n}\n")
      .str();
}

void expectGood(const std::string &spec) {
  Compiled compiled(spec);
  EXPECT_TRUE(compiled.module) << spec;
  EXPECT_TRUE(compiled.errors.empty()) << compiled.errors.front().message;
}

TEST(Causality, ParametersMayBeMixedAlongSeq) {
  expectGood(withBody("  param p: [seq, embed] ~ normal(1)\n  x = (x + p) * sum(p, seq)\n"));
}

TEST(Causality, WhatKeepsSeqMayDoAnythingElse) {
  expectGood(withBody("  x = x * contract(x, x, embed) + sum(x, embed)\n"));
}

TEST(Causality, CausalAttentionAndRopeLookAlongSeq) {
  expectGood(withBody("  param w: [embed, heads, head_dim] ~ normal(1)\n"
                      "  q = rope(x @ w)\n  x = attention(q, q, x @ w, causal) @ w\n"));
}

TEST(Causality, TheLossMayMixPositions) { expectGood(withBody("", " + sum(x * z, embed)")); }

} // namespace

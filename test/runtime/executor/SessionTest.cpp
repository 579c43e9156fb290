//===- SessionTest.cpp - all ranks of a program ---------------------------===//

#include "runtime/executor/Session.h"
#include "runtime/program/Validator.h"
#include "test/runtime/TinyProgram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle;
using heddle::runtime::Session;
using heddle::runtime::SessionOptions;
using heddle::runtime::Tensor;
using heddle::runtime::Tensors;
using heddle::test::TinyProgram;
using testing::HasSubstr;

namespace {

Tensor numbers(program::DataType type, std::vector<uint64_t> shape, int seed) {
  Tensor tensor(type, shape);
  for (uint64_t i = 0; i < tensor.elements(); ++i)
    tensor.set(i, double((int(i) * 7 + seed * 5) % 11 - 5));
  return tensor;
}

/// [rows, 4] x [4, 4], or the transpose of the left: [rows, 4]^T x [rows, 4].
Tensor product(const Tensor &a, const Tensor &b, bool transpose) {
  uint64_t rows = transpose ? 4 : a.shape[0], inner = transpose ? a.shape[0] : 4;
  Tensor c(a.type, {rows, 4});
  for (uint64_t i = 0; i < rows; ++i)
    for (uint64_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (uint64_t k = 0; k < inner; ++k)
        sum += a.at(transpose ? k * 4 + i : i * 4 + k) * b.at(k * 4 + j);
      c.set(i * 4 + j, sum);
    }
  return c;
}

struct Case {
  uint32_t dp;
  program::DataType type;
  bool rendezvous, profile;
};

class SessionRun : public testing::TestWithParam<Case> {};

std::unique_ptr<Session> openTiny(uint32_t dp, program::DataType type, SessionOptions options) {
  TinyProgram tiny(dp, type);
  EXPECT_TRUE(validateProgram(tiny.program).ok());
  auto session = Session::open(tiny.program, options);
  EXPECT_TRUE(session.ok());
  return std::move(*session);
}

} // namespace

TEST_P(SessionRun, ComputesWhatTheTablesSay) {
  auto [dp, type, rendezvous, profile] = GetParam();
  auto session = openTiny(dp, type, {rendezvous, profile, std::chrono::seconds(20)});
  Tensor w = numbers(type, {4, 4}, 1), v = numbers(type, {4, 4}, 2),
         x = numbers(type, {4 * dp, 4}, 3);
  ASSERT_TRUE(session->write({"w", ""}, w).ok());
  ASSERT_TRUE(session->write({"v", ""}, v).ok());
  Tensor h = product(x, w, false), y = product(h, v, false), g = product(h, y, true);
  for (int step = 0; step < 3; ++step) { // the second must not see the first
    auto outputs = session->run("train", {{"x", x}});
    ASSERT_TRUE(outputs.ok()) << outputs.status().message();
    EXPECT_EQ(outputs->at("y").shape, y.shape);
    EXPECT_EQ(outputs->at("y").bytes, y.bytes);
    auto gradient = session->read({"v", "gradient"});
    ASSERT_TRUE(gradient.ok());
    EXPECT_EQ(gradient->bytes, g.bytes);
    EXPECT_TRUE(session->shardMap().checkReplicas({"v", "gradient"}, session->arenas()).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(All, SessionRun,
                         testing::Values(Case{1, program::F32, false, false},
                                         Case{2, program::F32, true, false},
                                         Case{2, program::F64, false, true},
                                         Case{3, program::F64, true, true}));

TEST(Session, CountsWhatRanksDo) {
  auto session = openTiny(2, program::F32, {false, true, std::chrono::seconds(20)});
  ASSERT_TRUE(session->run("train", *session->inputsOf("train")).ok());
  const runtime::Counters &last = session->counters(3);
  EXPECT_EQ(last.rows, 3u);
  EXPECT_EQ(last.flops, 3 * 256);
  EXPECT_EQ(last[runtime::InstructionKind::Gemm].calls, 4u);
  EXPECT_EQ(last[runtime::InstructionKind::Collective].bytes, 64u);
  EXPECT_EQ(last[runtime::InstructionKind::Exchange].bytes, 4 * 32u);
  EXPECT_GE(last.dispatchSeconds(), 0);
  session->resetCounters();
  session->setProfiling(false);
  ASSERT_TRUE(session->run("train", *session->inputsOf("train")).ok());
  EXPECT_EQ(session->counters(3)[runtime::InstructionKind::Gemm].calls, 0u);
  EXPECT_EQ(session->counters(3).rows, 3u);
}

TEST(Session, TellsInputsAndOutputs) {
  auto session = openTiny(2, program::F32, {});
  EXPECT_TRUE(session->hasEntry("train"));
  EXPECT_FALSE(session->hasEntry("eval"));
  EXPECT_EQ(session->inputsOf("train")->at("x").shape, (std::vector<uint64_t>{8, 4}));
  EXPECT_EQ(session->outputsOf("train")->at("y").shape, (std::vector<uint64_t>{8, 4}));
  EXPECT_THAT(session->inputsOf("eval").status().message(), HasSubstr("no entry 'eval'"));
}

TEST(Session, RefusesWrongInputs) {
  auto session = openTiny(2, program::F32, {});
  Tensor right(program::F32, {8, 4});
  auto errorOf = [&](const Tensors &inputs) {
    return session->run("train", inputs).status().message();
  };
  EXPECT_THAT(errorOf({}), HasSubstr("needs the input 'x'"));
  EXPECT_THAT(errorOf({{"x", Tensor(program::F32, {4, 4})}}),
              HasSubstr("F32 x 4 x 4, not F32 x 8 x 4"));
  EXPECT_THAT(errorOf({{"x", Tensor(program::F64, {8, 4})}}), HasSubstr("F64"));
  EXPECT_THAT(errorOf({{"x", right}, {"z", right}}), HasSubstr("has no input 'z'"));
  EXPECT_THAT(session->run("eval", {}).status().message(), HasSubstr("no entry 'eval'"));
  EXPECT_TRUE(session->run("train", {{"x", right}}).ok()); // none of it did harm
}

/// 1 / 0 would be in every parameter before anybody sees a loss.
TEST(Session, RefusesABatchWithoutWeight) {
  TinyProgram tiny(2, program::F32);
  tiny.program.mutable_roles(0)->mutable_entries(0)->mutable_inputs(0)->set_name("weights");
  auto opened = Session::open(tiny.program, {});
  ASSERT_TRUE(opened.ok());
  auto &session = *opened;
  Tensor weights(program::F32, {8, 4});
  auto run = [&] { return session->run("train", {{"weights", weights}}).status(); };
  EXPECT_THAT(run().message(), HasSubstr("the weights of the batch add up to 0"));
  weights.set(5, NAN);
  EXPECT_THAT(run().message(), HasSubstr("so its loss has no mean"));
  weights.set(5, 1);
  EXPECT_TRUE(run().ok());
}

TEST(Session, RefusesAnotherCpu) {
  TinyProgram tiny;
  tiny.program.mutable_target()->add_features("avx4096");
  EXPECT_THAT(Session::open(tiny.program).status().message(), HasSubstr("this CPU lacks avx4096"));
}

TEST(Session, RefusesAnArenaThatDoesNotFit) {
  TinyProgram tiny;
  tiny.program.mutable_roles(1)->set_arena_bytes(UINT64_MAX);
  EXPECT_THAT(Session::open(tiny.program).status().message(),
              HasSubstr("rank 2 (dp 0, pp 1, tp 0): cannot allocate an arena"));
}

TEST(Session, ADeadRankEndsTheRunWithItsName) {
  for (uint32_t rank = 0; rank < 4; ++rank) {
    auto session = openTiny(2, program::F32, {rank % 2 == 0, false, std::chrono::minutes(5)});
    session->injectFailure(rank);
    auto start = std::chrono::steady_clock::now();
    auto result = session->run("train", *session->inputsOf("train"));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_THAT(result.status().message(),
                testing::StartsWith(describeRank(session->program().mesh(), rank) +
                                    ", entry 'train', row 0"));
    EXPECT_THAT(result.status().message(), HasSubstr("the rank was told to fail"));
    // The session is lost, and says so each time.
    EXPECT_EQ(session->run("train", *session->inputsOf("train")).status().message(),
              result.status().message());
  }
}

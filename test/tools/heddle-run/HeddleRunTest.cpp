//===- HeddleRunTest.cpp - the tool from outside ----------------*- C++ -*-===//

#include "HeddleRunFixture.h"

#include <gmock/gmock.h>

namespace program = heddle::program;
using namespace heddle::test;
using testing::HasSubstr;
using testing::Not;

namespace {

TEST_F(HeddleRun, TrainsEvaluatesAndGenerates) {
  Outcome trained =
      train({"--steps", "60", "--log", at("log"), "--save", at("saved"), "--eval-every", "25"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("model bigram: 0.07 M parameters, batch 16 x seq 32"));
  EXPECT_THAT(trained.err, HasSubstr("2 ranks (dp 2 x pp 1 x tp 1)"));
  EXPECT_THAT(trained.err, HasSubstr("step 60/60"));
  EXPECT_THAT(trained.err, HasSubstr("step 25: held-out loss"));
  EXPECT_THAT(trained.err + trained.out, Not(HasSubstr("\033"))) << "not a terminal";
  EXPECT_THAT(trained.out, HasSubstr("⠀")) << "the loss curve";

  std::map<int, double> loss = losses("log");
  ASSERT_EQ(loss.size(), 60u);
  EXPECT_NEAR(loss[1], std::log(256.0), 0.01);
  EXPECT_LT(loss[60], 1.5);
  Json first = logOf("log").front(), last = logOf("log").back();
  EXPECT_EQ(first["config"]["dp"], 2);
  EXPECT_EQ(last["step"], 60);

  Outcome evaluated =
      run({"eval", at("bigram.hdx"), "--data", at("text.txt"), "--load", at("saved")});
  ASSERT_EQ(evaluated.status, 0) << evaluated.err;
  EXPECT_THAT(trained.out, HasSubstr(evaluated.out)) << "the same held-out loss";
  EXPECT_NEAR(last["held_out_loss"].get<double>(), loss[60], 0.3);

  auto generate = [&](const std::string &seed, const std::string &temperature) {
    Outcome text =
        run({"generate", at("bigram.hdx"), "--load", at("saved/step-60/parameters.safetensors"),
             "--prompt", "the ", "--length", "80", "--seed", seed, "--temperature", temperature});
    EXPECT_EQ(text.status, 0) << text.err;
    return text.out;
  };
  std::string text = generate("1", "0.8");
  EXPECT_EQ(text.size(), 4 + 80 + 1u);
  EXPECT_THAT(text, testing::StartsWith("the "));
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz \n"), std::string::npos) << text;
  EXPECT_EQ(text, generate("1", "0.8"));
  EXPECT_NE(text, generate("2", "0.8"));
  EXPECT_EQ(generate("1", "0"), generate("2", "0"));
}

TEST_F(HeddleRun, ResumeIsExact) {
  ASSERT_EQ(train({"--steps", "20", "--seed", "3", "--log", at("whole"), "--save", at("a")}).status,
            0);
  ASSERT_EQ(train({"--steps", "10", "--seed", "3", "--log", at("parts"), "--save", at("b")}).status,
            0);
  Outcome resumed =
      train({"--steps", "20", "--resume", at("b"), "--log", at("parts"), "--save", at("b")});
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("resuming at step 10"));
  EXPECT_THAT(resumed.err, Not(HasSubstr("note: another program")));
  EXPECT_EQ(losses("whole").size(), 20u);
  EXPECT_EQ(losses("whole"), losses("parts"));
  for (const char *file : {"parameters.safetensors", "optimizer.safetensors"})
    EXPECT_TRUE(contentOf(at("a/step-20/") + file) == contentOf(at("b/step-20/") + file)) << file;
}

TEST_F(HeddleRun, SaveEveryAndLoad) {
  ASSERT_EQ(train({"--steps", "5", "--save", at("a"), "--save-every", "2"}).status, 0);
  for (const char *step : {"step-2", "step-4", "step-5"})
    EXPECT_TRUE(fs::exists(at("a/") + step)) << step;
  ASSERT_EQ(train({"--steps", "1", "--load", at("a"), "--log", at("log")}).status, 0);
  ASSERT_EQ(train({"--steps", "1", "--log", at("fresh")}).status, 0);
  EXPECT_LT(losses("log")[1], losses("fresh")[1]);
}

TEST_F(HeddleRun, SeedChangesTheRun) {
  for (const char *seed : {"1", "2"})
    ASSERT_EQ(train({"--steps", "3", "--seed", seed, "--log", at(seed)}).status, 0);
  EXPECT_NE(losses("1"), losses("2"));
}

TEST_F(HeddleRun, SignalSavesAndEnds) {
  for (int signal : {SIGTERM, SIGINT}) {
    pid_t child = startLongRun();
    kill(child, signal);
    Outcome stopped = finish(child);
    EXPECT_EQ(stopped.status, 128 + signal) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("stopped by a signal after step"));
    std::string step = std::to_string(losses("log").rbegin()->first);
    EXPECT_TRUE(fs::exists(at("saved/step-" + step))) << step;
    fs::remove_all(at("saved"));
  }
}

TEST_F(HeddleRun, FailingRankIsNamedWithinSeconds) {
  for (const char *rank : {"0", "1"}) {
    Outcome failed =
        train({"--steps", "10", "--fail-rank", rank, "--fail-step", "4", "--log", at("log")});
    EXPECT_EQ(failed.status, 1);
    EXPECT_LT(failed.seconds, 5);
    EXPECT_THAT(failed.err, HasSubstr(std::string("rank ") + rank));
    EXPECT_THAT(failed.err, HasSubstr("step 4"));
    EXPECT_EQ(losses("log").size(), 3u);
  }
  Outcome none = train({"--steps", "10", "--fail-rank", "2"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("--fail-rank 2, but the program has 2 ranks"));
  // A drill that never happens would look like one that was passed.
  for (const char *step : {"0", "11"}) {
    Outcome never = train({"--steps", "10", "--fail-rank", "1", "--fail-step", step});
    EXPECT_EQ(never.status, 1);
    EXPECT_THAT(never.err,
                HasSubstr(std::string("--fail-step ") + step + ", but the run has steps 1 to 10"));
  }
}

TEST_F(HeddleRun, BadProgramsAreRefused) {
  std::string whole = contentOf(at("bigram.hdx"));
  auto error = [&](const std::string &name) {
    Outcome outcome = run({"train", at(name), "--data", at("text.txt")});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, testing::StartsWith("error: "));
    return outcome.err;
  };
  EXPECT_THAT(error("none.hdx"), HasSubstr("none.hdx"));
  std::ofstream(at("cut.hdx")) << whole.substr(0, whole.size() / 2);
  EXPECT_THAT(error("cut.hdx"), HasSubstr("cut.hdx"));
  std::string flipped = whole;
  flipped[flipped.size() / 2] ^= 1;
  std::ofstream(at("flipped.hdx")) << flipped;
  EXPECT_THAT(error("flipped.hdx"), HasSubstr("flipped.hdx"));
  program::Program foreign = bigram.program;
  foreign.mutable_target()->add_features("+avx4096");
  save(foreign, "foreign.hdx");
  EXPECT_THAT(error("foreign.hdx"), HasSubstr("avx4096"));
}

TEST_F(HeddleRun, BadArgumentsAreRefused) {
  auto error = [&](std::vector<std::string> more) {
    Outcome outcome = train(std::move(more));
    EXPECT_NE(outcome.status, 0);
    return outcome.err;
  };
  EXPECT_THAT(error({"-n", "4"}), HasSubstr("compiled for 2 ranks (dp 2 x pp 1 x tp 1)"));
  EXPECT_EQ(train({"-n", "2", "--steps", "1"}).status, 0);
  EXPECT_THAT(error({"--save-every", "2"}), HasSubstr("--save"));
  EXPECT_THAT(error({"--steps", "0"}), HasSubstr("0 steps"));
  EXPECT_THAT(error({"--resume", at("none")}), HasSubstr("none"));
  EXPECT_THAT(error({"--log", at("no/such")}), HasSubstr("no/such"));
  EXPECT_THAT(run({"train", at("bigram.hdx"), "--data", at("none")}).err,
              HasSubstr("none': No such file"));
  EXPECT_THAT(run({"train", at("bigram.hdx")}).err, HasSubstr("--data is required"));
  EXPECT_NE(run({}).status, 0);
  EXPECT_THAT(run({"generate", at("bigram.hdx"), "--load", "x", "--temperature", "nan"}).err,
              HasSubstr("--temperature: takes a number from 0 to 1000000, not 'nan'"));
}

// -3 would be 2^64 - 3, and 010 would be 8.
TEST_F(HeddleRun, NumbersAreWholeAndNotNegative) {
  for (const char *option : {"-n", "--steps", "--seed", "--save-every", "--eval-every",
                             "--eval-batches", "--fail-rank", "--fail-step"})
    for (const char *value : {"-3", "+3", "0x3", "3.0", "three", "99999999999999999999"}) {
      Outcome outcome = train({"--save", at("saved"), "--fail-rank", "0", option, value});
      EXPECT_GE(outcome.status, 100) << option << " " << value;
      EXPECT_THAT(outcome.err, HasSubstr("takes a whole number that is not negative"));
    }
  for (const char *option : {"--length", "--seed"})
    EXPECT_THAT(run({"generate", at("bigram.hdx"), "--load", "x", option, "-5"}).err,
                HasSubstr(std::string(option) + ": takes a whole number"));
  ASSERT_EQ(train({"--steps", "010", "--log", at("log")}).status, 0);
  EXPECT_EQ(losses("log").size(), 10u);
}

TEST_F(HeddleRun, CheckpointsThatDoNotFitAreRefused) {
  ASSERT_EQ(train({"--steps", "4", "--save", at("a")}).status, 0);
  auto error = [&](const std::string &name, const std::vector<std::string> &more) {
    std::vector<std::string> arguments = {"train",        at(name),   "--data",
                                          at("text.txt"), "--resume", at("a")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 1);
    return outcome.err;
  };
  EXPECT_THAT(error("bigram.hdx", {"--steps", "4"}), HasSubstr("the checkpoint is at step 4 of 4"));
  EXPECT_THAT(error("bigram.hdx", {"--seed", "9"}), HasSubstr("the checkpoint's seed is 0"));
  program::Program other = bigram.program;
  other.set_model("trigram");
  save(other, "other.hdx");
  EXPECT_THAT(error("other.hdx", {}), HasSubstr("of model 'bigram', the program of 'trigram'"));
  std::ofstream(at("text.txt"), std::ios::app) << "more";
  EXPECT_THAT(error("bigram.hdx", {}), HasSubstr("is not the one of the checkpoint"));
}

} // namespace

//===- HeddleRunTest.cpp - the tool from outside ----------------*- C++ -*-===//

#include "BigramProgram.h"

#include "runtime/program/Loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace program = heddle::program;
namespace fs = std::filesystem;
using heddle::test::BigramProgram;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

struct Outcome {
  int status; // exit status, or -signal
  std::string out;
  std::string err;
  double seconds;
};

std::string contentOf(const std::string &path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class HeddleRun : public testing::Test {
protected:
  void SetUp() override {
    folder = testing::TempDir() + "heddle-run-" +
             testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder);
    fs::create_directories(folder);
    save(bigram.program, "bigram.hdx");
    writeText();
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string at(const std::string &name) const { return folder + "/" + name; }

  void save(const program::Program &program, const std::string &name) {
    heddle::runtime::Status status = saveProgram(program, at(name));
    ASSERT_TRUE(status.ok()) << status.str();
  }

  /// 40 KB of words in no order: easy to learn something of.
  void writeText() {
    const char *words[] = {"warp ",    "weft ", "loom ", "thread ",
                           "shuttle ", "and ",  "the ",  "of\n"};
    std::string text;
    for (uint32_t state = 1; text.size() < 40000; state = state * 1664525 + 1013904223)
      text += words[state >> 29];
    std::ofstream(at("text.txt")) << text;
  }

  /// Starts heddle-run with its output in files.
  pid_t start(std::vector<std::string> arguments) {
    pid_t child = fork();
    if (child != 0)
      return child;
    if (!freopen(at("out").c_str(), "w", stdout) || !freopen(at("err").c_str(), "w", stderr))
      _exit(126);
    arguments.insert(arguments.begin(), HEDDLE_RUN);
    std::vector<char *> pointers;
    for (std::string &argument : arguments)
      pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    execv(HEDDLE_RUN, pointers.data());
    _exit(127);
  }

  /// Waits for it, at most 20 seconds.
  Outcome finish(pid_t child) {
    auto begin = Clock::now();
    int status = 0;
    auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    while (waitpid(child, &status, WNOHANG) == 0) {
      if (seconds() > 20) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        ADD_FAILURE() << "heddle-run did not end; so far:\n" << contentOf(at("err"));
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contentOf(at("out")),
            contentOf(at("err")), seconds()};
  }

  Outcome run(const std::vector<std::string> &arguments) { return finish(start(arguments)); }

  Outcome train(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"train", at("bigram.hdx"), "--data", at("text.txt")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::vector<Json> logOf(const std::string &name) {
    std::vector<Json> lines;
    std::istringstream in(contentOf(at(name)));
    for (std::string line; std::getline(in, line);)
      lines.push_back(Json::parse(line));
    return lines;
  }

  /// The losses of the log by step.
  std::map<int, double> losses(const std::string &name) {
    std::map<int, double> result;
    for (const Json &line : logOf(name))
      if (line.contains("loss"))
        result[line["step"]] = line["loss"];
    return result;
  }

  std::string folder;
  BigramProgram bigram;
};

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
    fs::remove(at("log"));
    pid_t child = start({"train", at("bigram.hdx"), "--data", at("text.txt"), "--steps", "10000000",
                         "--save", at("saved"), "--log", at("log")});
    for (int i = 0; i < 2000 && losses("log").size() < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
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
  EXPECT_THAT(error({"--save", at("text.txt")}), HasSubstr("text.txt"));
  EXPECT_THAT(run({"train", at("bigram.hdx"), "--data", at("none")}).err,
              HasSubstr("none': No such file"));
  EXPECT_THAT(run({"train", at("bigram.hdx")}).err, HasSubstr("--data is required"));
  EXPECT_NE(run({}).status, 0);
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

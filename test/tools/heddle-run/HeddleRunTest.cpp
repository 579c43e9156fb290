//===- HeddleRunTest.cpp - the tool from outside ----------------*- C++ -*-===//

#include "BigramProgram.h"

#include "runtime/program/Loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
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

  /// Starts heddle-run with its output in files. The new process does `first` before.
  pid_t start(std::vector<std::string> arguments, const std::function<void()> &first = [] {}) {
    pid_t child = fork();
    if (child != 0)
      return child;
    if (!freopen(at("out").c_str(), "w", stdout) || !freopen(at("err").c_str(), "w", stderr))
      _exit(126);
    first();
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

  Outcome
  run(const std::vector<std::string> &arguments, const std::function<void()> &first = [] {}) {
    return finish(start(arguments, first));
  }

  /// Starts training without end, and waits until some steps are in the log.
  pid_t startLongRun() {
    fs::remove(at("log"));
    pid_t child = start({"train", at("bigram.hdx"), "--data", at("text.txt"), "--steps", "10000000",
                         "--save", at("saved"), "--log", at("log")});
    for (int i = 0; i < 2000 && losses("log").size() < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return child;
  }

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

TEST_F(HeddleRun, PlaceThatCannotBeWrittenIsFoundBeforeTraining) {
  fs::create_symlink("/proc/no/such", at("link"));
  for (const std::string &place : {at("text.txt"), at("text.txt/deeper"), at("link")}) {
    Outcome outcome = train({"--steps", "3", "--save", place});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cannot save in '" + place + "'"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("step 1/3")));
  }
  ASSERT_EQ(train({"--steps", "1", "--save", at("new/folder")}).status, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(at("new/folder")), {}), 1) << "the probe is gone";
}

// A mapped file would end the process with SIGBUS.
TEST_F(HeddleRun, DataThatBecomesShorterIsAnError) {
  pid_t child = startLongRun();
  fs::resize_file(at("text.txt"), 0);
  Outcome outcome = finish(child);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("text.txt' became shorter while it was in use"));
}

// Opening it would wait for a writer.
TEST_F(HeddleRun, FifoIsNoData) {
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0600), 0);
  Outcome outcome = run({"train", at("bigram.hdx"), "--data", at("fifo")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("fifo': not a regular file"));
}

// While a run is set up there is nothing to save: a signal ends it, even if it waits.
TEST_F(HeddleRun, SignalBeforeTrainingEndsIt) {
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0600), 0);
  pid_t child = start({"train", at("bigram.hdx"), "--data", at("text.txt"), "--log", at("fifo")});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  kill(child, SIGTERM);
  EXPECT_EQ(finish(child).status, -SIGTERM);
}

// Stacks as large as half of the address space: there is no room for one.
TEST_F(HeddleRun, ThreadThatCannotBeStartedIsAnError) {
  auto limit = [] {
    rlimit stack{rlim_t{1} << 46, rlim_t{1} << 46};
    if (setrlimit(RLIMIT_STACK, &stack) != 0)
      _exit(77);
  };
  Outcome outcome = run({"train", at("bigram.hdx"), "--data", at("text.txt")}, limit);
  if (outcome.status == 77)
    GTEST_SKIP() << "the limit of the stack cannot be raised here";
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("error: cannot start a thread for rank 0"));
}

// The next file that is opened would get the number of a closed one, and the progress in it.
TEST_F(HeddleRun, ClosedOutputDoesNotLandInFiles) {
  auto closed = [] {
    for (int descriptor : {0, 1, 2})
      close(descriptor);
  };
  Outcome outcome = run({"train", at("bigram.hdx"), "--data", at("text.txt"), "--steps", "3",
                         "--log", at("log"), "--save", at("saved")},
                        closed);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(logOf("log").size(), 1 + 3 + 1u) << "nothing but JSON";
  EXPECT_EQ(train({"--steps", "4", "--resume", at("saved")}).status, 0);
}

TEST_F(HeddleRun, OutputThatIsLostIsAnError) {
  auto full = [] {
    if (!freopen("/dev/full", "w", stdout))
      _exit(126);
  };
  ASSERT_EQ(train({"--steps", "1", "--save", at("saved")}).status, 0);
  for (const std::vector<std::string> &arguments :
       {std::vector<std::string>{"train", at("bigram.hdx"), "--data", at("text.txt"), "--steps",
                                 "1"},
        {"eval", at("bigram.hdx"), "--data", at("text.txt"), "--load", at("saved")},
        {"generate", at("bigram.hdx"), "--load", at("saved"), "--length", "5"},
        {"generate", at("bigram.hdx"), "--load", at("saved"), "--length", "20000"}}) {
    Outcome outcome = run(arguments, full);
    EXPECT_EQ(outcome.status, 1) << arguments[0];
    EXPECT_THAT(outcome.err, HasSubstr("error: standard output cannot be written"));
  }
}

// The loss of the step is that of the parameters before it.
TEST_F(HeddleRun, StepThatSpoilsTheParametersIsNotSaved) {
  save(BigramProgram(BigramProgram::InfiniteGradient).program, "bigram.hdx");
  Outcome outcome =
      train({"--steps", "5", "--save", at("saved"), "--save-every", "1", "--log", at("log")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the gradient norm is not finite at step 3"));
  EXPECT_EQ(losses("log").size(), 3u);
  EXPECT_TRUE(fs::exists(at("saved/step-2")));
  EXPECT_FALSE(fs::exists(at("saved/step-3")));

  // The same where no norm is measured: what is saved is looked at itself.
  fs::remove_all(at("saved"));
  program::Program blind = BigramProgram(BigramProgram::InfiniteGradient).program;
  for (program::Entry &entry : *blind.mutable_roles(0)->mutable_entries())
    if (entry.name() == "train")
      entry.mutable_outputs()->RemoveLast();
  save(blind, "bigram.hdx");
  outcome = train({"--steps", "3", "--save", at("saved")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("step-3': tensor 'table' is not finite: element 0 is -inf"));
  EXPECT_TRUE(fs::is_empty(at("saved")));
}

TEST_F(HeddleRun, ParametersThatAreNotFiniteAreRefused) {
  ASSERT_EQ(train({"--steps", "1", "--save", at("saved")}).status, 0);
  std::string file = contentOf(at("saved/step-1/parameters.safetensors"));
  std::string spoiled = file;
  spoiled.replace(spoiled.size() - 4, 4, std::string("\x00\x00\xc0\x7f", 4)); // a NaN
  std::ofstream(at("nan.safetensors")) << spoiled;
  for (const std::vector<std::string> &arguments :
       {std::vector<std::string>{"train", "--data", at("text.txt")},
        {"eval", "--data", at("text.txt")},
        {"generate"}}) {
    std::vector<std::string> all = arguments;
    all.insert(all.begin() + 1, {at("bigram.hdx"), "--load", at("nan.safetensors")});
    Outcome outcome = run(all);
    EXPECT_EQ(outcome.status, 1) << all[0];
    EXPECT_THAT(outcome.err, HasSubstr("nan.safetensors': tensor 'table' is not finite: element "
                                       "65535 is nan"));
  }
  // Finite, but their exponentials are not.
  std::string large = file;
  for (size_t at = large.size() - 4 * 65536; at < large.size(); at += 4)
    large.replace(at, 4, std::string("\x00\x00\x48\x43", 4)); // 200
  std::ofstream(at("large.safetensors")) << large;
  Outcome outcome =
      run({"eval", at("bigram.hdx"), "--data", at("text.txt"), "--load", at("large.safetensors")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the held-out loss is not finite"));
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

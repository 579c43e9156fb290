//===- FaultsTest.cpp - what can go wrong outside of heddle-run -*- C++ -*-===//

#include "HeddleRunFixture.h"

#include <gmock/gmock.h>

#include <sys/resource.h>
#include <sys/stat.h>

namespace program = heddle::program;
using namespace heddle::test;
using testing::HasSubstr;
using testing::Not;

namespace {

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

} // namespace

#include "runtime/data/corpus/Stage.h"
#include "test/runtime/Files.h"

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace heddle::corpus;
using heddle::runtime::error;
using heddle::runtime::Result;
using heddle::runtime::Status;

namespace {

class NoWatcher : public Watcher {
public:
  void begin(const std::string &, uint64_t work) override { all = work; }
  void advance(uint64_t work) override { done += work; }
  void within(uint64_t) override {}
  uint64_t all = 0, done = 0;
};

class StageTest : public heddle::test::FolderTest {
protected:
  WorkFolder open() { return *WorkFolder::open(folder); }
  /// How often parts were worked on.
  size_t visits() { return heddle::test::contentOf(folder + "/visits").size(); }
  void visit() { std::ofstream(folder + "/visits", std::ios::app) << 'x'; }
};

TEST_F(StageTest, GivesTheResultsOfItsParts) {
  WorkFolder work = open();
  NoWatcher watcher;
  Stage stage{"square", {10, 20, 30}, [](uint32_t part) { return std::to_string(part * part); }};
  ASSERT_TRUE(runStage(work, stage, watcher).ok());
  EXPECT_EQ(*work.resultOf("square", 2), "4");
  EXPECT_EQ(watcher.all, 60u);
  EXPECT_EQ(watcher.done, 60u);
}

TEST_F(StageTest, AnEmptyResultIsAResult) {
  WorkFolder work = open();
  NoWatcher watcher;
  ASSERT_TRUE(
      runStage(work, {"nothing", {1}, [](uint32_t) { return std::string(); }}, watcher).ok());
  EXPECT_EQ(*work.resultOf("nothing", 0), "");
}

TEST_F(StageTest, DoesNotRepeatWhatIsDone) {
  NoWatcher watcher;
  int calls = 0;
  Stage stage{"count", {1, 1}, [&](uint32_t part) -> Result<std::string> {
                if (++calls == 2)
                  return error("the second part fails");
                return std::string("ok");
              }};
  WorkFolder work = open();
  EXPECT_FALSE(runStage(work, stage, watcher).ok());
  EXPECT_TRUE(runStage(work, stage, watcher).ok());
  EXPECT_EQ(calls, 3);
}

TEST_F(StageTest, AClaimIsExclusiveAndEndsWithItsHolder) {
  WorkFolder work = open();
  {
    Result<std::optional<Claim>> first = work.claim("stage", 3);
    ASSERT_TRUE(first.ok() && first->has_value());
    EXPECT_FALSE(work.claim("stage", 3)->has_value());
    EXPECT_TRUE(work.claim("stage", 4)->has_value());
    EXPECT_TRUE(work.claim("other", 3)->has_value());
  }
  EXPECT_TRUE(work.claim("stage", 3)->has_value());
}

TEST_F(StageTest, ProcessesShareThePartsAndDoEachOnce) {
  constexpr int kProcesses = 4, kParts = 40;
  std::vector<pid_t> processes;
  for (int i = 0; i < kProcesses; ++i) {
    processes.push_back(fork());
    if (processes.back() > 0)
      continue;
    NoWatcher watcher;
    Stage stage{"shared", std::vector<uint64_t>(kParts, 1), [&](uint32_t part) {
                  visit();
                  return "part " + std::to_string(part);
                }};
    _exit(runStage(open(), stage, watcher).ok() && watcher.done == kParts ? 0 : 1);
  }
  for (pid_t process : processes) {
    int status = 1;
    waitpid(process, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(visits(), size_t{kParts});
  EXPECT_EQ(*open().resultOf("shared", 39), "part 39");
}

TEST_F(StageTest, AnotherProcessTakesOverFromOneThatWasKilled) {
  pid_t process = fork();
  if (process == 0) {
    NoWatcher watcher;
    Stage stage{"killed", {1}, [&](uint32_t) -> Result<std::string> {
                  visit();
                  pause();
                  return std::string("never");
                }};
    _exit(runStage(open(), stage, watcher).ok() ? 0 : 1);
  }
  while (visits() == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kill(process, SIGKILL);
  });
  // This one waits for the lock, and gets it.
  NoWatcher watcher;
  WorkFolder work = open();
  EXPECT_TRUE(
      runStage(work, {"killed", {1}, [](uint32_t) { return std::string("done"); }}, watcher).ok());
  EXPECT_EQ(*work.resultOf("killed", 0), "done");
  killer.join();
  waitpid(process, nullptr, 0);
}

TEST_F(StageTest, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder + "/file") << "not a folder";
  Result<WorkFolder> work = WorkFolder::open(folder + "/file/work");
  ASSERT_FALSE(work.ok());
  EXPECT_NE(work.status().message().find("file/work"), std::string::npos);
}

} // namespace

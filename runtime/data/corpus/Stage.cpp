//===- Stage.cpp - one stage of a build -------------------------*- C++ -*-===//

#include "runtime/data/corpus/Stage.h"

#include <chrono>
#include <numeric>
#include <thread>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// How soon it is seen that another process has finished a part.
constexpr auto kPoll = std::chrono::milliseconds(20);

class Worker {
public:
  Worker(const WorkFolder &folder, const Stage &stage, Watcher &watcher)
      : folder(folder), stage(stage), watcher(watcher), done(stage.work.size()) {}

  Status run() {
    watcher.begin(stage.name, std::accumulate(stage.work.begin(), stage.work.end(), uint64_t{0}));
    for (size_t left = done.size(); left > 0;) {
      size_t before = left;
      for (uint32_t part = 0; part < done.size(); ++part)
        if (Status status = visit(part, left); !status)
          return status;
      if (left > 0 && left == before)
        std::this_thread::sleep_for(kPoll);
    }
    return {};
  }

private:
  Status visit(uint32_t part, size_t &left) {
    if (done[part])
      return {};
    if (!folder.isDone(stage.name, part)) {
      Result<std::optional<Claim>> claim = folder.claim(stage.name, part);
      if (!claim)
        return claim.status();
      if (!*claim)
        return {};
      // It may have been finished between the two questions.
      if (!folder.isDone(stage.name, part))
        if (Status status = work(part); !status)
          return status;
    }
    done[part] = true;
    --left;
    watcher.advance(stage.work[part]);
    return {};
  }

  Status work(uint32_t part) {
    Result<std::string> result = stage.run(part);
    return result ? folder.finish(stage.name, part, *result) : result.status();
  }

  const WorkFolder &folder;
  const Stage &stage;
  Watcher &watcher;
  std::vector<bool> done;
};

} // namespace

Status runStage(const WorkFolder &folder, const Stage &stage, Watcher &watcher) {
  return Worker(folder, stage, watcher).run();
}

} // namespace heddle::corpus

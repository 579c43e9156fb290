//===- Build.cpp - from a corpus file to a corpus ---------------*- C++ -*-===//

#include "runtime/data/corpus/Build.h"

#include "runtime/data/corpus/PlanWork.h"
#include "runtime/data/corpus/Stages.h"

#include <filesystem>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// The plan that the first process made.
Result<Plan> sharePlan(const CorpusFile &file, const WorkFolder &work, Watcher &watcher) {
  Status planned =
      runStage(work,
               {"plan",
                {0},
                [&](uint32_t) -> Result<std::string> {
                  Result<Plan> plan = planWork(file);
                  return plan ? Result<std::string>(plan->SerializeAsString()) : plan.status();
                }},
               watcher);
  if (!planned)
    return planned;
  Result<std::string> bytes = work.resultOf("plan", 0);
  if (!bytes)
    return bytes.status();
  Plan plan;
  if (!plan.ParseFromString(*bytes))
    return error("'" + work.file("plan", 0, "done") + "' is damaged",
                 "remove the build's folder and build again");
  return plan;
}

/// The folders of results.
Status makeFolders(const std::string &folder) {
  for (const char *name : {"removed", "documents", "tokens"}) {
    std::error_code problem;
    std::filesystem::create_directories(folder + "/" + name, problem);
    if (problem)
      return error("cannot make the folder '" + folder + "/" + name + "': " + problem.message());
  }
  return {};
}

} // namespace

Status buildCorpus(const CorpusFile &file, const std::string &folder, Watcher &watcher) {
  Result<WorkFolder> work = WorkFolder::open(folder + "/work");
  if (!work)
    return work.status();
  Result<Plan> plan = sharePlan(file, *work, watcher);
  if (!plan)
    return plan.status();
  if (Status status = checkPlan(*plan, file, folder); !status)
    return status;
  if (Status status = makeFolders(folder); !status)
    return status;
  Workshop shop{file, folder, std::move(*work), watcher, std::move(*plan), std::nullopt};
  if (!file.corpus.tokenizer().empty()) {
    Result<runtime::Tokenizer> tokenizer =
        runtime::Tokenizer::open(file.resolve(file.corpus.tokenizer()));
    if (!tokenizer)
      return tokenizer.status();
    shop.tokenizer.emplace(std::move(*tokenizer));
  }
  for (auto stage : {curate, checkBadRecords, select, findExactDuplicates, findNearDuplicates,
                     findRepeatedParts, findRepeatedRuns, finish, mergeTokens, report})
    if (Status status = stage(shop); !status)
      return status;
  return {};
}

} // namespace heddle::corpus

//===- Workshop.cpp - what the stages of a build share ----------*- C++ -*-===//

#include "runtime/data/corpus/Workshop.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace heddle::corpus {

/// Of text, for one partition: its records take about a tenth of that, and their sort fits memory
/// of any size that makes sense.
static constexpr uint64_t kPartitionBytes = uint64_t{1} << 30;
static constexpr uint64_t kMostPartitions = 4096;

std::vector<uint64_t> Workshop::unitWork() const {
  std::vector<uint64_t> work;
  for (const Plan::Unit &unit : plan.unit())
    work.push_back(unit.end() - unit.begin());
  return work;
}

uint32_t Workshop::partitions() const {
  std::vector<uint64_t> work = unitWork();
  uint64_t bytes = std::accumulate(work.begin(), work.end(), uint64_t{0});
  return uint32_t(std::clamp<uint64_t>(bytes / kPartitionBytes + 1, 1, kMostPartitions));
}

std::vector<uint64_t> Workshop::partitionWork() const {
  std::vector<uint64_t> work = unitWork();
  uint64_t bytes = std::accumulate(work.begin(), work.end(), uint64_t{0});
  return std::vector<uint64_t>(partitions(), bytes / partitions());
}

SortOptions Workshop::sortOptions() const {
  return {.memoryBytes = corpus().memory_bytes(), .temporaryFolder = work.path()};
}

RecordFolder Workshop::byHash(const std::string &name) const {
  return {work.path() + "/" + name, units(), partitions()};
}

RecordFolder Workshop::byDocument(const std::string &name, uint32_t writers) const {
  return {work.path() + "/" + name, writers, units()};
}

std::string Workshop::unitFile(const std::string &kind, uint32_t unit,
                               const std::string &suffix) const {
  char number[16];
  std::snprintf(number, sizeof number, "%06u", unit);
  return folder + "/" + kind + "/" + number + "." + suffix;
}

runtime::Status
Workshop::run(const std::string &name, std::vector<uint64_t> amounts,
              std::function<runtime::Result<std::string>(uint32_t part)> part) const {
  return runStage(work, {name, std::move(amounts), std::move(part)}, watcher);
}

} // namespace heddle::corpus

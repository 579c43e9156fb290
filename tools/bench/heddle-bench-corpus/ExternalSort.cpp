//===- ExternalSort.cpp - records written, sorted and merged --------------===//

#include "Bench.h"

#include "runtime/data/dedup/PlacedHash.h"
#include "runtime/data/dedup/Shingles.h"

#include <cstdio>
#include <ctime>
#include <filesystem>

using namespace heddle;
using namespace heddle::corpus;

namespace {

constexpr uint64_t kRecords = 10000000;

/// Processor time: others may use the machine.
double seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

void report(const char *name, double took) {
  std::printf("%-34s %8.1f MB/s %8.1f ns a record\n", name,
              kRecords * sizeof(PlacedHash) / took / 1e6, took / kRecords * 1e9);
}

} // namespace

void bench::benchExternalSort(const Texts &) {
  std::string path = std::filesystem::temp_directory_path() / "heddle-bench-sort";
  RecordFolder folder = {path, 1, 4};
  auto writer = RecordWriter<PlacedHash>::create(folder, 0);
  if (!writer) {
    std::fprintf(stderr, "error: %s\n", writer.status().str().c_str());
    return;
  }
  double start = seconds();
  for (uint64_t i = 0; i < kRecords; ++i)
    writer->add({RollingHash::mix(i), i, uint32_t(i), 0});
  runtime::Status status = writer->commit();
  report("written and synced", seconds() - start);
  for (uint64_t memory : {uint64_t(512) << 20, uint64_t(8) << 20, uint64_t(1) << 20}) {
    start = seconds();
    uint64_t firsts = 0;
    for (uint32_t partition = 0; partition < folder.partitions && status; ++partition)
      status =
          forEachSorted<PlacedHash>(folder, partition, {memory, path},
                                    [&](const PlacedHash &, bool isFirst) { firsts += isFirst; });
    std::string name = "sorted in " + std::to_string(memory >> 20) + " MiB";
    report(name.c_str(), seconds() - start);
    if (firsts != kRecords)
      std::printf("%llu keys\n", static_cast<unsigned long long>(firsts));
  }
  if (!status)
    std::fprintf(stderr, "error: %s\n", status.str().c_str());
  std::filesystem::remove_all(path);
}

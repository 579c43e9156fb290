//===- RepeatedRuns.cpp - substring duplicates, round by round ------------===//

#include "Bench.h"

#include "runtime/data/dedup/FoldedWords.h"
#include "runtime/data/dedup/RepeatedRuns.h"

#include <cstdio>
#include <ctime>
#include <filesystem>

using namespace heddle;
using namespace heddle::corpus;

namespace {

constexpr uint32_t kPartitions = 16, kMinTokens = 50;

/// Prints the processor time since the last call, and what a round left on the disk.
class Rounds {
public:
  Rounds(uint64_t tokens) : tokens(tokens) {}

  void finish(const char *name, const RecordFolder &folder) {
    double took = double(std::clock() - start) / CLOCKS_PER_SEC;
    uint64_t bytes = 0;
    for (auto &file : std::filesystem::directory_iterator(folder.path))
      bytes += file.file_size();
    std::printf("%-28s %8.2f s %10.1f million tokens/s %10.3f bytes a token\n", name, took,
                double(tokens) / took / 1e6, double(bytes) / double(tokens));
    start = std::clock();
  }

private:
  uint64_t tokens;
  std::clock_t start = std::clock();
};

/// Runs `use(unit or partition, writer)` for each file of the folder.
template <typename R, typename Use> runtime::Status writeAll(const RecordFolder &folder, Use use) {
  for (uint32_t unit = 0; unit < folder.units; ++unit) {
    auto writer = RecordWriter<R>::create(folder, unit);
    if (!writer)
      return writer.status();
    if (runtime::Status status = use(unit, *writer); !status)
      return status;
    if (runtime::Status status = writer->commit(); !status)
      return status;
  }
  return {};
}

using Tokens = std::vector<std::vector<uint64_t>>;

/// The rounds over one unit; each waits for the one before.
class RoundsOf {
public:
  RoundsOf(const Tokens &texts, uint64_t tokens, const std::string &path)
      : texts(texts), rounds(tokens), sort{uint64_t(256) << 20, path},
        seeds{path + "/seeds", 1, kPartitions}, marked{path + "/marked", kPartitions, 1},
        windows{path + "/windows", 1, kPartitions}, repeated{path + "/repeated", kPartitions, 1} {}

  runtime::Status addSeeds() {
    runtime::Status status = writeAll<SeedRecord>(seeds, [&](uint32_t, auto &writer) {
      for (auto &text : texts)
        runs.addSeeds(std::span<const uint64_t>(text), writer);
      return runtime::Status();
    });
    return finish("seeds", seeds, status);
  }

  runtime::Status mark() {
    auto use = [&](uint32_t partition, auto &writer) {
      return markSeeds(seeds, partition, sort, writer);
    };
    return finish("marked seeds", marked, writeAll<SeedRecord>(marked, use));
  }

  runtime::Status addWindows() {
    auto filter = SeedFilter::read(marked, uint64_t(64) << 20);
    if (!filter)
      return filter.status();
    runtime::Status status = writeAll<PlacedHash>(windows, [&](uint32_t, auto &writer) {
      for (size_t i = 0; i < texts.size(); ++i)
        runs.addWindows(std::span<const uint64_t>(texts[i]), i, *filter, writer);
      return runtime::Status();
    });
    return finish("windows", windows, status);
  }

  runtime::Status findRepeated() {
    auto use = [&](uint32_t partition, auto &writer) {
      return writeRepeated(windows, partition, sort, writer);
    };
    return finish("repeated windows", repeated, writeAll<RepeatedWindow>(repeated, use));
  }

  runtime::Status cut(uint64_t tokens) {
    uint64_t spans = 0, cut = 0;
    auto count = [&](const RepeatedSpan &span) {
      ++spans;
      cut += span.end - span.begin;
    };
    runtime::Status status = readSpans(repeated, 0, kMinTokens, sort, count);
    std::printf("%llu spans, %.2f %% of the tokens cut\n", static_cast<unsigned long long>(spans),
                100.0 * double(cut) / double(tokens));
    return status;
  }

private:
  runtime::Status finish(const char *name, const RecordFolder &folder, runtime::Status status) {
    if (status)
      rounds.finish(name, folder);
    return status;
  }

  const Tokens &texts;
  Rounds rounds;
  SortOptions sort;
  RecordFolder seeds, marked, windows, repeated;
  RepeatedRuns runs{kMinTokens};
};

runtime::Status run(const Tokens &texts, uint64_t tokens, const std::string &path) {
  RoundsOf rounds(texts, tokens, path);
  runtime::Status status = rounds.addSeeds();
  if (status)
    status = rounds.mark();
  if (status)
    status = rounds.addWindows();
  if (status)
    status = rounds.findRepeated();
  return status ? rounds.cut(tokens) : status;
}

} // namespace

void bench::benchRepeatedRuns(const Texts &texts) {
  Tokens documents;
  FoldedWords scanner(Punctuation::Divides);
  uint64_t tokens = 0;
  for (const std::string &text : texts) {
    auto words = scanner.scan(text);
    documents.emplace_back(words.begin(), words.end());
    tokens += words.size();
  }
  std::printf("%llu words, runs of %u\n", static_cast<unsigned long long>(tokens), kMinTokens);
  std::string path = std::filesystem::temp_directory_path() / "heddle-bench-runs";
  runtime::Status status = run(documents, tokens, path);
  if (!status)
    std::fprintf(stderr, "error: %s\n", status.str().c_str());
  std::filesystem::remove_all(path);
}

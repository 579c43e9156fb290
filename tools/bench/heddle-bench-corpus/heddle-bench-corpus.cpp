//===- heddle-bench-corpus.cpp - steps of the curation, timed -------------===//
//
//   heddle-bench-corpus NAME FILES...
//
// Text files are cut into documents of about 4 KB, at the ends of lines.
//
//===----------------------------------------------------------------------===//

#include "Bench.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>

using namespace heddle;

namespace heddle::bench {

void measure(const char *name, const Texts &texts,
             const std::function<void(std::string_view)> &use) {
  size_t bytes = 0;
  for (const std::string &text : texts)
    bytes += text.size();
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < 3; ++round) {
    std::clock_t start = std::clock(); // processor time: others may use the machine
    for (const std::string &text : texts)
      use(text);
    best = std::min(best, double(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("%-24s %8.1f MB/s %10.2f us per document\n", name, double(bytes) / best / 1e6,
              best / double(texts.size()) * 1e6);
}

} // namespace heddle::bench

namespace {

struct Benchmark {
  std::string_view name;
  void (*run)(const bench::Texts &);
};

constexpr Benchmark kBenchmarks[] = {
    {"text-parts", bench::benchTextParts},
    {"minhash", bench::benchMinHash},
    {"minhash-quality", bench::benchMinHashQuality},
    {"external-sort", bench::benchExternalSort},
    {"near-duplicates", bench::benchNearDuplicates},
    {"repeated-runs", bench::benchRepeatedRuns},
    {"contamination", bench::benchContamination},
    {"words", bench::benchWords},
    {"language", bench::benchLanguage},
    {"classifier", bench::benchClassifier},
    {"personal-data", bench::benchPersonalData},
    {"phrases", bench::benchPhrases},
    {"rules", bench::benchRules},
};

void addDocuments(const std::string &text, bench::Texts &texts) {
  constexpr size_t kBytes = 4000;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', std::min(begin + kBytes, text.size())), text.size());
    texts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

int usage() {
  std::fputs("usage: heddle-bench-corpus NAME FILES...\nNAME is one of:", stderr);
  for (const Benchmark &benchmark : kBenchmarks)
    std::fprintf(stderr, " %s", benchmark.name.data());
  std::fputs("\n", stderr);
  return 2;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 3)
    return usage();
  auto benchmark = std::ranges::find(kBenchmarks, argv[1], &Benchmark::name);
  if (benchmark == std::end(kBenchmarks))
    return usage();
  bench::Texts texts;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream text;
    if (!(text << file.rdbuf())) {
      std::fprintf(stderr, "error: '%s' cannot be read, or is empty\n", argv[i]);
      return 1;
    }
    addDocuments(text.str(), texts);
  }
  if (texts.empty()) {
    std::fputs("error: the files are empty\n", stderr);
    return 1;
  }
  benchmark->run(texts);
}

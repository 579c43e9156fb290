//===- heddle-bench-corpus.cpp - rates of what is done to training text ---===//

#include "tools/bench/corpus/Bench.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

namespace heddle::bench {

static std::vector<const CorpusBenchmark *> &benchmarks() {
  static std::vector<const CorpusBenchmark *> all;
  return all;
}

CorpusBenchmark::CorpusBenchmark(std::string_view name, std::string_view what, Prepare prepare)
    : name(name), what(what), prepare(prepare) {
  benchmarks().push_back(this);
}

namespace {

/// Seconds that this thread has computed: what others do on the machine counts little.
double threadSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

/// Documents of about `bytes` that end with a word.
Documents cut(std::string_view text, size_t bytes) {
  Documents documents;
  while (!text.empty()) {
    size_t end =
        std::min(text.find_first_of(" \n", std::min(bytes, text.size()) - 1), text.size() - 1) + 1;
    documents.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return documents;
}

void measure(const CorpusBenchmark &benchmark, const Documents &documents, int passes) {
  CorpusBenchmark::Pass pass = benchmark.prepare(documents);
  size_t bytes = 0;
  for (std::string_view document : documents)
    bytes += document.size();
  std::vector<double> rates;
  pass();
  for (int i = 0; i < passes; ++i) {
    double start = threadSeconds();
    pass();
    rates.push_back(double(bytes) * 1e-6 / (threadSeconds() - start));
  }
  std::sort(rates.begin(), rates.end());
  std::printf("%-16.*s %6zu documents, %7.1f MB   best %7.1f MB/s   median %7.1f MB/s\n",
              int(benchmark.name.size()), benchmark.name.data(), documents.size(),
              double(bytes) * 1e-6, rates.back(), rates[rates.size() / 2]);
}

std::string describe() {
  std::string text = "all, or one of these:";
  for (const CorpusBenchmark *benchmark : benchmarks())
    text += "\n  " + std::string(benchmark->name) + ": " + std::string(benchmark->what);
  return text;
}

} // namespace

} // namespace heddle::bench

int main(int argc, char **argv) {
  using namespace heddle::bench;
  std::sort(benchmarks().begin(), benchmarks().end(),
            [](const auto *a, const auto *b) { return a->name < b->name; });
  std::string name;
  std::vector<std::string> files;
  size_t bytes = 4000;
  int passes = 7;
  CLI::App app("Measures what is done to training text, on one thread, over documents that the "
               "files are cut into.");
  app.option_defaults()->always_capture_default();
  app.add_option("name", name, describe())->required();
  app.add_option("files", files, "text")->required()->check(CLI::ExistingFile);
  app.add_option("--bytes", bytes, "of a document, about")->check(CLI::Range(1, 1 << 30));
  app.add_option("--passes", passes, "that are measured")->check(CLI::Range(1, 1000));
  CLI11_PARSE(app, argc, argv);
  bool isKnown = false;
  for (const std::string &file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    for (const CorpusBenchmark *benchmark : benchmarks())
      if (name == "all" || name == benchmark->name) {
        isKnown = true;
        std::printf("%s\n  ", file.c_str());
        measure(*benchmark, cut(text, bytes), passes);
      }
  }
  if (!isKnown)
    std::fprintf(stderr, "no benchmark \"%s\"; run --help for their names\n", name.c_str());
  return isKnown ? 0 : 1;
}

//===- Contamination.cpp - documents compared with benchmarks -------------===//

#include "Bench.h"

#include "runtime/data/dedup/ContaminationCheck.h"

#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

namespace {

/// Items of about `bytes` bytes: every `step`-th text has its middle as one.
std::vector<BenchmarkItem> itemsFrom(const bench::Texts &texts, size_t step, size_t bytes) {
  std::vector<BenchmarkItem> items;
  for (size_t i = 0; i < texts.size(); i += step) {
    size_t begin = texts[i].size() / 3;
    items.push_back({0, "items", items.size() + 1, texts[i].substr(begin, bytes)});
  }
  return items;
}

/// The words of each item in the reverse order: items like the texts that are in none.
std::vector<BenchmarkItem> reversed(std::vector<BenchmarkItem> items) {
  FoldedWords words(Punctuation::Divides);
  for (BenchmarkItem &item : items) {
    words.scan(item.text);
    std::string text;
    for (auto span = words.spans().rbegin(); span != words.spans().rend(); ++span)
      text += item.text.substr(span->begin, span->end - span->begin) + " ";
    item.text = text;
  }
  return items;
}

void run(const char *name, const bench::Texts &texts, std::vector<BenchmarkItem> items) {
  Decontamination options;
  options.add_benchmark();
  size_t count = items.size();
  ContaminationIndex index(options, std::move(items));
  ContaminationCheck check(index);
  uint64_t documents = 0;
  for (const std::string &text : texts)
    documents += !check.check(text).empty();
  std::printf("%zu items, %llu of %zu documents hit\n", count,
              static_cast<unsigned long long>(documents), texts.size());
  bench::measure(name, texts, [&](std::string_view text) { check.check(text); });
}

} // namespace

void bench::benchContamination(const Texts &texts) {
  run("few items, no hits", texts, reversed(itemsFrom(texts, 100, 300)));
  run("many items, no hits", texts, reversed(itemsFrom(texts, 1, 300)));
  run("1 % of the documents hit", texts, itemsFrom(texts, 100, 300));
  run("all documents hit", texts, itemsFrom(texts, 1, 300));
}

//===- Words.cpp - scanning, counting and weighing words ------------------===//

#include "Bench.h"

#include "runtime/data/words/WordCounter.h"
#include "runtime/data/words/WordScanner.h"
#include "runtime/data/words/WordTable.h"

#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

void bench::benchWords(const Texts &texts) {
  uint64_t words = 0;
  measure("scan words", texts, [&](std::string_view text) {
    WordScanner scanner(text);
    while (scanner.next())
      words += scanner.hash() != 0;
  });
  WordCounter counter;
  measure("count words", texts, [&](std::string_view text) { counter.add(text); });
  auto table = WordTable::parse(counter.formatTable(), "the counted words");
  if (!table.ok()) {
    std::fprintf(stderr, "error: %s\n", table.status().str().c_str());
    return;
  }
  double sum = 0;
  measure("mean log-probability", texts,
          [&](std::string_view text) { sum += table->meanLogProbability(text); });
  std::printf("%zu words listed, %llu read, mean %.3f\n", table->size(), (unsigned long long)words,
              sum / 3 / double(texts.size()));
}

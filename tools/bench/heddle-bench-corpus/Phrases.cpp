//===- Phrases.cpp - looking for the phrases of a list --------------------===//

#include "Bench.h"

#include "runtime/data/harmful/PhraseList.h"

#include <cstdio>
#include <random>

using namespace heddle;
using namespace heddle::corpus;

namespace {

/// Five hundred phrases of one to three syllables' words, most of which no text has.
std::string makeList() {
  std::mt19937 random(1);
  std::string list;
  for (int i = 0; i < 500; ++i) {
    for (unsigned word = random() % 3 + 1; word > 0; --word) {
      for (unsigned syllable = random() % 3 + 1; syllable > 0; --syllable)
        list += {"bdfgklmnprst"[random() % 12], "aeiou"[random() % 5], "lmnrst"[random() % 6]};
      list += ' ';
    }
    list += '\n';
  }
  return list;
}

} // namespace

void bench::benchPhrases(const Texts &texts) {
  PhraseList list;
  if (auto status = list.add(makeList(), "the list"); !status.ok())
    std::fprintf(stderr, "error: %s\n", status.str().c_str());
  uint64_t words = 0, matched = 0;
  measure("look for phrases", texts, [&](std::string_view text) {
    PhraseCount count = list.count(text);
    words += count.words;
    matched += count.matched;
  });
  std::printf("%zu phrases, %llu of %llu words in them\n", list.size(), (unsigned long long)matched,
              (unsigned long long)words);
}

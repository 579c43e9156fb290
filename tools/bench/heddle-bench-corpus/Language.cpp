//===- Language.cpp - identifying languages -------------------------------===//

#include "Bench.h"

#include "runtime/data/language/Language.h"

#include <cstdio>
#include <map>

using namespace heddle;
using namespace heddle::corpus;

void bench::benchLanguage(const Texts &texts) {
  measure("identify language", texts, [](std::string_view text) { identifyLanguage(text); });
  std::map<std::string_view, size_t> clear, all;
  for (const std::string &text : texts) {
    Language language = identifyLanguage(text);
    ++all[language.code];
    clear[language.code] += language.confidence >= 0.65;
  }
  for (auto [code, count] : all)
    std::printf("  %-4s %8zu documents, %8zu with a confidence of 0.65\n", code.data(), count,
                clear[code]);
}

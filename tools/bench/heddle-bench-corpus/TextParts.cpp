//===- TextParts.cpp - exact duplicates: hashing documents and parts ------===//

#include "Bench.h"

#include "runtime/data/dedup/TextParts.h"

#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

void bench::benchTextParts(const Texts &texts) {
  uint64_t sum = 0;
  auto add = [&](const PlacedHash &hash) { sum ^= hash.hash; };
  measure("documents", texts,
          [&](std::string_view text) { add(PlacedHash::of(text.data(), text.size(), 0, 0)); });
  measure("paragraphs", texts,
          [&](std::string_view text) { forEachPartHash(TextPart::Paragraph, text, 0, 3, add); });
  measure("lines", texts,
          [&](std::string_view text) { forEachPartHash(TextPart::Line, text, 0, 3, add); });
  std::printf("checksum %016llx\n", static_cast<unsigned long long>(sum));
}

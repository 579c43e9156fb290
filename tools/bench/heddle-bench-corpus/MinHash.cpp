//===- MinHash.cpp - signatures: speed, and how often they agree ----------===//

#include "Bench.h"

#include "runtime/data/dedup/MinHash.h"

#include <cmath>
#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

namespace {

/// `count` shingles that no other call gives.
void addShingles(uint64_t count, uint64_t &next, std::vector<uint64_t> &shingles) {
  while (count-- > 0)
    shingles.push_back(RollingHash::mix(++next));
}

/// The share of pairs of sets of `total` shingles together, `shared` in both, that agree in a band.
double candidateRate(MinHasher &hasher, uint64_t shared, uint64_t total, int pairs,
                     uint64_t &next) {
  int candidates = 0;
  for (int pair = 0; pair < pairs; ++pair) {
    std::vector<uint64_t> a;
    addShingles(shared, next, a);
    std::vector<uint64_t> b = a;
    addShingles((total - shared) / 2, next, a);
    addShingles(total - shared - (total - shared) / 2, next, b);
    auto found = hasher.signatureOf(a);
    std::vector<uint64_t> bands(found.begin(), found.end());
    found = hasher.signatureOf(b);
    bool agree = false;
    for (size_t band = 0; band < bands.size(); ++band)
      agree |= bands[band] == found[band];
    candidates += agree;
  }
  return double(candidates) / pairs;
}

} // namespace

void bench::benchMinHash(const Texts &texts) {
  uint64_t sum = 0;
  FoldedWords words(Punctuation::Divides);
  measure("folded words", texts, [&](std::string_view text) { sum += words.scan(text).size(); });
  Shingler shingler(5);
  measure("shingles", texts, [&](std::string_view text) { sum += shingler.scan(text).size(); });
  MinHasher hasher((NearDuplicates()));
  measure("signatures of 112", texts, [&](std::string_view text) {
    for (uint64_t band : hasher.signature(text))
      sum ^= band;
  });
  std::printf("checksum %016llx\n", static_cast<unsigned long long>(sum));
}

void bench::benchMinHashQuality(const Texts &) {
  constexpr int kPairs = 50000;
  MinHasher hasher((NearDuplicates()));
  uint64_t next = 0;
  std::printf("%8s %10s %10s %10s %12s\n", "shingles", "Jaccard", "formula", "measured",
              "difference");
  for (uint64_t total : {20, 100, 500})
    for (int percent = 40; percent <= 95; percent += 5) {
      double jaccard = percent / 100.0;
      double formula = 1 - std::pow(1 - std::pow(jaccard, 8), 14);
      double rate = candidateRate(hasher, total * percent / 100, total, kPairs, next);
      std::printf("%8llu %10.2f %9.2f%% %9.2f%% %+11.2f points\n",
                  static_cast<unsigned long long>(total), jaccard, 100 * formula, 100 * rate,
                  100 * (rate - formula));
    }
}

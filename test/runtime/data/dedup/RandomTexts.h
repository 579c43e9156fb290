//===- RandomTexts.h - texts with a known number of common shingles -------===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_DEDUP_RANDOMTEXTS_H
#define HEDDLE_TEST_RUNTIME_DATA_DEDUP_RANDOMTEXTS_H

#include "runtime/base/Philox.h"

#include <string>

namespace heddle::test {

/// Draws numbers and words, the same for a seed everywhere.
class Random {
public:
  explicit Random(uint64_t seed) : seed(seed) {}

  uint64_t below(uint64_t end) { return runtime::randomBits(seed, 0, next++) % end; }

  /// A word that no other call gives.
  std::string freshWord() { return "w" + std::to_string(seed) + "x" + std::to_string(next++); }

  /// `count` fresh words, divided by spaces.
  std::string freshWords(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i)
      text += (i ? " " : "") + freshWord();
    return text;
  }

private:
  uint64_t seed, next = 0;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DATA_DEDUP_RANDOMTEXTS_H

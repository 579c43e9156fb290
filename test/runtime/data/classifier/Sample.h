//===- Sample.h - documents of two kinds ------------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_CLASSIFIER_SAMPLE_H
#define HEDDLE_TEST_RUNTIME_DATA_CLASSIFIER_SAMPLE_H

#include "runtime/data/classifier/TrainingSet.h"

#include <random>
#include <string>

namespace heddle::test {

/// Thirty of two hundred words, of which good documents take more of the first hundred.
inline std::string makeText(std::mt19937 &random, bool good, unsigned noise = 30) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    bool first = random() % 100 < noise ? random() % 2 : good;
    text += "w" + std::to_string(random() % 100 + (first ? 0 : 100)) + " ";
  }
  return text;
}

inline corpus::TrainingSet makeSet(size_t count, unsigned noise = 30) {
  corpus::TrainingSet set;
  std::mt19937 random(7);
  for (size_t i = 0; i < count; ++i)
    set.add(makeText(random, i % 2, noise), i % 2);
  return set;
}

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DATA_CLASSIFIER_SAMPLE_H

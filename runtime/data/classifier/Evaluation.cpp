//===- Evaluation.cpp - how well scores tell two kinds apart --------------===//

#include "runtime/data/classifier/Evaluation.h"

#include <algorithm>

namespace heddle::corpus {

namespace {

double quotient(double part, double whole) { return whole > 0 ? part / whole : 0; }

/// How many pairs of a good and a raw document are in order, twice: a tie counts one.
/// `documents` are sorted by score.
uint64_t countOrderedPairs(const std::vector<Scored> &documents) {
  uint64_t pairs = 0, rawBelow = 0;
  for (size_t i = 0; i < documents.size();) {
    uint64_t good = 0, raw = 0;
    for (double score = documents[i].score; i < documents.size() && documents[i].score == score;
         ++i)
      ++(documents[i].good ? good : raw);
    pairs += good * (2 * rawBelow + raw);
    rawBelow += raw;
  }
  return pairs;
}

} // namespace

Evaluation evaluate(std::vector<Scored> documents) {
  std::ranges::sort(documents, [](const Scored &a, const Scored &b) {
    return a.score != b.score ? a.score < b.score : a.good < b.good;
  });
  Evaluation result;
  uint64_t taken = 0, right = 0;
  double squares = 0;
  for (const Scored &document : documents) {
    bool take = document.score >= 0.5;
    double off = document.score - document.good;
    ++(document.good ? result.good : result.raw);
    taken += take;
    right += take && document.good;
    squares += off * off;
  }
  double all = double(documents.size());
  uint64_t rightlyRaw = result.raw - (taken - right);
  result.precision = quotient(double(right), double(taken));
  result.recall = quotient(double(right), double(result.good));
  result.accuracy = quotient(double(right + rightlyRaw), all);
  result.rocAuc =
      quotient(double(countOrderedPairs(documents)), 2 * double(result.good) * double(result.raw));
  result.brier = quotient(squares, all);
  return result;
}

} // namespace heddle::corpus

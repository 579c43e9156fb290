//===- Ledger.h - what happened to the documents of a source ----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_LEDGER_H
#define HEDDLE_RUNTIME_DATA_CORPUS_LEDGER_H

#include "runtime/data/corpus/records.pb.h"

#include <string>
#include <vector>

namespace heddle::corpus {

Amount amountOf(uint64_t documents, int64_t bytes, int64_t tokens);
void addTo(Amount &sum, const Amount &amount, int sign = 1);

/// Adds to a tally.
class Ledger {
public:
  Tally &tally() { return counts; }

  void input(uint64_t bytes, uint64_t tokens);
  void output(uint64_t bytes);
  void remove(const std::string &rule, uint64_t bytes, uint64_t tokens);
  /// A document became shorter; `tokens` may be below 0: less text can need more tokens.
  void cut(const std::string &rule, uint64_t cuts, int64_t bytes, int64_t tokens);
  void score(double score);

private:
  Tally counts;
};

/// Sums all of `part` into `sum` but for contamination, whose reports are merged by mergeReport().
void merge(Tally &sum, const Tally &part);

/// A step of the pipeline as people see it: rules of one family.
struct StepCount {
  std::string name;
  Amount after;
  std::vector<std::pair<std::string, const Tally::Rule *>> rules;
};

/// The steps in the order in which they are taken, with what was left after each. Steps that did
/// nothing are left out.
std::vector<StepCount> stepsOf(const Tally &tally);
/// What is left in the end.
Amount outputOf(const Tally &tally);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_LEDGER_H

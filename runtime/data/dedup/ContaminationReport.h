//===- ContaminationReport.h - what a decontamination found -----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONREPORT_H
#define HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONREPORT_H

#include "runtime/data/dedup/ContaminationCheck.h"
#include "runtime/data/dedup/DocumentId.h"

namespace heddle::corpus {

/// Counts documents and their hits. Memory: a bit for an item.
class ContaminationTally {
public:
  explicit ContaminationTally(const ContaminationIndex &index);

  /// A document with the hits of its check, which may be none. Documents come in order.
  /// `name` is what a person calls it.
  void add(DocumentId id, const std::string &name, std::string_view text,
           const std::vector<ItemHit> &hits);

  ContaminationReport report() const;

private:
  const ContaminationIndex &index;
  ContaminationReport counts;       // all but the items that were hit
  std::vector<uint32_t> firstItems; // of each benchmark
  std::vector<bool> isHit;          // of each item
};

/// Adds what was found in other documents to a report, or to an empty one. The sum is the same for
/// any parts that make the corpus, in any order. An error, and no change, if the benchmarks are
/// others.
runtime::Status mergeReport(const ContaminationReport &part, ContaminationReport &report);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_CONTAMINATIONREPORT_H

//===- CuratorKit.h - what curates the documents of all sources -*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_CURATORKIT_H
#define HEDDLE_RUNTIME_DATA_CORPUS_CURATORKIT_H

#include "runtime/data/corpus/Curator.h"
#include "runtime/data/corpus/Workshop.h"
#include "runtime/data/dedup/MinHash.h"

namespace heddle::corpus {

/// What a process makes once for all its units.
struct CuratorKit {
  std::optional<ContaminationIndex> contamination;
  std::vector<Curator> curators; // by source
  std::optional<MinHasher> minHasher;
  runtime::PieceCache cache;
  std::vector<uint32_t> tokens;

  /// Reads models, tables, lists and benchmarks.
  static runtime::Result<std::unique_ptr<CuratorKit>> create(const Workshop &shop);

private:
  runtime::Status readBenchmarks(const Workshop &shop);
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_CURATORKIT_H

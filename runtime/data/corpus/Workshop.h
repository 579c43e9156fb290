//===- Workshop.h - what the stages of a build share ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_WORKSHOP_H
#define HEDDLE_RUNTIME_DATA_CORPUS_WORKSHOP_H

#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/corpus/Stage.h"
#include "runtime/data/corpus/records.pb.h"
#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/tokenizer/Tokenizer.h"

#include <optional>

namespace heddle::corpus {

/// One build, as one process sees it.
struct Workshop {
  const CorpusFile &file;
  std::string folder; // of the corpus
  WorkFolder work;
  Watcher &watcher;
  Plan plan;
  std::optional<runtime::Tokenizer> tokenizer;

  uint32_t units() const { return plan.unit_size(); }
  /// How many parts sorting is divided into: enough that one fits the memory.
  uint32_t partitions() const;
  SortOptions sortOptions() const;
  const Corpus &corpus() const { return file.corpus; }
  const Source &sourceOf(uint32_t unit) const {
    return file.corpus.source(plan.unit(unit).source());
  }

  /// Bytes of text by unit: what a stage over units has to do.
  std::vector<uint64_t> unitWork() const;
  /// The same, divided evenly.
  std::vector<uint64_t> partitionWork() const;

  /// Where a stage's records are, dealt by hash (to partitions()) or by document (to units()).
  RecordFolder byHash(const std::string &name) const;
  /// Written by `writers` parts.
  RecordFolder byDocument(const std::string &name, uint32_t writers) const;

  /// "folder/kind/NNNNNN.suffix"
  std::string unitFile(const std::string &kind, uint32_t unit, const std::string &suffix) const;

  runtime::Status run(const std::string &name, std::vector<uint64_t> work,
                      std::function<runtime::Result<std::string>(uint32_t part)> part) const;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_WORKSHOP_H

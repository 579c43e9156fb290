//===- Curator.h - all that is asked of one document ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H
#define HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H

#include "runtime/base/Status.h"
#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/dedup/Contamination.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::corpus {

/// A document on its way through a curation.
struct Passage {
  std::string text;
  std::string language; // if it was identified
  double score = NAN;   // of the quality classifier, if there is one

  /// What was done to it without removing it.
  struct Cut {
    std::string rule;
    uint64_t count = 0;
    int64_t bytes = 0;
  };
  std::vector<Cut> cuts;
  std::map<std::string, uint64_t> personalData; // replacements by kind
};

/// Why a document goes.
struct Verdict {
  std::string rule;
  double value = NAN, limit = NAN;
  std::string of; // the item that it holds
};

/// A curation with its models and tables, made once in a process.
class Curator {
public:
  /// `contamination` may be null; else it outlives the object.
  static runtime::Result<std::unique_ptr<Curator>>
  create(const Curation &curation, const CorpusFile &file, const Contamination *contamination);
  virtual ~Curator() = default;
  /// Changes the text as its steps do, in their order, and gives the first reason why it goes.
  virtual std::optional<Verdict> curate(Passage &passage) = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H

//===- Curator.h - all that is asked of one document ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H
#define HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H

#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/dedup/ContaminationCheck.h"
#include "runtime/data/filters/Removal.h"
#include "runtime/data/personal/PersonalData.h"

#include <cmath>
#include <memory>
#include <optional>
#include <string>

namespace heddle::corpus {

/// A document on its way through a curation.
struct Passage {
  std::string text;
  std::string_view language; // if it was identified
  float score = NAN;         // of the quality classifier, if there is one
  Edits edits;               // what was taken out of the text
  PersonalDataCounts personalData;
  std::vector<ItemHit> hits; // items of benchmarks that it holds
  std::string hitText;       // as it was when they were found, if there are any

  std::optional<Removal> removal; // the first reason why it goes
};

/// A curation with its models and tables. Belongs to one thread.
class Curator {
public:
  /// `contamination` may be null; else it outlives the object.
  static runtime::Result<Curator> create(const Curation &curation, const CorpusFile &file,
                                         const ContaminationIndex *contamination);
  Curator(Curator &&) noexcept;
  ~Curator();

  /// Takes the steps in the order of curation.proto, with decontamination before personal data, up
  /// to the first one that removes the document. Fails on a document of 2 GiB and more.
  runtime::Status curate(Passage &passage);

private:
  struct Steps;

  Curator();
  runtime::Status normalise(Passage &passage);
  runtime::Status identify(Passage &passage);
  runtime::Status applyRules(Passage &passage);
  runtime::Status checkWords(Passage &passage);
  runtime::Status decontaminate(Passage &passage);
  void removeHits(Passage &passage);
  runtime::Status protect(Passage &passage);
  runtime::Status judge(Passage &passage);

  std::unique_ptr<Steps> steps;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_CURATOR_H

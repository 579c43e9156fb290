//===- SelectStage.cpp - the best documents of each source ------*- C++ -*-===//

#include "runtime/data/classifier/Keep.h"
#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/RecordWriter.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// The documents of a source and their scores.
struct Scores {
  std::vector<DocumentId> ids;
  std::vector<float> values;
};

Result<Scores> readScores(const Workshop &shop, uint32_t source) {
  Scores scores;
  for (uint32_t unit = 0; unit < shop.units(); ++unit) {
    if (shop.plan.unit(unit).source() != source)
      continue;
    Status status = forEachSurvivor(shop, unit, Taken::Unselected,
                                    [&](uint32_t index, StoredDocument &document) {
                                      scores.ids.push_back(makeDocumentId(unit, index));
                                      scores.values.push_back(document.score());
                                      return Status();
                                    });
    if (!status)
      return status;
  }
  return scores;
}

} // namespace

Status select(const Workshop &shop) {
  if (!isTaken(shop.file, Taken::Unselected))
    return {};
  std::vector<uint64_t> work(shop.corpus().source_size());
  for (const Plan::Unit &unit : shop.plan.unit())
    work[unit.source()] += unit.end() - unit.begin();
  RecordFolder folder = shop.byDocument(nameOf(Taken::Unselected), work.size());
  return shop.run(nameOf(Taken::Unselected), work, [&](uint32_t source) -> Result<std::string> {
    Result<RecordWriter<Unselected>> writer = RecordWriter<Unselected>::create(folder, source);
    if (!writer)
      return writer.status();
    const QualityClassifier &rule = shop.file.curations[source].classifier();
    if (rule.has_top_share()) {
      Result<Scores> scores = readScores(shop, source);
      if (!scores)
        return scores.status();
      TopShare best = keepTopShare(scores->values, rule.top_share());
      for (size_t i = 0; i < best.kept.size(); ++i)
        if (!best.kept[i])
          writer->add(Unselected::of(scores->ids[i], scores->values[i], best.limit));
    }
    Status status = writer->commit();
    return status ? Result<std::string>("") : status;
  });
}

} // namespace heddle::corpus

//===- PlanWork.h - the units of a corpus -----------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_PLANWORK_H
#define HEDDLE_RUNTIME_DATA_CORPUS_PLANWORK_H

#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/corpus/records.pb.h"
#include "runtime/data/sources/Unit.h"

namespace heddle::corpus {

/// The units of all sources, and what their files are now.
runtime::Result<std::vector<Plan::Unit>> planUnits(const CorpusFile &file);
/// The same, bound to the corpus file and what it names.
runtime::Result<Plan> planWork(const CorpusFile &file);

/// Fails if the plan is of another corpus file, or a file of text is not what it was.
runtime::Status checkPlan(const Plan &plan, const CorpusFile &file, const std::string &folder);

Unit unitOf(const Plan::Unit &planned, const CorpusFile &file);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_PLANWORK_H

//===- Stages.h - the stages of a build, in their order ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_STAGES_H
#define HEDDLE_RUNTIME_DATA_CORPUS_STAGES_H

#include "runtime/data/corpus/Workshop.h"

namespace heddle::corpus {

/// Reads all text once: work/curate/UNIT.documents holds what passed the rules; hashes and
/// signatures for the stages below are written on the way; removed/UNIT.curate.jsonl.zst says what
/// did not pass. Results: a Tally for each unit.
runtime::Status curate(const Workshop &shop);
/// Fails if a source has more bad records than the corpus file allows.
runtime::Status checkBadRecords(const Workshop &shop);

/// The classifier's top_share: the best documents of each source.
runtime::Status select(const Workshop &shop);
/// Documents of the same text.
runtime::Status findExactDuplicates(const Workshop &shop);
/// Documents of much the same words.
runtime::Status findNearDuplicates(const Workshop &shop);
/// Paragraphs, and then lines, that were there before.
runtime::Status findRepeatedParts(const Workshop &shop);
/// Runs of tokens that were there before.
runtime::Status findRepeatedRuns(const Workshop &shop);

/// Applies what the stages above found: documents/, removed/UNIT.dedup.jsonl.zst, and token files
/// of units. Results: a Tally for each unit.
runtime::Status finish(const Workshop &shop);
/// tokens/SOURCE.tokens and mixture.txtpb.
runtime::Status mergeTokens(const Workshop &shop);
std::string tokenFileOf(const Workshop &shop, uint32_t source);
/// datasheet.json and datasheet.html; removes files that only stages needed.
runtime::Status report(const Workshop &shop);

/// Of a unit, as `stage` (curate or finish) gave it.
runtime::Result<Tally> tallyOf(const Workshop &shop, const std::string &stage, uint32_t unit);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_STAGES_H

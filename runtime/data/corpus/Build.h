//===- Build.h - from a corpus file to a corpus -----------------*- C++ -*-===//
//
// The folder of a corpus:
//
//   corpus.txtpb      the corpus file as it was built
//   datasheet.json    what is in it and why; datasheet.html to look at
//   documents/        what was kept: NNNNNN.documents, one per unit of work
//   removed/          what was not: NNNNNN.*.jsonl.zst, a line for each document or cut
//   tokens/           SOURCE.tokens for each source, with a tokenizer
//   mixture.txtpb     how a run mixes them
//   work/             results of stages, which other processes wait for
//
// Stages run one after the other, each divided into parts (WorkFolder.h). A part depends on results
// of earlier stages and the corpus file alone, so any number of processes makes the same bytes.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_BUILD_H
#define HEDDLE_RUNTIME_DATA_CORPUS_BUILD_H

#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/corpus/Stage.h"

namespace heddle::corpus {

/// Builds the corpus of `file` in `folder`, or takes part in that, or does nothing if it is there.
/// Fails if the folder holds another corpus, or if files of text changed since it was begun.
runtime::Status buildCorpus(const CorpusFile &file, const std::string &folder, Watcher &watcher);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_BUILD_H

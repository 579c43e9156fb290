//===- CorpusFile.h - what a corpus file says -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_CORPUSFILE_H
#define HEDDLE_RUNTIME_DATA_CORPUS_CORPUSFILE_H

#include "runtime/base/Status.h"
#include "runtime/data/corpus/corpus.pb.h"

#include <string>
#include <vector>

namespace heddle::corpus {

/// A corpus file that was checked: names are unique and known, shares and thresholds make sense,
/// files that it names beside the text are there.
struct CorpusFile {
  std::string path;
  std::string folder; // of the file: what it names is found from here
  Corpus corpus;
  std::vector<Curation> curations; // by source

  /// `name` as it is reached from where the program runs.
  std::string resolve(const std::string &name) const;
};

/// Whether what the file names beside the text (tokenizer, tables, models) must be there.
enum class Helpers { MustBeThere, MayBeMissing };

/// Errors are at file:line:column.
runtime::Result<CorpusFile> readCorpusFile(const std::string &path,
                                           Helpers helpers = Helpers::MustBeThere);

/// Hash of what decides about the result beside the text: the corpus file's meaning, without what
/// only says how to work (unit_bytes, memory_bytes), and the content of every file that it names,
/// but for the text. Fails if one cannot be read.
runtime::Result<uint64_t> fingerprintOf(const CorpusFile &file);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_CORPUSFILE_H

//===- Datasheet.h - what a corpus is made of -------------------*- C++ -*-===//
//
// The record of a corpus in the spirit of "Datasheets for Datasets" (Gebru et al. 2021): where text
// came from and under which licence, and what every step left of it and why.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_DATASHEET_H
#define HEDDLE_RUNTIME_DATA_CORPUS_DATASHEET_H

#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/corpus/records.pb.h"

#include <nlohmann/json.hpp>

#include <ostream>
#include <span>

namespace heddle::corpus {

using Json = nlohmann::ordered_json;

/// What a tokenizer made of the corpus, for the datasheet.
struct TokenizerFacts {
  std::string file;
  uint64_t fingerprint;
  uint64_t size;
};

/// The datasheet as JSON; docs/corpus.md lists its fields. `tallies` by source; `contamination` is
/// what decontamination found, by benchmark.
Json makeDatasheet(const CorpusFile &file, std::span<const Tally> tallies,
                   const std::optional<TokenizerFacts> &tokenizer, const Json &contamination);

/// One self-contained page.
void writeDatasheetPage(const Json &datasheet, std::ostream &os);

/// A table for a terminal.
void printDatasheet(const Json &datasheet, std::ostream &os);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_DATASHEET_H

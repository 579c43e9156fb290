//===- Bench.h - parts of heddle-bench-corpus -------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_BENCH_HEDDLE_BENCH_CORPUS_BENCH_H
#define HEDDLE_TOOLS_BENCH_HEDDLE_BENCH_CORPUS_BENCH_H

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::bench {

using Texts = std::vector<std::string>;

/// Prints the MB/s and us per document of `use` over all texts, in CPU time, the best of three
/// rounds.
void measure(const char *name, const Texts &texts,
             const std::function<void(std::string_view)> &use);

void benchTextParts(const Texts &texts);
void benchMinHash(const Texts &texts);
void benchMinHashQuality(const Texts &texts);
void benchExternalSort(const Texts &texts);
void benchNearDuplicates(const Texts &texts);
void benchRepeatedRuns(const Texts &texts);
void benchContamination(const Texts &texts);
void benchWords(const Texts &texts);
void benchLanguage(const Texts &texts);
void benchClassifier(const Texts &texts);
void benchPersonalData(const Texts &texts);
void benchPhrases(const Texts &texts);
void benchRules(const Texts &texts);

} // namespace heddle::bench

#endif // HEDDLE_TOOLS_BENCH_HEDDLE_BENCH_CORPUS_BENCH_H

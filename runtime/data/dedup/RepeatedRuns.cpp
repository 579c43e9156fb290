//===- RepeatedRuns.cpp - runs of tokens that were seen before ------------===//

#include "runtime/data/dedup/RepeatedRuns.h"

namespace heddle::corpus {

using runtime::Status;

/// Two equal windows have a minimizer each, or, in one document, the same, which then is tied: it
/// stands in each of them at two places.
void RepeatedRuns::addSeeds(const TokenRun &tokens, RecordWriter<SeedRecord> &seeds) {
  for (const Minimizers::Minimizer &minimizer : minimizers.find(tokens)) {
    seeds.add({minimizer.hash});
    if (minimizer.isTied)
      seeds.add({minimizer.hash});
  }
}

void RepeatedRuns::addWindows(const TokenRun &tokens, DocumentId id, const SeedFilter &marked,
                              RecordWriter<PlacedHash> &windows) {
  size_t bytes = minimizers.windowTokens() * tokens.tokenBytes;
  for (const Minimizers::Minimizer &minimizer : minimizers.find(tokens)) {
    if (!marked.mayHave(minimizer.hash))
      continue;
    for (size_t window = minimizer.firstWindow; window < minimizer.endWindow; ++window)
      windows.add(PlacedHash::of(tokens.at(window), bytes, id, uint32_t(window)));
  }
}

Status markSeeds(const RecordFolder &seeds, uint32_t partition, const SortOptions &options,
                 RecordWriter<SeedRecord> &marked) {
  bool isMarked = false;
  return forEachSorted<SeedRecord>(seeds, partition, options,
                                   [&](const SeedRecord &seed, bool isFirst) {
                                     if (!isFirst && !isMarked)
                                       marked.add(seed);
                                     isMarked = !isFirst;
                                   });
}

Status writeRepeated(const RecordFolder &windows, uint32_t partition, const SortOptions &options,
                     RecordWriter<RepeatedWindow> &repeated) {
  return forEachRepeated(windows, partition, options, [&](const RepeatedPlace &place) {
    repeated.add({place.id, place.place});
  });
}

} // namespace heddle::corpus

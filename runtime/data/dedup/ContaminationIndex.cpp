//===- ContaminationIndex.cpp - the items, by their runs of words ---------===//

#include "runtime/data/dedup/ContaminationIndex.h"

#include <algorithm>
#include <bit>

namespace heddle::corpus {

using runtime::error;
using runtime::Status;

Status checkOptions(const Decontamination &options) {
  if (options.ngram() == 0 && options.min_span() == 0 &&
      (options.share_ngram() == 0 || options.min_share() == 0))
    return error("a decontamination without a test",
                 "give ngram (GPT-3: 13), share_ngram and min_share (PaLM: 8, 0.7), or min_span");
  if (!(options.min_share() >= 0 && options.min_share() <= 1))
    return error("min_share of a decontamination is " + std::to_string(options.min_share()) +
                     ", not a share",
                 "give a number from 0 to 1; PaLM has 0.7");
  return {};
}

ContaminationIndex::ContaminationIndex(const Decontamination &options,
                                       std::vector<BenchmarkItem> items)
    : parameters(options), texts(std::move(items)) {
  if (parameters.min_share() == 0)
    parameters.set_share_ngram(0);
  addWords();
  chooseGram();
  addGrams();
}

void ContaminationIndex::addWords() {
  FoldedWords scanner(Punctuation::Vanishes);
  wordBegins.push_back(0);
  for (const BenchmarkItem &item : texts) {
    std::span<const uint64_t> found = scanner.scan(item.text);
    if (found.size() >= std::max<uint32_t>(1, parameters.min_item_words()))
      words.insert(words.end(), found.begin(), found.end());
    wordBegins.push_back(words.size());
  }
}

void ContaminationIndex::chooseGram() {
  uint32_t least = ~uint32_t(0);
  for (uint32_t asked : {parameters.ngram(), parameters.share_ngram()})
    for (uint32_t item = 0; item < texts.size() && asked > 0; ++item)
      if (isCompared(item))
        least = std::min(least, runWords(item, asked));
  if (parameters.min_span() > 0)
    least = std::min(least, parameters.min_span());
  gram = least == ~uint32_t(0) ? 1 : least;
}

void ContaminationIndex::addGrams() {
  table.resize(std::bit_ceil(2 * words.size() + 2));
  tableShift = 64 - unsigned(std::countr_zero(table.size()));
  bitmap.resize(table.size() / 8 + 1);
  bitmapShift = tableShift - 3;
  RollingHash rolling(gram);
  uint32_t count = 0;
  gramBegins.push_back(0);
  for (uint32_t item = 0; item < texts.size(); ++item) {
    rolling.forEach(wordsOf(item), [&](size_t, uint64_t hash) {
      Slot &slot = slotOf(hash);
      if (slot.gram == kNoGram)
        slot = {hash, count++};
      bitmap[hash >> bitmapShift >> 6] |= uint64_t(1) << (hash >> bitmapShift & 63);
      grams.push_back(slot.gram);
    });
    gramBegins.push_back(grams.size());
  }
  addOwners(count);
}

/// Counts, then fills from behind: items rise in each list. An item that has a gram twice is in its
/// list once.
void ContaminationIndex::addOwners(uint32_t gramCount) {
  std::vector<uint32_t> lastItem(gramCount, ~uint32_t(0));
  auto forEachOwner = [&](auto use) {
    std::fill(lastItem.begin(), lastItem.end(), ~uint32_t(0));
    for (uint32_t item = 0; item < texts.size(); ++item)
      for (uint32_t gram : gramsOf(item))
        if (std::exchange(lastItem[gram], item) != item)
          use(gram, item);
  };
  ownerBegins.assign(gramCount + 1, 0);
  forEachOwner([&](uint32_t gram, uint32_t) { ++ownerBegins[gram + 1]; });
  for (uint32_t gram = 0; gram < gramCount; ++gram)
    ownerBegins[gram + 1] += ownerBegins[gram];
  owners.resize(ownerBegins.back());
  std::vector<uint64_t> next(ownerBegins.begin(), ownerBegins.end());
  forEachOwner([&](uint32_t gram, uint32_t item) { owners[next[gram]++] = item; });
}

ContaminationIndex::Slot &ContaminationIndex::slotOf(uint64_t hash) {
  size_t place = hash >> tableShift;
  while (table[place].gram != kNoGram && table[place].hash != hash)
    place = (place + 1) & (table.size() - 1);
  return table[place];
}

uint32_t ContaminationIndex::findInTable(uint64_t hash) const {
  size_t place = hash >> tableShift;
  while (table[place].gram != kNoGram && table[place].hash != hash)
    place = (place + 1) & (table.size() - 1);
  return table[place].gram;
}

} // namespace heddle::corpus

//===- WordCounter.cpp - how often each word occurs -----------------------===//

#include "runtime/data/words/WordCounter.h"

#include "runtime/data/words/WordScanner.h"

#include <algorithm>

namespace heddle::corpus {

WordCounter::WordCounter() : slots(1 << 10) {}

void WordCounter::growSlots() {
  slots.assign(2 * slots.size(), 0);
  for (size_t i = 0; i < entries.size(); ++i) {
    size_t slot = entries[i].hash & (slots.size() - 1);
    while (slots[slot])
      slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = uint32_t(i + 1);
  }
}

void WordCounter::count(std::string_view word, uint64_t hash, uint64_t by) {
  size_t slot = hash & (slots.size() - 1);
  while (slots[slot]) {
    Entry &entry = entries[slots[slot] - 1];
    if (entry.hash == hash && wordOf(entry) == word) {
      entry.count += by;
      return;
    }
    slot = (slot + 1) & (slots.size() - 1);
  }
  entries.push_back({hash, by, bytes.size(), uint32_t(word.size())});
  bytes += word;
  slots[slot] = uint32_t(entries.size());
  if (2 * entries.size() > slots.size())
    growSlots();
}

void WordCounter::add(std::string_view text) {
  WordScanner words(text);
  while (words.next()) {
    ++total;
    if (words.word().size() <= kMaxWordBytes)
      count(words.word(), words.hash(), 1);
  }
}

void WordCounter::merge(const WordCounter &other) {
  total += other.total;
  for (const Entry &entry : other.entries)
    count(other.wordOf(entry), entry.hash, entry.count);
}

std::string WordCounter::formatTable(const WordTableLimits &limits) const {
  std::vector<const Entry *> listed;
  for (const Entry &entry : entries)
    if (entry.count >= limits.minCount)
      listed.push_back(&entry);
  std::ranges::sort(listed, [&](const Entry *a, const Entry *b) {
    return a->count != b->count ? a->count > b->count : wordOf(*a) < wordOf(*b);
  });
  listed.resize(std::min<uint64_t>(listed.size(), limits.maxWords));
  std::string table = "#heddle-words 1 total=" + std::to_string(total) +
                      " words=" + std::to_string(listed.size()) + "\n";
  for (const Entry *entry : listed) {
    table += wordOf(*entry);
    table += '\t';
    table += std::to_string(entry->count);
    table += '\n';
  }
  return table;
}

} // namespace heddle::corpus

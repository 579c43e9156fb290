//===- WordSplitter.cpp - chunks cut into words ---------------------------===//

#include "runtime/data/text/WordSplitter.h"

#include "runtime/data/text/Urls.h"
#include "runtime/data/text/WordAffixes.h"

#include <algorithm>
#include <unordered_map>

namespace heddle::runtime {

//===----------------------------------------------------------------------===//
// Affixes
//===----------------------------------------------------------------------===//

const WordExceptions::Parts *WordSplitter::findException(size_t begin, size_t end) const {
  if (!usesExceptions || begin >= end)
    return nullptr;
  return WordExceptions::get().find(chunk.text(begin, end));
}

/// One round: a prefix and a suffix. False if [begin, end) is what stays.
bool WordSplitter::cutAffixes(size_t &begin, size_t &end) {
  if (begin >= end || findException(begin, end))
    return false;
  size_t front = begin + prefixLength(chunk, begin, end);
  if (front > begin && findException(front, end)) {
    addWord(begin = front);
    return false;
  }
  size_t back = end - suffixLength(chunk, front, end);
  if (back < end && findException(begin, back)) {
    suffixes.push_back(uint32_t(end));
    end = back;
    return false;
  }
  if (front == begin && back == end)
    return false;
  if (front > begin)
    addWord(begin = front);
  if (back < end) {
    suffixes.push_back(uint32_t(end));
    end = back;
  }
  return true;
}

void WordSplitter::addException(size_t begin, const WordExceptions::Parts &parts) {
  for (uint8_t i = 0; i < parts.count; ++i)
    ends.push_back(uint32_t(chunk.byteOf(begin) + parts.ends[i]));
}

/// Cut at the infixes. One in front stays with what follows it.
void WordSplitter::addPieces(size_t begin, size_t end) {
  size_t word = begin;
  for (size_t at = begin; at < end;) {
    size_t length = chunk.is(at, kInfix) ? infixLength(chunk, begin, at, end) : 0;
    if (length > 0 && at > begin) {
      if (at > word)
        addWord(at);
      addWord(at + length);
      word = at + length;
    }
    at += std::max<size_t>(length, 1);
  }
  if (word < end)
    addWord(end);
}

void WordSplitter::addRest(size_t begin, size_t end) {
  if (begin >= end)
    return;
  if (const WordExceptions::Parts *parts = findException(begin, end))
    addException(begin, *parts);
  else if (isUrl(chunk, begin, end))
    addWord(end);
  else
    addPieces(begin, end);
}

std::span<const uint32_t> WordSplitter::splitWithoutExceptions(std::string_view text) {
  usesExceptions = false;
  split(text);
  usesExceptions = true;
  return ends;
}

std::span<const uint32_t> WordSplitter::split(std::string_view text) {
  chunk.assign(text);
  ends.clear();
  suffixes.clear();
  size_t begin = 0, end = chunk.size();
  while (cutAffixes(begin, end))
    ;
  addRest(begin, end);
  for (size_t i = suffixes.size(); i-- > 0;)
    addWord(suffixes[i]);
  if (usesExceptions && ends.size() > 1)
    mergeExceptions(text);
  return ends;
}

//===----------------------------------------------------------------------===//
// Exceptions of several words
//===----------------------------------------------------------------------===//

namespace {

/// Where the rules for affixes would cut exceptions, for those that they cut.
class MergeTable {
public:
  MergeTable() {
    WordSplitter splitter;
    for (const auto &[text, parts] : WordExceptions::get().all()) {
      std::span<const uint32_t> ends = splitter.splitWithoutExceptions(text);
      if (ends.size() < 2)
        continue;
      endsOf.try_emplace(&parts, ends.begin(), ends.end());
      begins[uint8_t(text[0])] = true;
    }
  }

  bool beginsWith(char c) const { return begins[uint8_t(c)]; }
  /// Whether the words that end at `ends`, of which the first begins at `begin`, are how the rules
  /// cut the exception.
  bool isCutSo(const WordExceptions::Parts *exception, uint32_t begin,
               std::span<const uint32_t> ends) const {
    auto found = endsOf.find(exception);
    return found != endsOf.end() &&
           std::equal(ends.begin(), ends.end(), found->second.begin(), found->second.end(),
                      [&](uint32_t end, uint32_t own) { return end - begin == own; });
  }

private:
  std::unordered_map<const WordExceptions::Parts *, std::vector<uint32_t>> endsOf; // bytes
  std::array<bool, 256> begins{};
};

} // namespace

/// Every run of words that is an exception and was cut like it.
void WordSplitter::findMerges(std::string_view text) {
  static const MergeTable table;
  const WordExceptions &exceptions = WordExceptions::get();
  for (uint32_t i = 0, begin = 0; i < ends.size(); begin = ends[i++]) {
    if (!table.beginsWith(text[begin]))
      continue;
    for (uint32_t j = i + 1; j < ends.size() && ends[j] - begin <= exceptions.longest(); ++j) {
      const WordExceptions::Parts *found = exceptions.find(text.substr(begin, ends[j] - begin));
      if (found && table.isCutSo(found, begin, std::span(ends).subspan(i, j + 1 - i)))
        merges.push_back({i, j + 1, found});
    }
  }
}

/// The longest first, then the first; one that begins or ends in another's words goes, but its
/// words count as another's, too.
void WordSplitter::chooseMerges() {
  std::sort(merges.begin(), merges.end(), [](const Merge &a, const Merge &b) {
    uint32_t lengthA = a.end - a.begin, lengthB = b.end - b.begin;
    return lengthA != lengthB ? lengthA > lengthB : a.begin < b.begin;
  });
  taken.assign(ends.size(), false);
  std::erase_if(merges, [&](const Merge &merge) {
    bool overlaps = taken[merge.begin] || taken[merge.end - 1];
    std::fill(taken.begin() + merge.begin, taken.begin() + merge.end, true);
    return overlaps;
  });
  std::sort(merges.begin(), merges.end(),
            [](const Merge &a, const Merge &b) { return a.begin < b.begin; });
}

void WordSplitter::applyMerges() {
  merged.clear();
  size_t word = 0;
  for (const Merge &merge : merges) {
    merged.insert(merged.end(), ends.begin() + word, ends.begin() + merge.begin);
    uint32_t begin = merge.begin == 0 ? 0 : ends[merge.begin - 1];
    for (uint8_t i = 0; i < merge.parts->count; ++i)
      merged.push_back(begin + merge.parts->ends[i]);
    word = merge.end;
  }
  merged.insert(merged.end(), ends.begin() + word, ends.end());
  std::swap(ends, merged);
}

void WordSplitter::mergeExceptions(std::string_view text) {
  merges.clear();
  findMerges(text);
  if (merges.empty())
    return;
  chooseMerges();
  applyMerges();
}

} // namespace heddle::runtime

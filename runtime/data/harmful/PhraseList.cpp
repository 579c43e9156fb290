//===- PhraseList.cpp - words and phrases to look for ---------------------===//

#include "runtime/data/harmful/PhraseList.h"

#include "runtime/data/words/WordScanner.h"

#include <algorithm>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

/// What stands between two words, without what does not matter.
std::string normaliseGap(std::string_view gap) {
  constexpr std::string_view kIgnored = " \t\n\v\f\r-_";
  std::string kept;
  for (char c : gap)
    if (kIgnored.find(c) == kIgnored.npos)
      kept.push_back(c);
  return kept;
}

Status checkPhrase(std::string_view line, size_t words) {
  if (!isUtf8(line))
    return error("is no UTF-8", "convert the list to UTF-8");
  if (words == 0)
    return error("has no letters, digits or symbols: nothing can match it", "remove the line");
  if (words > PhraseList::kMaxWords)
    return error("has " + std::to_string(words) + " words; at most " +
                 std::to_string(PhraseList::kMaxWords) + " are supported");
  return {};
}

} // namespace

Status PhraseList::add(std::string_view list, const std::string &source) {
  for (size_t begin = 0, number = 1; begin < list.size(); ++number) {
    size_t end = std::min(list.find('\n', begin), list.size());
    std::string_view line = list.substr(begin, end - begin);
    begin = end + 1;
    Phrase phrase;
    WordScanner scanner(line);
    for (size_t last = 0; scanner.next(); last = scanner.end()) {
      if (!phrase.words.empty())
        phrase.gaps.push_back(normaliseGap(line.substr(last, scanner.begin() - last)));
      phrase.words.push_back(scanner.hash());
    }
    if (line.find_first_not_of(" \t\r") == line.npos)
      continue;
    if (Status status = checkPhrase(line, phrase.words.size()); !status)
      return status.at(source + ":" + std::to_string(number));
    phrases.push_back(std::move(phrase));
  }
  index();
  return {};
}

void PhraseList::index() {
  std::ranges::sort(phrases, [](const Phrase &a, const Phrase &b) {
    return a.words[0] != b.words[0] ? a.words[0] < b.words[0] : a.words.size() > b.words.size();
  });
  std::ranges::fill(starts, 0);
  for (const Phrase &phrase : phrases)
    starts[phrase.words[0] / 64 % kStarts] |= uint64_t(1) << (phrase.words[0] % 64);
}

/// The end of the longest phrase that begins with the word at `begin`, and its number of words; 0
/// if none does.
size_t PhraseList::matchAt(std::string_view text, size_t begin, uint64_t hash,
                           uint64_t &words) const {
  auto candidates = std::ranges::equal_range(phrases, hash, {},
                                             [](const Phrase &phrase) { return phrase.words[0]; });
  for (const Phrase &phrase : candidates) {
    WordScanner scanner(text);
    scanner.continueAt(begin);
    size_t same = 0, end = begin;
    while (same < phrase.words.size() && scanner.next() && scanner.hash() == phrase.words[same] &&
           (same == 0 ||
            normaliseGap(text.substr(end, scanner.begin() - end)) == phrase.gaps[same - 1])) {
      end = scanner.end();
      ++same;
    }
    if (same == phrase.words.size()) {
      words = same;
      return end;
    }
  }
  return 0;
}

PhraseCount PhraseList::count(std::string_view text) const {
  PhraseCount result;
  WordScanner scanner(text);
  while (scanner.next()) {
    ++result.words;
    if (!mayBegin(scanner.hash()))
      continue;
    uint64_t words = 0;
    size_t end = matchAt(text, scanner.begin(), scanner.hash(), words);
    if (end == 0)
      continue;
    if (result.matched == 0) {
      result.begin = scanner.begin();
      result.end = end;
    }
    result.matched += words;
    result.words += words - 1;
    scanner.continueAt(end);
  }
  return result;
}

} // namespace heddle::corpus

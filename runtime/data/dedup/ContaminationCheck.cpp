//===- ContaminationCheck.cpp - documents that hold items -----------------===//

#include "runtime/data/dedup/ContaminationCheck.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace heddle::corpus {

ContaminationCheck::ContaminationCheck(const ContaminationIndex &index)
    : index(index), scanner(Punctuation::Vanishes), rolling(index.gramWords()) {}

const std::vector<ItemHit> &ContaminationCheck::check(std::string_view text) {
  hits.clear();
  findGrams(text);
  if (found.empty())
    return hits;
  findItems();
  indexRuns();
  for (uint32_t item : candidates)
    compare(item);
  return hits;
}

void ContaminationCheck::findGrams(std::string_view text) {
  found.clear();
  words = scanner.scan(text);
  rolling.forEach(words, [&](size_t word, uint64_t hash) {
    if (uint32_t gram = index.find(hash); gram != index.kNoGram)
      found.push_back({word, gram});
  });
}

/// The items that have one of the grams, each gram asked for once.
void ContaminationCheck::findItems() {
  std::vector<uint32_t> distinct;
  for (const PlacedGram &place : found)
    distinct.push_back(place.gram);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  candidates.clear();
  for (uint32_t gram : distinct)
    candidates.insert(candidates.end(), index.itemsOf(gram).begin(), index.itemsOf(gram).end());
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
}

/// Where the document has words between grams, kNoGram keeps runs from going on.
void ContaminationCheck::indexRuns() {
  runs.clear();
  for (size_t i = 0; i < found.size(); ++i) {
    if (i > 0 && found[i].word != found[i - 1].word + 1)
      runs.append(index.kNoGram, 0);
    runs.append(found[i].gram, found[i].word);
  }
}

void ContaminationCheck::compare(uint32_t item) {
  const Decontamination &options = index.options();
  uint32_t gramWords = index.gramWords();
  uint32_t ngram = index.runWords(item, options.ngram());
  uint32_t shareGram = index.runWords(item, options.share_ngram());
  ItemHit hit = {item, 0, 0, 0, {}, false, false, false};
  uint32_t shared = 0;
  RunIndex::Match match, longest;
  for (uint32_t gram : index.gramsOf(item)) {
    runs.read(match, gram);
    uint32_t run = match.length ? match.length + gramWords - 1 : 0;
    hit.ngrams += ngram > 0 && run >= ngram;
    shared += shareGram > 0 && run >= shareGram;
    if (match.length > longest.length)
      longest = match;
  }
  hit.longestWords = longest.length + gramWords - 1;
  size_t last = runs.placeOf(longest) + gramWords - 1;
  hit.longest = {scanner.spans()[last + 1 - hit.longestWords].begin, scanner.spans()[last].end};
  if (shareGram > 0)
    hit.share = double(shared) / double(index.wordsOf(item).size() - shareGram + 1);
  hit.byNgram = hit.ngrams > 0;
  hit.byShare = shareGram > 0 && hit.share >= options.min_share();
  hit.bySpan = options.min_span() > 0 && hit.longestWords >= options.min_span();
  if (hit.byNgram || hit.byShare || hit.bySpan)
    hits.push_back(hit);
}

std::vector<ByteSpan> ContaminationCheck::sharedSpans() const {
  const Decontamination &options = index.options();
  std::map<uint32_t, std::unordered_set<uint64_t>> runsOfLength;
  for (const ItemHit &hit : hits) {
    auto addRuns = [&](bool isHit, uint32_t asked) {
      uint32_t length = index.runWords(hit.item, asked);
      if (isHit)
        RollingHash(length).forEach(index.wordsOf(hit.item), [&](size_t, uint64_t hash) {
          runsOfLength[length].insert(hash);
        });
    };
    addRuns(hit.byNgram, options.ngram());
    addRuns(hit.byShare, options.share_ngram());
    addRuns(hit.bySpan, options.min_span());
  }
  std::vector<bool> isShared(words.size());
  for (const auto &[length, hashes] : runsOfLength) {
    size_t marked = 0; // words before it are
    RollingHash(length).forEach(words, [&](size_t word, uint64_t hash) {
      if (!hashes.contains(hash))
        return;
      for (marked = std::max(marked, word); marked < word + length; ++marked)
        isShared[marked] = true;
    });
  }
  std::vector<ByteSpan> spans;
  for (size_t word = 0; word < words.size(); ++word) {
    if (!isShared[word])
      continue;
    if (word > 0 && isShared[word - 1])
      spans.back().end = scanner.spans()[word].end;
    else
      spans.push_back({scanner.spans()[word].begin, scanner.spans()[word].end});
  }
  return spans;
}

namespace {

bool isContinuation(char byte) { return (byte & 0xc0) == 0x80; }

/// `count` characters before or after byte `at`.
uint64_t backBy(std::string_view text, uint64_t at, uint64_t count) {
  for (; count > 0 && at > 0; --count)
    for (--at; at > 0 && isContinuation(text[at]);)
      --at;
  return at;
}
uint64_t forwardBy(std::string_view text, uint64_t at, uint64_t count) {
  for (; count > 0 && at < text.size(); --count)
    for (++at; at < text.size() && isContinuation(text[at]);)
      ++at;
  return at;
}

} // namespace

Remainder removeSpans(std::string_view text, std::span<const ByteSpan> spans,
                      const Decontamination &options) {
  if (spans.empty())
    return {{{0, text.size()}}};
  std::vector<ByteSpan> pieces;
  uint64_t begin = 0;
  auto addPiece = [&](uint64_t end) {
    if (begin < end)
      pieces.push_back({begin, end});
  };
  for (const ByteSpan &span : spans) {
    addPiece(backBy(text, span.begin, options.margin()));
    begin = std::max(begin, forwardBy(text, span.end, options.margin()));
  }
  addPiece(text.size());
  Remainder rest;
  if (pieces.size() <= options.max_pieces())
    for (const ByteSpan &piece : pieces)
      if (forwardBy(text, piece.begin, options.margin()) <= piece.end)
        rest.pieces.push_back(piece);
  rest.isRemoved = rest.pieces.empty();
  return rest;
}

} // namespace heddle::corpus

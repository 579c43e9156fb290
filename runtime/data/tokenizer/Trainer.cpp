//===- Trainer.cpp - learning the merges of a vocabulary ------------------===//

#include "runtime/data/tokenizer/Trainer.h"

#include "runtime/data/tokenizer/ByteNames.h"

#include <algorithm>
#include <queue>

namespace heddle::runtime {

void PieceCounter::add(std::string_view text) {
  forEachPiece(preTokenizer, text, [&](std::string_view piece) {
    if (auto known = counts.find(piece); known != counts.end())
      ++known->second;
    else
      counts.emplace(piece, 1);
  });
}

namespace {

using Pair = uint64_t; // left and right: in the order of left, then right

Pair makePair(uint32_t left, uint32_t right) { return uint64_t(left) << 32 | right; }
uint32_t leftOf(Pair pair) { return pair >> 32; }
uint32_t rightOf(Pair pair) { return uint32_t(pair); }

/// A piece as the tokens it is made of now.
struct Word {
  std::vector<uint32_t> tokens;
  int64_t count;
};

/// Where a pair occurs.
struct Occurrences {
  int64_t count = 0;
  std::vector<uint32_t> words; // where it may still be; with repetitions, the last one apart
};

/// A pair and how often it occurred when it was queued.
struct Candidate {
  int64_t count;
  Pair pair;
  bool operator<(const Candidate &other) const {
    return count != other.count ? count < other.count : pair > other.pair;
  }
};

class Trainer {
public:
  Trainer(const TextMap<uint64_t> &pieces, int64_t minCount);
  Vocabulary run(size_t size);

private:
  void addWord(std::string_view piece, int64_t count);
  void change(Pair pair, uint32_t word, int64_t by);
  void queueChanged();
  uint32_t addToken(std::string bytes);
  void merge(Pair pair);
  void mergeIn(uint32_t word, Pair pair, uint32_t merged);

  int64_t minCount;
  Vocabulary vocabulary;
  TextMap<uint32_t> ids;
  std::vector<Word> words;
  std::unordered_map<Pair, Occurrences> pairs;
  std::vector<Pair> grown; // since the last queueChanged
  std::priority_queue<Candidate> queue;
};

Trainer::Trainer(const TextMap<uint64_t> &pieces, int64_t minCount) : minCount(minCount) {
  for (uint8_t byte : getGpt2Bytes())
    addToken(std::string(1, char(byte)));
  for (const auto &[piece, count] : pieces)
    addWord(piece, int64_t(count));
  queueChanged();
}

uint32_t Trainer::addToken(std::string bytes) {
  auto [known, isNew] = ids.try_emplace(std::move(bytes), uint32_t(vocabulary.tokens.size()));
  if (isNew)
    vocabulary.tokens.push_back(known->first);
  return known->second;
}

void Trainer::addWord(std::string_view piece, int64_t count) {
  uint32_t number = words.size();
  Word &word = words.emplace_back(Word{{}, count});
  for (char byte : piece)
    word.tokens.push_back(ids.find(std::string_view(&byte, 1))->second);
  for (size_t i = 0; i + 1 < word.tokens.size(); ++i)
    change(makePair(word.tokens[i], word.tokens[i + 1]), number, count);
}

void Trainer::change(Pair pair, uint32_t word, int64_t by) {
  Occurrences &found = pairs[pair];
  found.count += by;
  if (by < 0)
    return;
  if (found.words.empty() || found.words.back() != word)
    found.words.push_back(word);
  grown.push_back(pair);
}

/// Counts that fell are seen when their candidate comes up; counts that grew need a new one.
void Trainer::queueChanged() {
  std::ranges::sort(grown);
  auto repeated = std::ranges::unique(grown);
  grown.erase(repeated.begin(), repeated.end());
  for (Pair pair : grown)
    if (int64_t count = pairs[pair].count; count >= minCount)
      queue.push({count, pair});
  grown.clear();
}

/// From left to right; of a run of one token the first two are merged first.
void Trainer::mergeIn(uint32_t number, Pair pair, uint32_t merged) {
  Word &word = words[number];
  std::vector<uint32_t> &tokens = word.tokens;
  uint32_t left = leftOf(pair), right = rightOf(pair);
  size_t kept = 0;
  for (size_t i = 0; i < tokens.size(); ++kept) {
    bool here = i + 1 < tokens.size() && tokens[i] == left && tokens[i + 1] == right;
    if (!here) {
      tokens[kept] = tokens[i++];
      continue;
    }
    if (kept > 0) {
      change(makePair(tokens[kept - 1], left), number, -word.count);
      change(makePair(tokens[kept - 1], merged), number, word.count);
    }
    i += 2;
    if (i < tokens.size()) {
      change(makePair(right, tokens[i]), number, -word.count);
      change(makePair(merged, tokens[i]), number, word.count);
    }
    tokens[kept] = merged;
  }
  tokens.resize(kept);
}

void Trainer::merge(Pair pair) {
  uint32_t left = leftOf(pair), right = rightOf(pair);
  uint32_t merged = addToken(vocabulary.tokens[left] + vocabulary.tokens[right]);
  vocabulary.merges.push_back({left, right, merged});
  std::vector<uint32_t> where = std::move(pairs[pair].words);
  std::ranges::sort(where);
  auto repeated = std::ranges::unique(where);
  where.erase(repeated.begin(), repeated.end());
  for (uint32_t word : where)
    mergeIn(word, pair, merged);
  pairs.erase(pair);
  queueChanged();
}

Vocabulary Trainer::run(size_t size) {
  while (vocabulary.tokens.size() < size && !queue.empty()) {
    Candidate best = queue.top();
    queue.pop();
    auto found = pairs.find(best.pair);
    int64_t count = found == pairs.end() ? 0 : found->second.count;
    if (count == best.count)
      merge(best.pair);
    else if (count >= minCount && count < best.count)
      queue.push({count, best.pair});
  }
  return std::move(vocabulary);
}

} // namespace

Result<Vocabulary> trainBpe(const TextMap<uint64_t> &pieces, size_t size, uint64_t minCount) {
  if (size < 256)
    return error("a vocabulary of " + std::to_string(size) + " tokens is too small",
                 "byte-level BPE begins with the 256 bytes");
  return Trainer(pieces, int64_t(std::max<uint64_t>(minCount, 1))).run(size);
}

} // namespace heddle::runtime

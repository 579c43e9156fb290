//===- NGrams.cpp - how much of a text repeats itself ---------------------===//

#include "runtime/data/filters/NGrams.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::corpus {

using runtime::HashCounts;

namespace {

/// Of the words [i, i + n), from their hashes, so that their bounds count.
uint64_t hashOfSequence(const runtime::WordTable &words, size_t i, uint32_t n) {
  uint64_t hash = 0;
  for (uint32_t k = 0; k < n; ++k)
    hash = hash * 0xd6e8feb86659fd93 + words.hash(i + k);
  return hash;
}

/// So many first bytes tell nearly all sequences apart, and nearly all of the rest.
constexpr size_t kFront = 12, kLongFront = 24;

/// Of the bytes at both ends: the same for texts that are the same, and seldom for others. Those of
/// fewer than kFront bytes are one.
uint64_t hashOfEnds(std::string_view text) {
  if (text.size() < kFront)
    return 0;
  uint64_t front, back;
  std::memcpy(&front, text.data(), sizeof front);
  std::memcpy(&back, text.data() + text.size() - sizeof back, sizeof back);
  return (front ^ std::rotl(back, 29) ^ text.size()) * 0x9e3779b97f4a7c15;
}

} // namespace

void NGrams::assign(const runtime::WordTable &newWords, uint32_t least) {
  words = &newWords;
  leastDuplicate = least;
  hasCandidates = hasPairs = false;
  countedN = 0;
}

void NGrams::countPairs() {
  hasPairs = true;
  mostPairChars = 0;
  pairCounts.fill(0);
  for (size_t i = 0; i + 1 < words->size(); ++i) {
    uint32_t count = ++pairCounts[hashOfSequence(*words, i, 2) >> (64 - kPairBits)];
    mostPairChars = std::max(mostPairChars, uint64_t(count) * (words->charsOf(i, 2) + 2));
  }
}

/// Each of the pairs that a sequence consists of is as frequent as it.
uint64_t NGrams::boundTopChars(uint32_t n) {
  if (n < 2)
    return topChars(n);
  if (!hasPairs)
    countPairs();
  return mostPairChars * ((n + 1) / 2);
}

/// False if the sequence cannot occur twice, because one that it begins or ends with does not.
bool NGrams::mayRepeat(size_t i, uint32_t n) const {
  return countedN == 0 || countedN > n || (repeats[i] && repeats[i + n - countedN]);
}

uint64_t NGrams::topChars(uint32_t n) {
  if (n == 0 || words->size() < n)
    return 0;
  size_t sequences = words->size() - n + 1;
  counts.reset(sequences);
  slots.assign(sequences, UINT32_MAX);
  uint32_t most = 1, first = 0;
  for (uint32_t i = 0; i < sequences; ++i) {
    if (!mayRepeat(i, n))
      continue;
    uint64_t hash = hashOfSequence(*words, i, n);
    HashCounts::Entry &entry = counts.add(hash, i);
    if (entry.count > most || (entry.count == most && entry.first < first)) {
      most = entry.count;
      first = entry.first;
    }
    slots[i] = uint32_t(&entry - &counts[0]);
  }
  newRepeats.assign(sequences, 0);
  for (size_t i = 0; i < sequences; ++i)
    newRepeats[i] = slots[i] != UINT32_MAX && counts[slots[i]].count > 1;
  std::swap(repeats, newRepeats);
  countedN = n;
  return uint64_t(words->charsOf(first, n) + n - 1) * most;
}

/// A sequence that stands twice has the same first bytes at both places, wherever its words end. So
/// only places are looked at whose first bytes may occur twice, and those where the shortest
/// sequence has fewer bytes.
void NGrams::findCandidates() {
  hasCandidates = true;
  size_t sequences = words->size() - leastDuplicate + 1;
  seen.reset(sequences);
  hashes.resize(std::max(hashes.size(), sequences));
  for (size_t i = 0; i < sequences; ++i) {
    hashes[i] = hashOfEnds(rest(i).substr(0, kFront));
    seen.add(hashes[i]);
  }
  candidateRoom.resize(std::max(candidateRoom.size(), sequences));
  size_t count = 0;
  for (size_t i = 0; i < sequences; ++i) {
    bool mayBeTwice = seen.mayBeTwice(hashes[i]);
    bool isShort = words->joined(i, leastDuplicate).size() < kFront;
    candidateRoom[count] = {uint32_t(i), mayBeTwice ? UINT32_MAX : uint32_t(kFront)};
    count += mayBeTwice | isShort;
  }
  candidates = std::span(candidateRoom).first(count);
  lookAtLongFronts();
}

/// Of the candidates whose first bytes occur twice, most do not go on in the same way.
void NGrams::lookAtLongFronts() {
  seen.reset(candidates.size());
  for (size_t k = 0; k < candidates.size(); ++k) {
    hashes[k] = hashOfEnds(rest(candidates[k].word).substr(0, kLongFront));
    seen.add(hashes[k]);
  }
  for (size_t k = 0; k < candidates.size(); ++k)
    if (!seen.mayBeTwice(hashes[k]))
      candidates[k].below = std::min(candidates[k].below, uint32_t(kLongFront));
}

/// The candidates whose sequence of n words may stand twice, by its ends.
void NGrams::findRepeated(uint32_t n) {
  seen.reset(candidates.size());
  repeated.clear();
  for (const Candidate &candidate : candidates) {
    if (candidate.word + n > words->size())
      break;
    std::string_view sequence = words->joined(candidate.word, n);
    if (sequence.size() >= candidate.below)
      continue;
    uint64_t hash = hashOfEnds(sequence);
    hashes[repeated.size()] = hash;
    repeated.push_back(candidate.word);
    seen.add(hash);
  }
  size_t count = 0;
  for (size_t k = 0; k < repeated.size(); ++k) {
    repeated[count] = repeated[k];
    count += seen.mayBeTwice(hashes[k]);
  }
  repeated.resize(count);
}

uint64_t NGrams::duplicateChars(uint32_t n) {
  if (n < leastDuplicate || n == 0 || words->size() < n)
    return 0;
  if (!hasCandidates)
    findCandidates();
  findRepeated(n);
  counts.reset(repeated.size());
  uint64_t chars = 0;
  size_t next = 0; // no sequence begins before
  for (uint32_t i : repeated) {
    if (i < next)
      continue;
    std::string_view sequence = words->joined(i, n);
    if (counts.add(XXH3_64bits(sequence.data(), sequence.size()), i).count > 1) {
      chars += words->charsOf(i, n);
      next = i + n;
    }
  }
  return chars;
}

} // namespace heddle::corpus

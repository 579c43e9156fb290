//===- Minimizers.cpp - the places that stand for windows -----------------===//

#include "runtime/data/dedup/Minimizers.h"

#include "runtime/data/dedup/Shingles.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::corpus {

namespace {

/// Of 50 tokens: with 12 in a gram a third more windows are marked, with more than 24 hardly fewer.
constexpr uint32_t kLongestGram = 24;

} // namespace

Minimizers::Minimizers(uint32_t windowTokens)
    : window(windowTokens), gram(std::min((windowTokens + 1) / 2, kLongestGram)) {}

void Minimizers::hashGrams(const TokenRun &tokens) {
  size_t count = tokens.size - gram + 1;
  if (hashes.size() < count) {
    hashes.resize(count);
    queue.resize(count);
  }
  for (size_t i = 0; i < count; ++i)
    hashes[i] = XXH3_64bits(tokens.at(i), gram * tokens.tokenBytes);
}

std::span<const Minimizers::Minimizer> Minimizers::find(const TokenRun &tokens) {
  found.clear();
  if (tokens.size < window)
    return found;
  hashGrams(tokens);
  size_t grams = tokens.size - gram + 1, span = window - gram + 1;
  size_t head = 0, tail = 0; // of the queue
  uint64_t kept = 0;         // the hash of the last minimizer
  for (size_t place = 0; place < grams; ++place) {
    // Of equal hashes the queue keeps the last.
    while (tail > head && hashes[queue[tail - 1]] >= hashes[place])
      --tail;
    queue[tail++] = place;
    if (!found.empty() && hashes[place] == kept)
      found.back().isTied = true;
    if (place + 1 < span)
      continue;
    size_t first = place + 1 - span; // the window that ends in this gram
    if (queue[head] < first)
      ++head;
    bool hasLeft = found.empty() || found.back().place < first;
    if (hasLeft || hashes[place] < kept) {
      size_t least = queue[head];
      kept = hashes[least];
      // Least hashes are small ones; mixed they are spread over partitions again.
      found.push_back({first, first, least, RollingHash::mix(kept), false});
    }
    found.back().endWindow = first + 1;
  }
  return found;
}

} // namespace heddle::corpus

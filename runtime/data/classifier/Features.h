//===- Features.h - hashed n-grams of tokens --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_FEATURES_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_FEATURES_H

#include <cstddef>
#include <cstdint>

namespace heddle::corpus {

/// What a classifier keeps of a word (WordScanner): the high half of its hash; or of punctuation.
using Token = uint32_t;
inline Token tokenOfWord(uint64_t hash) { return Token(hash >> 32); }

/// Of up to eight bytes of punctuation.
inline Token tokenOfGap(uint64_t bytes) {
  bytes *= 0xc2b2ae3d27d4eb4f;
  bytes ^= bytes >> 29;
  return Token(bytes * 0x9e3779b97f4a7c15 >> 32);
}

/// Where n-grams of tokens lie in 2^bits buckets (Weinberger et al. 2009, without their sign). An
/// n-gram that shares its bucket with another shares its weight.
class FeatureHash {
public:
  FeatureHash(uint64_t seed, unsigned bits) : seed(seed), shift(64 - bits) {}

  size_t unigram(Token token) const { return bigram(0, token); }
  size_t bigram(Token before, Token token) const {
    uint64_t pair = (uint64_t(before) << 32 | token) ^ seed;
    pair *= 0x9e3779b97f4a7c15; // 2^64 over the golden ratio, as in Knuth's hashing
    pair ^= pair >> 32;
    return pair * 0x9e3779b97f4a7c15 >> shift;
  }

private:
  uint64_t seed;
  unsigned shift;
};

/// Calls `use` with the buckets of a text's tokens, which are added one after the other.
template <typename Use> class FeatureWalk {
public:
  FeatureWalk(FeatureHash hash, Use use) : hash(hash), use(use) {}

  void add(Token token) {
    use(hash.unigram(token));
    if (count++ > 0)
      use(hash.bigram(before, token));
    before = token;
  }

  /// How many buckets were used, with repetitions: the tokens and the pairs of neighbours.
  size_t size() const { return count ? 2 * count - 1 : 0; }

private:
  FeatureHash hash;
  Use use;
  Token before = 0;
  size_t count = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_FEATURES_H

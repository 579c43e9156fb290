//===- Minimizers.h - the places that stand for windows ---------*- C++ -*-===//
//
// Winnowing (Schleimer, Wilkerson and Aiken 2003). Every window of `windowTokens` tokens is given
// one of the grams (runs of gramTokens() tokens) in it: one of least hash. Windows of equal tokens
// are given grams of equal tokens, so a window whose gram is nowhere else is nowhere else. A gram
// is kept as long as it is a least one; about 2 of windowTokens - gramTokens() + 2 places are
// given.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_MINIMIZERS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_MINIMIZERS_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::corpus {

/// A document as a sequence of tokens: ids of a tokenizer, or hashes of words.
struct TokenRun {
  TokenRun(std::span<const uint32_t> tokens) : TokenRun(tokens.data(), tokens.size(), 4) {}
  TokenRun(std::span<const uint64_t> tokens) : TokenRun(tokens.data(), tokens.size(), 8) {}

  const std::byte *at(size_t token) const { return data + token * tokenBytes; }

  const std::byte *data;
  size_t size; // tokens
  size_t tokenBytes;

private:
  TokenRun(const void *data, size_t size, size_t tokenBytes)
      : data(static_cast<const std::byte *>(data)), size(size), tokenBytes(tokenBytes) {}
};

/// Finds the minimizers of one document after the other, in time that is linear in its tokens
/// whatever they are. Belongs to one thread.
class Minimizers {
public:
  /// `windowTokens` is at least 1.
  explicit Minimizers(uint32_t windowTokens);

  /// Windows [firstWindow, endWindow) have the gram at token `place`, of this hash.
  struct Minimizer {
    size_t firstWindow, endWindow;
    size_t place;
    uint64_t hash;
    bool isTied; // a window of it may hold the gram once more
  };

  /// In order, until the next call; none for a document shorter than a window.
  std::span<const Minimizer> find(const TokenRun &tokens);

  uint32_t windowTokens() const { return window; }
  uint32_t gramTokens() const { return gram; }

private:
  void hashGrams(const TokenRun &tokens);

  uint32_t window, gram;
  std::vector<uint64_t> hashes;
  std::vector<size_t> queue; // places of hashes that may become least, these rise
  std::vector<Minimizer> found;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_MINIMIZERS_H

//===- WordExceptions.h - words cut by no rule ------------------*- C++ -*-===//
//
// The exceptions of spaCy 3.8 for English: contractions ("can't" is "ca" and "n't"), abbreviations
// ("Mr."), times ("8am"), faces (":-)").
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_WORDEXCEPTIONS_H
#define HEDDLE_RUNTIME_DATA_TEXT_WORDEXCEPTIONS_H

#include "runtime/data/text/TextMap.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>

namespace heddle::runtime {

class WordExceptions {
public:
  struct Parts {
    std::array<uint8_t, 3> ends{}; // bytes
    uint8_t count = 0;
  };

  static const WordExceptions &get();

  /// The words of `text`, a byte at least; null if it is no exception.
  const Parts *find(std::string_view text) const { return mayHold(text) ? lookUp(text) : nullptr; }

  size_t longest() const { return longestBytes; }
  const TextMap<Parts> &all() const { return exceptions; }

private:
  WordExceptions();
  void add(std::string_view spaced);

  /// A bit of `marks` for the length and what a text begins and ends with.
  static size_t placeOf(std::string_view text) {
    uint16_t front, back;
    std::memcpy(&front, text.data(), 2);
    std::memcpy(&back, text.data() + text.size() - 2, 2);
    uint64_t facts = front | uint64_t(back) << 16 | uint64_t(text.size()) << 32;
    return facts * 0x9e3779b97f4a7c15 >> (64 - kBits);
  }
  /// Rules nearly every other text out.
  bool mayHold(std::string_view text) const {
    return text.size() == 1 || (text.size() <= longestBytes && marks[placeOf(text)]);
  }
  const Parts *lookUp(std::string_view text) const;

  TextMap<Parts> exceptions;
  static constexpr unsigned kBits = 15;
  std::bitset<1 << kBits> marks;
  size_t longestBytes = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_WORDEXCEPTIONS_H

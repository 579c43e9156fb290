//===- ByteScan.h - where letters and chunks are ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_BYTESCAN_H
#define HEDDLE_RUNTIME_DATA_TEXT_BYTESCAN_H

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// A text seen as bytes, 64 of them at once: its chunks, which white space of ASCII divides (with
/// 0x1c to 0x1f, as Python has it), and its letters of ASCII.
class ByteScan {
public:
  /// `text` has less than 2^32 bytes.
  void assign(std::string_view text);

  /// Where chunks begin and end, in turns.
  std::span<const uint32_t> bounds() const { return std::span(turns).first(turnCount); }

  /// How many letters there are from `at` < text.size() on; kMostLetters for more.
  size_t countLetters(size_t at) const {
    uint64_t bits;
    std::memcpy(&bits, reinterpret_cast<const char *>(letters.data()) + at / 8, sizeof bits);
    return size_t(std::countr_one(bits >> (at % 8)));
  }
  static constexpr size_t kMostLetters = 57;

private:
  void addTurns(size_t blocks);

  std::vector<uint64_t> letters, spaces; // a bit for every byte
  std::vector<uint32_t> turns;           // with room behind them
  size_t turnCount = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_BYTESCAN_H

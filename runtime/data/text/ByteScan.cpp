//===- ByteScan.cpp - where letters and chunks are ------------------------===//

#include "runtime/data/text/ByteScan.h"

namespace heddle::runtime {

namespace {

constexpr size_t kBlock = 64;

using Bytes = uint8_t __attribute__((ext_vector_type(64)));
using Bits = bool __attribute__((ext_vector_type(64)));

/// The masks of whole blocks. The compiler makes vector instructions of it.
__attribute__((target_clones("arch=x86-64-v3", "default"))) void
maskBlocks(const char *text, size_t blocks, uint64_t *letters, uint64_t *spaces) {
  for (size_t i = 0; i < blocks; ++i) {
    Bytes bytes;
    std::memcpy(&bytes, text + i * kBlock, kBlock);
    auto isLetter = (bytes | 0x20) - 'a' < 26;
    auto isSpace = (bytes == ' ') | (bytes - '\t' < 5) | (bytes - 0x1c < 4);
    letters[i] = __builtin_bit_cast(uint64_t, __builtin_convertvector(isLetter, Bits));
    spaces[i] = __builtin_bit_cast(uint64_t, __builtin_convertvector(isSpace, Bits));
  }
}

} // namespace

/// The bytes that differ from the one before in being space. Eight are written at once, so that a
/// processor can guess the branch; what is too many is overwritten.
void ByteScan::addBounds(size_t blocks) {
  constexpr size_t kAtOnce = 8;
  uint64_t before = 1; // a space before the text
  turnCount = 0;
  for (size_t i = 0; i < blocks; ++i) {
    uint64_t bits = spaces[i] ^ (spaces[i] << 1 | before);
    before = spaces[i] >> 63;
    size_t found = size_t(std::popcount(bits));
    if (turnCount + found + kAtOnce > turns.size())
      turns.resize(2 * turns.size() + kBlock + kAtOnce);
    for (size_t done = 0; done < found; done += kAtOnce)
      for (size_t j = 0; j < kAtOnce; ++j) {
        turns[turnCount + done + j] = uint32_t(i * kBlock) + uint32_t(std::countr_zero(bits));
        bits &= bits - 1;
      }
    turnCount += found;
  }
}

void ByteScan::assign(std::string_view text) {
  size_t whole = text.size() / kBlock;
  letters.resize(whole + 2);
  spaces.resize(whole + 2);
  maskBlocks(text.data(), whole, letters.data(), spaces.data());
  char rest[kBlock];
  std::memset(rest, ' ', kBlock);
  text.substr(whole * kBlock).copy(rest, kBlock);
  maskBlocks(rest, 1, &letters[whole], &spaces[whole]);
  letters[whole + 1] = 0;
  addBounds(whole + 1); // the last block ends in a space, and so does every chunk
}

} // namespace heddle::runtime

//===- ByteScan.cpp - where letters and chunks are ------------------------===//

#include "runtime/data/text/ByteScan.h"

#include <algorithm>

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

constexpr size_t kAtOnce = 8;

/// The bytes that differ from the one before in being space, and their number. `turns` has room for
/// one a byte and kAtOnce more: so many are written at once, so that a processor can guess the
/// branch.
__attribute__((target_clones("arch=x86-64-v3", "default"))) size_t findTurns(const uint64_t *spaces,
                                                                             size_t begin,
                                                                             size_t end,
                                                                             uint32_t *turns) {
  uint64_t before = begin == 0 ? 1 : spaces[begin - 1] >> 63; // a space before the text
  size_t count = 0;
  for (size_t i = begin; i < end; ++i) {
    uint64_t bits = spaces[i] ^ (spaces[i] << 1 | before);
    before = spaces[i] >> 63;
    size_t found = size_t(std::popcount(bits));
    for (size_t done = 0; done < found; done += kAtOnce)
      for (size_t j = 0; j < kAtOnce; ++j) {
        turns[count + done + j] = uint32_t(i * kBlock) + uint32_t(std::countr_zero(bits));
        bits &= bits - 1;
      }
    count += found;
  }
  return count;
}

} // namespace

/// Of some blocks at a time, so that there is not room for one a byte of a large text.
void ByteScan::addTurns(size_t blocks) {
  constexpr size_t kStretch = 256;
  turnCount = 0;
  for (size_t begin = 0; begin < blocks; begin += kStretch) {
    size_t end = std::min(begin + kStretch, blocks);
    size_t room = turnCount + (end - begin) * kBlock + kAtOnce;
    if (turns.size() < room)
      turns.resize(room + room / 2);
    turnCount += findTurns(spaces.data(), begin, end, turns.data() + turnCount);
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
  addTurns(whole + 1); // the last block ends in a space, and so does every chunk
}

} // namespace heddle::runtime

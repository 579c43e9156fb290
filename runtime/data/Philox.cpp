//===- Philox.cpp - counter-based random numbers ----------------*- C++ -*-===//

#include "runtime/data/Philox.h"

namespace heddle::runtime {

PhiloxBlock philox4x32(PhiloxBlock counter, uint64_t key) {
  uint32_t key0 = static_cast<uint32_t>(key);
  uint32_t key1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = uint64_t{0xD2511F53} * counter[0];
    uint64_t product1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<uint32_t>(product1),
        static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<uint32_t>(product0)};
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return counter;
}

uint64_t randomBits(uint64_t key, uint64_t stream, uint64_t index) {
  PhiloxBlock words =
      philox4x32({static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32),
                  static_cast<uint32_t>(stream), static_cast<uint32_t>(stream >> 32)},
                 key);
  return uint64_t{words[1]} << 32 | words[0];
}

double randomUnit(uint64_t key, uint64_t stream, uint64_t index) {
  return static_cast<double>(randomBits(key, stream, index) >> 11) * 0x1p-53;
}

} // namespace heddle::runtime

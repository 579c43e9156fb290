//===- SeedFilter.cpp - which grams are in a corpus more than once --------===//

#include "runtime/data/dedup/SeedFilter.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

SeedFilter::SeedFilter(uint64_t hashes, uint64_t memoryBytes)
    : blocks(std::max<uint64_t>(1, std::min(hashes / 16 + 1, memoryBytes / sizeof(Block)))) {}

/// The salts of Parquet's filter, odd numbers; the block was chosen by the upper bits.
SeedFilter::Block SeedFilter::bitsOf(uint64_t hash) {
  constexpr uint32_t kSalts[] = {0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d,
                                 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31};
  Block bits;
  for (size_t i = 0; i < bits.size(); ++i)
    bits[i] = uint32_t(1) << (uint32_t(hash) * kSalts[i] >> 27);
  return bits;
}

void SeedFilter::insert(uint64_t hash) {
  Block &block = blocks[placeOf(hash)];
  Block bits = bitsOf(hash);
  for (size_t i = 0; i < bits.size(); ++i)
    block[i] |= bits[i];
}

bool SeedFilter::mayHave(uint64_t hash) const {
  const Block &block = blocks[placeOf(hash)];
  Block bits = bitsOf(hash);
  uint32_t missing = 0;
  for (size_t i = 0; i < bits.size(); ++i)
    missing |= bits[i] & ~block[i];
  return missing == 0;
}

Result<SeedFilter> SeedFilter::read(const RecordFolder &seeds, uint64_t memoryBytes) {
  uint64_t count = 0;
  auto countBlock = [&](const RecordFileReader &, const RecordBlock &block) {
    count += block.bytes / sizeof(SeedRecord);
    return Status();
  };
  if (Status status = forEachBlock<SeedRecord>(seeds, countBlock); !status)
    return status;
  SeedFilter filter(count, memoryBytes);
  Status status =
      forEachRecord<SeedRecord>(seeds, [&](const SeedRecord &seed) { filter.insert(seed.hash); });
  if (!status)
    return status;
  return filter;
}

} // namespace heddle::corpus

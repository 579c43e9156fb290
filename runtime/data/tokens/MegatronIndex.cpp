//===- MegatronIndex.cpp - Megatron's .idx --------------------------------===//

#include "runtime/data/tokens/MegatronIndex.h"

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

uint64_t MegatronIndex::bytesPerToken() const {
  switch (kind) {
  case MegatronType::U8:
  case MegatronType::I8:
    return 1;
  case MegatronType::I16:
  case MegatronType::U16:
    return 2;
  case MegatronType::I32:
    return 4;
  case MegatronType::I64:
    return 8;
  }
  return 0;
}

Result<MegatronIndex> MegatronIndex::parse(std::span<const std::byte> bytes, uint64_t binBytes) {
  if (bytes.size() < kHeaderBytes ||
      std::memcmp(bytes.data(), kMegatronMagic.data(), kMegatronMagic.size()) != 0)
    return error("is no index of Megatron: it does not begin with MMIDIDX");
  uint64_t version;
  std::memcpy(&version, bytes.data() + 9, sizeof version);
  if (version != 1)
    return error("has version " + std::to_string(version) + "; version 1 is known");
  MegatronIndex index;
  index.index = bytes;
  index.kind = MegatronType(bytes[17]);
  if (index.bytesPerToken() == 0)
    return error("has tokens of type " + std::to_string(unsigned(bytes[17])) +
                     ", which is no integer",
                 "types are 1 (u8), 2 (i8), 3 (i16), 4 (i32), 5 (i64) and 8 (u16)");
  std::memcpy(&index.sequences, bytes.data() + 18, sizeof index.sequences);
  std::memcpy(&index.entries, bytes.data() + 26, sizeof index.entries);
  if (Status status = index.checkSizes(); !status)
    return status;
  if (Status status = index.checkSequences(binBytes); !status)
    return status;
  if (Status status = index.checkDocuments(); !status)
    return status;
  return index;
}

Status MegatronIndex::checkSizes() const {
  uint64_t room = index.size() - kHeaderBytes;
  // Each count is checked alone before they are added up, so that nothing overflows.
  if (sequences <= room && entries <= room) {
    uint64_t lists = 12 * sequences + 8 * entries;
    if (lists == room || lists + sequences == room)
      return {};
  }
  return error("has " + std::to_string(index.size()) + " bytes; its header says " +
                   std::to_string(sequences) + " sequences and " + std::to_string(entries) +
                   " entries of documents",
               "it was cut off or changed; write it again");
}

Status MegatronIndex::checkSequences(uint64_t binBytes) const {
  for (uint64_t i = 0; i < sequences; ++i) {
    uint64_t tokens = tokensOf(i), place = placeOf(i);
    if (tokens > INT32_MAX || place > binBytes || tokens * bytesPerToken() > binBytes - place)
      return error("sequence " + std::to_string(i) + " has " + std::to_string(int32_t(tokens)) +
                       " tokens of " + std::to_string(bytesPerToken()) + " bytes at byte " +
                       std::to_string(int64_t(place)) + " of the .bin, which has " +
                       std::to_string(binBytes),
                   "the .bin and the .idx must have been written together");
  }
  return {};
}

Status MegatronIndex::checkDocuments() const {
  if (entries == 0 || firstOf(0) != 0 || firstOf(entries - 1) != sequences)
    return error("the list of documents does not go from 0 to " + std::to_string(sequences));
  for (uint64_t i = 1; i < entries; ++i)
    if (firstOf(i) < firstOf(i - 1))
      return error("document " + std::to_string(i) + " begins with sequence " +
                   std::to_string(int64_t(firstOf(i))) + ", before the one before it");
  return {};
}

} // namespace heddle::corpus

//===- MegatronIndex.h - Megatron's .idx ------------------------*- C++ -*-===//
//
// As megatron/core/datasets/indexed_dataset.py writes it, little-endian: "MMIDIDX\0\0", u64 version
// 1, u8 type, u64 sequences, u64 entries of the list of documents; then i32 tokens of each
// sequence, i64 place of each in the .bin, i64 first sequence of each document and, at the end,
// their count; perhaps i8 mode of each sequence, which is not read.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_MEGATRONINDEX_H
#define HEDDLE_RUNTIME_DATA_TOKENS_MEGATRONINDEX_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace heddle::corpus {

constexpr std::string_view kMegatronMagic("MMIDIDX\0\0", 9);

/// The integers that tokens can be.
enum class MegatronType : uint8_t { U8 = 1, I8 = 2, I16 = 3, I32 = 4, I64 = 5, U16 = 8 };

class MegatronIndex {
public:
  static constexpr uint64_t kHeaderBytes = 34;

  /// `index` must outlive the object; `binBytes` is the size of the .bin. Fails unless the lists
  /// fit the index, all sequences lie within the .bin, and the documents cover the sequences.
  static runtime::Result<MegatronIndex> parse(std::span<const std::byte> index, uint64_t binBytes);

  MegatronType type() const { return kind; }
  uint64_t bytesPerToken() const;
  uint64_t documents() const { return entries - 1; }
  /// The sequences [firstOf(d), firstOf(d + 1)) are document d.
  uint64_t firstOf(uint64_t document) const { return read<uint64_t>(12 * sequences, document); }
  uint64_t tokensOf(uint64_t sequence) const { return read<uint32_t>(0, sequence); }
  /// Its first byte in the .bin.
  uint64_t placeOf(uint64_t sequence) const { return read<uint64_t>(4 * sequences, sequence); }

private:
  template <typename T> T read(uint64_t list, uint64_t at) const {
    T value;
    std::memcpy(&value, index.data() + kHeaderBytes + list + at * sizeof value, sizeof value);
    return value;
  }
  runtime::Status checkSizes() const;
  runtime::Status checkSequences(uint64_t binBytes) const;
  runtime::Status checkDocuments() const;

  std::span<const std::byte> index;
  MegatronType kind = MegatronType::U16;
  uint64_t sequences = 0;
  uint64_t entries = 0;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_MEGATRONINDEX_H

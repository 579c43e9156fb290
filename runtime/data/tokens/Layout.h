//===- Layout.h - the bytes of a token file ---------------------*- C++ -*-===//
//
// All numbers are little-endian; sections follow each other, the second and the fourth on a
// multiple of 8 bytes:
//
//   header      128 bytes, below
//   tokens      u16 or u32 each
//   documents   u64 each: the token that a document begins with, ascending, the first 0
//   tokenizer   a tokenizer.json, or nothing
//   checksums   u64 each: XXH3-64 of a block of 1 MiB of what stands between the header and here
//
//   header:   0  "HEDDLTOK"
//             8  u32 version 1, u32 bytes per token
//            16  u64 tokens, u64 documents, u64 bytes of text that the tokens stand for
//            40  u64 fingerprint of the tokenizer, u64 size of its vocabulary, u64 the token that
//            ends
//                documents (all ones: none), u64 bytes of the tokenizer section
//            72  u64 XXH3-64 of the checksums
//            80  zeros
//           120  u64 XXH3-64 of the 120 bytes before
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_LAYOUT_H
#define HEDDLE_RUNTIME_DATA_TOKENS_LAYOUT_H

#include "runtime/base/Status.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

constexpr std::string_view kTokensMagic = "HEDDLTOK";
constexpr uint64_t kHeaderBytes = 128;
constexpr uint64_t kBlockBytes = 1 << 20;
constexpr uint64_t kNoToken = ~uint64_t{0};

/// What the header says, and where the sections are.
struct Layout {
  uint32_t bytesPerToken = 2;
  uint64_t tokens = 0;
  uint64_t documents = 0;
  uint64_t textBytes = 0;
  uint64_t tokenizer = 0; // fingerprint
  uint64_t vocab = 0;
  uint64_t endOfDocument = kNoToken;
  uint64_t tokenizerBytes = 0;
  uint64_t checksum = 0; // of the checksums, and so of everything

  uint64_t documentsAt() const;
  uint64_t tokenizerAt() const { return documentsAt() + 8 * documents; }
  uint64_t checksumsAt() const;
  uint64_t blocks() const;
  uint64_t fileBytes() const { return checksumsAt() + 8 * blocks(); }
};

/// Two bytes are enough for ids below 65,536.
constexpr uint32_t bytesPerTokenOf(uint64_t vocab) { return vocab <= 1 << 16 ? 2 : 4; }

std::array<std::byte, kHeaderBytes> formatHeader(const Layout &layout);

/// `header` are the first bytes of a file of `fileBytes` bytes. Fails on anything but a header of
/// this version that describes a file of this size.
Result<Layout> parseHeader(std::span<const std::byte> header, uint64_t fileBytes);

/// XXH3-64.
uint64_t checksumOf(std::span<const std::byte> bytes);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_LAYOUT_H

//===- Layout.cpp - the bytes of a token file -----------------------------===//

#include "runtime/data/tokens/Layout.h"

#include <bit>
#include <cstring>
#include <xxhash.h>

namespace heddle::corpus {

static_assert(std::endian::native == std::endian::little, "token files are mapped as they are");

namespace {

constexpr uint32_t kVersion = 1;
constexpr size_t kChecksumAt = 120;

/// Far more than any file has, and far from where sums of sizes overflow.
constexpr uint64_t kMost = uint64_t{1} << 48;

uint64_t roundUp(uint64_t bytes) { return (bytes + 7) / 8 * 8; }

template <typename T> T readNumber(std::span<const std::byte> bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

Status checkSizes(const Layout &layout, uint64_t fileBytes) {
  if (layout.bytesPerToken != bytesPerTokenOf(layout.vocab))
    return error("the header says " + std::to_string(layout.bytesPerToken) +
                 " bytes per token for a vocabulary of " + std::to_string(layout.vocab));
  if (layout.tokens > kMost || layout.documents > layout.tokens || layout.tokenizerBytes > kMost ||
      layout.vocab > UINT32_MAX ||
      (layout.endOfDocument != kNoToken && layout.endOfDocument >= layout.vocab))
    return error("the header's sizes contradict each other");
  if (fileBytes != layout.fileBytes())
    return error("the file has " + std::to_string(fileBytes) + " bytes, its header describes " +
                     std::to_string(layout.fileBytes()),
                 "it was cut off or changed; copy it again, or write it again");
  return {};
}

} // namespace

uint64_t Layout::documentsAt() const { return roundUp(kHeaderBytes + tokens * bytesPerToken); }
uint64_t Layout::checksumsAt() const { return roundUp(tokenizerAt() + tokenizerBytes); }
uint64_t Layout::blocks() const {
  return (checksumsAt() - kHeaderBytes + kBlockBytes - 1) / kBlockBytes;
}

uint64_t checksumOf(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::array<std::byte, kHeaderBytes> formatHeader(const Layout &layout) {
  std::array<std::byte, kHeaderBytes> header{};
  std::memcpy(header.data(), kTokensMagic.data(), kTokensMagic.size());
  uint32_t small[] = {kVersion, layout.bytesPerToken};
  std::memcpy(header.data() + 8, small, sizeof small);
  uint64_t large[] = {layout.tokens, layout.documents,     layout.textBytes,      layout.tokenizer,
                      layout.vocab,  layout.endOfDocument, layout.tokenizerBytes, layout.checksum};
  std::memcpy(header.data() + 16, large, sizeof large);
  uint64_t checksum = checksumOf(std::span(header).first(kChecksumAt));
  std::memcpy(header.data() + kChecksumAt, &checksum, sizeof checksum);
  return header;
}

Result<Layout> parseHeader(std::span<const std::byte> header, uint64_t fileBytes) {
  if (header.size() < kHeaderBytes ||
      std::memcmp(header.data(), kTokensMagic.data(), kTokensMagic.size()) != 0)
    return error("is no token file", "its first bytes are not " + std::string(kTokensMagic));
  if (uint32_t version = readNumber<uint32_t>(header, 8); version != kVersion)
    return error("has version " + std::to_string(version) + "; this build reads version " +
                     std::to_string(kVersion),
                 "use the build that wrote it, or write it again");
  if (readNumber<uint64_t>(header, kChecksumAt) != checksumOf(header.first(kChecksumAt)))
    return error("the header is damaged: its checksum is not that of its bytes",
                 "copy the file again, or write it again");
  Layout layout;
  layout.bytesPerToken = readNumber<uint32_t>(header, 12);
  uint64_t *fields[] = {&layout.tokens,         &layout.documents, &layout.textBytes,
                        &layout.tokenizer,      &layout.vocab,     &layout.endOfDocument,
                        &layout.tokenizerBytes, &layout.checksum};
  for (size_t at = 16; uint64_t *field : fields) {
    *field = readNumber<uint64_t>(header, at);
    at += 8;
  }
  if (Status status = checkSizes(layout, fileBytes); !status)
    return status;
  return layout;
}

} // namespace heddle::corpus

//===- FuzzTokens.cpp - no header crashes the readers of token files -----===//

#include "runtime/data/tokens/Layout.h"
#include "runtime/data/tokens/LlmCHeader.h"
#include "runtime/data/tokens/MegatronIndex.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace heddle::corpus;

namespace {

/// A checksum is no protection against who can compute one, so it is made right. A header that is
/// accepted must place all sections within the file.
void readNative(std::span<const std::byte> bytes) {
  std::array<std::byte, kHeaderBytes> header{};
  std::ranges::copy(bytes.first(std::min(bytes.size(), header.size())), header.begin());
  std::memcpy(header.data(), kTokensMagic.data(), kTokensMagic.size());
  uint64_t checksum = checksumOf(std::span(header).first(120));
  std::memcpy(header.data() + 120, &checksum, sizeof checksum);
  for (uint64_t fileBytes : {uint64_t{bytes.size()}, uint64_t{1} << 20, ~uint64_t{0}}) {
    Result<Layout> layout = parseHeader(header, fileBytes);
    if (layout && (layout->documentsAt() > layout->tokenizerAt() ||
                   layout->tokenizerAt() > layout->checksumsAt() ||
                   layout->checksumsAt() > fileBytes || layout->fileBytes() != fileBytes))
      std::abort();
  }
}

/// Reads every number that an accepted index has.
void readMegatron(std::span<const std::byte> bytes) {
  constexpr uint64_t kBinBytes = 64;
  std::vector<std::byte> index(bytes.begin(), bytes.end());
  std::ranges::copy(std::as_bytes(std::span(kMegatronMagic.substr(0, index.size()))),
                    index.begin());
  Result<MegatronIndex> read = MegatronIndex::parse(index, kBinBytes);
  if (!read)
    return;
  for (uint64_t document = 0; document < read->documents(); ++document)
    for (uint64_t i = read->firstOf(document); i < read->firstOf(document + 1); ++i)
      if (read->placeOf(i) + read->tokensOf(i) * read->bytesPerToken() > kBinBytes)
        std::abort();
}

} // namespace

/// Any bytes as the header of each format.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  readNative(bytes);
  readMegatron(bytes);
  (void)parseLlmCHeader(bytes, size);
  return 0;
}

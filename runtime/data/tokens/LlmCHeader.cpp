//===- LlmCHeader.cpp - the header of llm.c's token files -----------------===//

#include "runtime/data/tokens/LlmCHeader.h"

#include <cstring>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;

namespace {

struct Kind {
  int32_t magic, version;
  uint32_t bytesPerToken;
};
constexpr Kind kGpt2{20240520, 1, 2}, kLlama3{20240801, 7, 4};

} // namespace

Result<LlmCHeader> parseLlmCHeader(std::span<const std::byte> bytes, uint64_t fileBytes) {
  std::array<int32_t, 3> numbers{};
  if (bytes.size() < LlmCHeader::kBytes)
    return error("has " + std::to_string(bytes.size()) + " bytes, less than the header of llm.c");
  std::memcpy(numbers.data(), bytes.data(), sizeof numbers);
  auto [magic, version, tokens] = numbers;
  const Kind *kind = magic == kGpt2.magic ? &kGpt2 : magic == kLlama3.magic ? &kLlama3 : nullptr;
  if (!kind)
    return error("is no token file of llm.c: it begins with " + std::to_string(magic) +
                 ", not with 20240520 or 20240801");
  if (version != kind->version)
    return error("has version " + std::to_string(version) + "; of files that begin with " +
                     std::to_string(magic) + " version " + std::to_string(kind->version) +
                     " is known",
                 "write it again with llm.c of August 2024 or later");
  uint64_t expected = LlmCHeader::kBytes + uint64_t(uint32_t(tokens)) * kind->bytesPerToken;
  if (tokens < 0 || expected != fileBytes)
    return error("has " + std::to_string(fileBytes) + " bytes; its header says " +
                     std::to_string(tokens) + " tokens of " + std::to_string(kind->bytesPerToken) +
                     " bytes",
                 "it was cut off or changed; write it again");
  return LlmCHeader{kind->bytesPerToken, uint64_t(tokens)};
}

std::array<int32_t, 256> formatLlmCHeader(const LlmCHeader &header) {
  const Kind &kind = header.bytesPerToken == 2 ? kGpt2 : kLlama3;
  return {kind.magic, kind.version, int32_t(header.tokens)};
}

} // namespace heddle::corpus

//===- LlmCHeader.h - the header of llm.c's token files ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENS_LLMCHEADER_H
#define HEDDLE_RUNTIME_DATA_TOKENS_LLMCHEADER_H

#include "runtime/base/Status.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::corpus {

/// 256 numbers: a magic one, a version, the count of tokens, zeros.
struct LlmCHeader {
  static constexpr size_t kBytes = 256 * 4;

  uint32_t bytesPerToken; // 2: GPT-2; 4: Llama 3
  uint64_t tokens;
};

/// `bytes` are the first ones of a file of `fileBytes`. Fails unless they describe that file.
runtime::Result<LlmCHeader> parseLlmCHeader(std::span<const std::byte> bytes, uint64_t fileBytes);

std::array<int32_t, 256> formatLlmCHeader(const LlmCHeader &header);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_TOKENS_LLMCHEADER_H

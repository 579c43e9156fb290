//===- ByteNames.h - bytes as printable characters --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_BYTENAMES_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_BYTENAMES_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::runtime {

/// The bytes in the order of their ids in GPT-2: first those that Latin-1 prints, which stand for
/// themselves, then the others, which stand as the characters from U+0100 on.
std::array<uint8_t, 256> getGpt2Bytes();

/// The bytes that `name` stands for; nothing if a character of it stands for none.
std::optional<std::string> readByteNames(std::string_view name);

/// The inverse: a name for `bytes`.
std::string writeByteNames(std::string_view bytes);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_BYTENAMES_H

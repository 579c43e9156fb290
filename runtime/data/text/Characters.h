//===- Characters.h - characters, spaces and ends of a text -----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_CHARACTERS_H
#define HEDDLE_RUNTIME_DATA_TEXT_CHARACTERS_H

#include "runtime/data/text/Chunk.h"

namespace heddle::runtime {

/// Characters of a valid text: bytes that do not continue one.
size_t countChars(std::string_view text);

/// The bytes of `text` that are `byte`.
size_t countByte(std::string_view text, char byte);

/// How often three bytes stand in `text` without overlapping.
size_t countTriples(std::string_view text, std::string_view triple);

/// The last character of `text`, which is not empty.
Char lastChar(std::string_view text);

/// Without white space (isPythonSpace) in front, at the end, or both.
std::string_view trimFront(std::string_view text);
std::string_view trimBack(std::string_view text);
inline std::string_view trim(std::string_view text) { return trimBack(trimFront(text)); }

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_CHARACTERS_H

//===- Characters.cpp - characters, spaces and ends of a text -------------===//

#include "runtime/data/text/Characters.h"

#include <algorithm>

namespace heddle::runtime {

/// Sums of so many bytes fit in one byte, in which a processor adds many at once.
static constexpr size_t kBlock = 240;

__attribute__((target_clones("arch=x86-64-v3", "default"))) size_t
countChars(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at += kBlock) {
    std::string_view block = text.substr(at, kBlock);
    uint8_t found = 0;
    for (char c : block)
      found += (uint8_t(c) & 0xc0) != 0x80;
    count += found;
  }
  return count;
}

__attribute__((target_clones("arch=x86-64-v3", "default"))) size_t countByte(std::string_view text,
                                                                             char byte) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at += kBlock) {
    std::string_view block = text.substr(at, kBlock);
    uint8_t found = 0;
    for (char c : block)
      found += c == byte;
    count += found;
  }
  return count;
}

__attribute__((target_clones("arch=x86-64-v3", "default"))) static bool
holdsTriple(const char *text, size_t places, std::string_view triple) {
  uint8_t found = 0;
  char a = triple[0], b = triple[1], c = triple[2];
  for (size_t i = 0; i < places; ++i)
    found |= uint8_t(text[i] == a) & uint8_t(text[i + 1] == b) & uint8_t(text[i + 2] == c);
  return found;
}

size_t countTriples(std::string_view text, std::string_view triple) {
  size_t count = 0;
  if (text.size() < 3 || !holdsTriple(text.data(), text.size() - 2, triple))
    return count;
  for (size_t at = text.find(triple); at != text.npos; at = text.find(triple, at + 3))
    ++count;
  return count;
}

Char lastChar(std::string_view text) {
  size_t at = text.size() - 1, most = std::min<size_t>(text.size(), 4);
  while ((uint8_t(text[at]) & 0xc0) == 0x80 && text.size() - at < most)
    --at;
  Char c = readChar(text, at);
  return at + c.bytes == text.size() ? c : Char{kInvalidCode, 0, 1};
}

std::string_view trimFront(std::string_view text) {
  while (!text.empty()) {
    Char c = readChar(text, 0);
    if (!isPythonSpace(c))
      break;
    text.remove_prefix(c.bytes);
  }
  return text;
}

std::string_view trimBack(std::string_view text) {
  while (!text.empty()) {
    Char c = lastChar(text);
    if (!isPythonSpace(c))
      break;
    text.remove_suffix(c.bytes);
  }
  return text;
}

} // namespace heddle::runtime

//===- Lines.cpp - lines and paragraphs of a text -------------------------===//

#include "runtime/data/text/Lines.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::runtime {

namespace {

bool isRareEnd(uint32_t code) {
  return (code >= '\v' && code <= '\r') || (code >= 0x1c && code <= 0x1e) || code == 0x85 ||
         code == 0x2028 || code == 0x2029;
}

/// A byte that may begin a character of isRareEnd.
bool mayBeRare(uint8_t byte) {
  return uint8_t(byte - '\v') < 3 || uint8_t(byte - 0x1c) < 3 || byte == 0xc2 || byte == 0xe2;
}

/// Looks at three bytes from each place on: behind the places there are two more.
__attribute__((target_clones("arch=x86-64-v3", "default"))) bool holdsRare(const char *text,
                                                                           size_t places) {
  uint8_t found = 0;
  auto byte = [&](size_t i) { return uint8_t(text[i]); };
  for (size_t i = 0; i < places; ++i) {
    found |= uint8_t(uint8_t(byte(i) - '\v') < 3) | uint8_t(uint8_t(byte(i) - 0x1c) < 3);
    found |= uint8_t(byte(i) == 0xc2) & uint8_t(byte(i + 1) == 0x85);
    found |= uint8_t(byte(i) == 0xe2) & uint8_t(byte(i + 1) == 0x80) &
             uint8_t((byte(i + 2) & 0xfe) == 0xa8);
  }
  return found;
}

} // namespace

bool hasRareLineEnds(std::string_view text) {
  char end[5] = {};
  std::string_view last = text.substr(text.size() - std::min<size_t>(text.size(), 3));
  last.copy(end, last.size());
  return holdsRare(text.data(), text.size() - last.size()) || holdsRare(end, last.size());
}

LineEnd findLineEnd(std::string_view text, size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == '\n')
      return {at, at + 1};
    if (!mayBeRare(uint8_t(text[at])))
      continue;
    Char c = readChar(text, at);
    if (isRareEnd(c.code))
      return {at, at + c.bytes + text.substr(at).starts_with("\r\n")};
  }
  return {at, at};
}

void Lines::add(std::vector<Passage> &list, std::string_view passage) {
  uint64_t hash = XXH3_64bits(passage.data(), passage.size());
  list.push_back({passage, seen.add(hash, 0).count > 1});
}

void Lines::addParagraphs(std::string_view text) {
  text = trim(text);
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find("\n\n", at), text.size());
    add(paragraphList, text.substr(at, end - at));
    at = end == text.size() ? end + 1 : std::min(text.find_first_not_of('\n', end), text.size());
  }
}

void Lines::assign(std::string_view text) {
  lineList.clear();
  paragraphList.clear();
  seen.reset(countByte(text, '\n') + 1);
  bool hasEmpty = false;
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    add(lineList, text.substr(at, end - at));
    hasEmpty |= end == at;
    at = end + 1;
  }
  if (!hasEmpty || lineList.size() < 3) {
    paragraphList.push_back({trim(text), false});
    return;
  }
  seen.reset(lineList.size());
  addParagraphs(text);
}

} // namespace heddle::runtime

//===- TextRun.cpp - text with its white space collapsed ------------------===//

#include "runtime/data/html/TextRun.h"

#include "runtime/data/text/Ascii.h"

#include <algorithm>
#include <utility>

namespace heddle::corpus {

namespace {

constexpr std::string_view kNoBreakSpace = "\xc2\xa0", kSoftHyphen = "\xc2\xad";

/// Begins a character of U+3000 to U+9FFF, most of which are written without spaces between words.
bool isIdeographLead(uint8_t byte) { return byte >= 0xe3 && byte <= 0xe9; }
bool isContinuation(uint8_t byte) { return (byte & 0xc0) == 0x80; }

} // namespace

void TextRun::addBytes(std::string_view bytes, bool isLink) {
  uint32_t before = halfWords;
  for (char c : bytes) {
    if (isAsciiSpace(c)) {
      inWord = false;
    } else if (isIdeographLead(c)) {
      ++halfWords;
      inWord = true;
    } else if (!inWord && !isContinuation(c)) {
      halfWords += 2;
      inWord = true;
    }
  }
  if (isLink)
    linkedHalfWords += halfWords - before;
  text += bytes;
}

void TextRun::addCollapsed(std::string_view bytes, bool isLink) {
  while (!bytes.empty()) {
    bool isNoBreak = bytes.starts_with(kNoBreakSpace);
    if (isNoBreak || isAsciiSpace(bytes[0])) {
      addSpace();
      bytes.remove_prefix(isNoBreak ? 2 : 1);
      continue;
    }
    if (bytes.starts_with(kSoftHyphen)) {
      bytes.remove_prefix(2);
      continue;
    }
    auto isSpecial = [](char c) { return isAsciiSpace(c) || c == kNoBreakSpace[0]; };
    size_t count = std::find_if(bytes.begin() + 1, bytes.end(), isSpecial) - bytes.begin();
    if (std::exchange(spaceFollows, false))
      addBytes(" ", isLink);
    addBytes(bytes.substr(0, count), isLink);
    bytes.remove_prefix(count);
  }
}

void TextRun::addVerbatim(std::string_view bytes, bool isLink) {
  for (size_t at; (at = bytes.find("\r\n")) != bytes.npos; bytes.remove_prefix(at + 1))
    addBytes(bytes.substr(0, at), isLink);
  addBytes(bytes, isLink);
}

void TextRun::addBreak(char divider) {
  spaceFollows = inWord = false;
  if (!text.empty())
    text += divider;
}

void TextRun::addPiece(const TextRun &piece) {
  if (!text.empty() && text.back() != '\t')
    text += ' ';
  size_t begin = text.size();
  text += piece.text;
  std::replace(text.begin() + begin, text.end(), '\n', ' ');
  halfWords += piece.halfWords;
  linkedHalfWords += piece.linkedHalfWords;
}

void TextRun::dropBreaks() { text.erase(text.find_last_not_of("\n\t") + 1); }

} // namespace heddle::corpus

//===- Sentences.cpp - how many sentences a text has ----------------------===//

#include "runtime/data/text/Sentences.h"

#include <algorithm>

namespace heddle::runtime {

void SentenceCounter::addWord(std::string_view word) {
  bool isPunctuation = true, isEnd = false;
  for (size_t at = 0; at < word.size();) {
    Char c = readChar(word, at);
    uint16_t classes = wordClassesOf(c.code);
    isPunctuation &= (classes & kPunctuation) != 0;
    isEnd = c.bytes == word.size() && (classes & kSentenceEnd);
    at += c.bytes;
  }
  if (hasEnded && !isPunctuation && !isEnd) {
    ++sentences;
    hasEnded = false;
  } else if (isEnd) {
    hasEnded = true;
  }
}

void SentenceCounter::addChunk(std::string_view chunk) {
  bool isPlain = std::all_of(chunk.begin(), chunk.end(),
                             [](char c) { return uint8_t((c | 0x20) - 'a') < 26; });
  if (isPlain) { // words of letters, if it is cut at all
    sentences += hasEnded;
    hasEnded = false;
    return;
  }
  uint32_t begin = 0;
  for (uint32_t end : splitter.split(chunk)) {
    addWord(chunk.substr(begin, end - begin));
    begin = end;
  }
}

/// The end of the characters from `at` on that are white space, or of those that are none.
static size_t findRunEnd(std::string_view text, size_t at, bool isSpace) {
  while (at < text.size()) {
    uint8_t byte = uint8_t(text[at]);
    bool isPlain = byte > ' ' && byte < 0x7f;
    Char c = isPlain ? Char{byte, 0, 1} : readChar(text, at);
    if (isSpace != (!isPlain && isPythonSpace(c)))
      break;
    at += c.bytes;
  }
  return at;
}

size_t SentenceCounter::count(std::string_view text, size_t most) {
  sentences = 1;
  hasEnded = false;
  for (size_t at = 0; at < text.size() && sentences < most;) {
    bool isSpace = isPythonSpace(readChar(text, at));
    size_t end = findRunEnd(text, at, isSpace);
    std::string_view run = text.substr(at, end - at);
    if (!isSpace)
      addChunk(run);
    else if (run != " ")
      addWord(run); // which is no punctuation
    at = end;
  }
  return sentences;
}

} // namespace heddle::runtime

//===- Sentences.cpp - how many sentences a text has ----------------------===//

#include "runtime/data/text/Sentences.h"

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

/// Letters, with one mark behind them or none, whatever words they are: no exception ends in one of
/// these marks.
bool SentenceCounter::addPlain(std::string_view chunk) {
  size_t letters = 0;
  while (letters < chunk.size() && uint8_t((chunk[letters] | 0x20) - 'a') < 26)
    ++letters;
  std::string_view mark = chunk.substr(letters);
  bool isEnd = mark == "!" || mark == "?";
  if (letters == 0 || !(mark.empty() || isEnd || mark == "," || mark == ";" || mark == ":"))
    return false;
  sentences += hasEnded;
  hasEnded = isEnd;
  return true;
}

void SentenceCounter::addChunk(std::string_view chunk) {
  if (addPlain(chunk))
    return;
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

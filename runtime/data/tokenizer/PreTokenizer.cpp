//===- PreTokenizer.cpp - a text cut into pieces --------------------------===//

#include "runtime/data/tokenizer/PreTokenizer.h"

#include "runtime/data/text/UnicodeClasses.h"

namespace heddle::runtime {

namespace {

constexpr size_t kNone = size_t(-1);

bool isNewline(const Char &c) { return c.code == '\r' || c.code == '\n'; }

/// The end of the characters from `at` of which `test` is true, of at most `most`.
template <typename Test>
size_t skip(std::string_view text, size_t at, Test test, size_t most = kNone) {
  for (size_t count = 0; count < most && at < text.size(); ++count) {
    Char c = readChar(text, at);
    if (!test(c))
      break;
    at += c.bytes;
  }
  return at;
}

size_t skipLetters(std::string_view text, size_t at) {
  return skip(text, at, [](const Char &c) { return c.is(kLetter); });
}
size_t skipNumbers(std::string_view text, size_t at, size_t most = kNone) {
  return skip(text, at, [](const Char &c) { return c.is(kNumber); }, most);
}
/// What is neither space, letter nor number.
size_t skipOthers(std::string_view text, size_t at) {
  return skip(text, at, [](const Char &c) { return !c.is(kSpace | kLetter | kNumber); });
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// The letter at `at` as a small one; the long s, which ignoring case makes an s, too. 0 if there
/// is no such letter.
char foldAscii(std::string_view text, size_t at, size_t &next) {
  if (at >= text.size())
    return 0;
  Char c = readChar(text, at);
  next = at + c.bytes;
  if (c.code == 0x17f)
    return 's';
  if (c.code >= 'A' && c.code <= 'Z')
    return char(c.code - 'A' + 'a');
  return c.code < 0x80 ? char(c.code) : 0;
}

/// The end of 's 't 're 've 'm 'll 'd at `at`, or `at` if there is none.
size_t skipContraction(std::string_view text, size_t at, bool ignoreCase) {
  if (at >= text.size() || text[at] != '\'')
    return at;
  auto letter = [&](size_t place, size_t &next) -> char {
    if (ignoreCase)
      return foldAscii(text, place, next);
    next = place + 1;
    return place < text.size() ? text[place] : 0;
  };
  size_t afterFirst = at, afterSecond = at;
  char first = letter(at + 1, afterFirst);
  if (first == 's' || first == 'd' || first == 'm' || first == 't')
    return afterFirst;
  char second = first ? letter(afterFirst, afterSecond) : 0;
  bool isPair = (first == 'l' && second == 'l') || (first == 'v' && second == 'e') ||
                (first == 'r' && second == 'e');
  return isPair ? afterSecond : at;
}

//===----------------------------------------------------------------------===//
// Spaces
//===----------------------------------------------------------------------===//

/// A run of spaces.
struct Spaces {
  size_t end;
  size_t last;         // where the last of them begins
  size_t afterNewline; // behind the last \r or \n; kNone if there is none
};

Spaces scanSpaces(std::string_view text, size_t at) {
  Spaces run{at, at, kNone};
  while (run.end < text.size()) {
    Char c = readChar(text, run.end);
    if (!c.is(kSpace))
      break;
    run.last = run.end;
    run.end += c.bytes;
    if (isNewline(c))
      run.afterNewline = run.end;
  }
  return run;
}

/// \s+(?!\S)|\s: all but the last, which goes with what follows, unless it is alone.
size_t leaveLast(const Spaces &run, size_t begin) { return run.last > begin ? run.last : run.end; }

//===----------------------------------------------------------------------===//
// The patterns
//===----------------------------------------------------------------------===//

size_t findGpt2(std::string_view text, size_t begin) {
  if (size_t end = skipContraction(text, begin, /*ignoreCase=*/false); end > begin)
    return end;
  size_t at = begin + (text[begin] == ' ' && begin + 1 < text.size());
  Char c = readChar(text, at);
  if (c.is(kLetter))
    return skipLetters(text, at);
  if (c.is(kNumber))
    return skipNumbers(text, at);
  if (!c.is(kSpace))
    return skipOthers(text, at);
  Spaces run = scanSpaces(text, begin);
  return run.end == text.size() ? run.end : leaveLast(run, begin);
}

/// A run of spaces where what ends in a newline goes before what ends the text.
size_t endOfSpaces(std::string_view text, size_t begin) {
  Spaces run = scanSpaces(text, begin);
  if (run.afterNewline != kNone)
    return run.afterNewline;
  return run.end == text.size() ? run.end : leaveLast(run, begin);
}

/// cl100k, and Llama 3, which takes a text's last spaces apart if a newline is among them.
size_t findCl100k(std::string_view text, size_t begin, bool isLlama3) {
  if (size_t end = skipContraction(text, begin, /*ignoreCase=*/true); end > begin)
    return end;
  Char c = readChar(text, begin);
  size_t word = c.is(kLetter | kNumber) || isNewline(c) ? begin : begin + c.bytes;
  if (size_t end = skipLetters(text, word); end > word)
    return end;
  if (c.is(kNumber))
    return skipNumbers(text, begin, 3);
  size_t at = begin + (c.code == ' ');
  if (size_t end = skipOthers(text, at); end > at)
    return skip(text, end, isNewline);
  Spaces run = scanSpaces(text, begin);
  return run.end == text.size() && !isLlama3 ? run.end : endOfSpaces(text, begin);
}

/// [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and [\p{Ll}\p{Lm}\p{Lo}\p{M}]: letters without case are in both.
bool isUpper(const Char &c) { return c.is(kLetter | kMark) && !c.is(kSmall); }
bool isLower(const Char &c) { return c.is(kLetter | kMark) && !c.is(kCapital); }

/// Upper* Lower+; kNone if there is no such word at `at`.
size_t findLowerWord(std::string_view text, size_t at) {
  // The end of the last character of the upper ones that is also a lower one.
  size_t end = at, lastLower = kNone;
  while (end < text.size()) {
    Char c = readChar(text, end);
    if (!isUpper(c))
      break;
    end += c.bytes;
    if (isLower(c))
      lastLower = end;
  }
  size_t lower = skip(text, end, isLower);
  return lower > end ? lower : lastLower;
}

/// Upper+ Lower*; kNone if there is no such word at `at`.
size_t findUpperWord(std::string_view text, size_t at) {
  size_t upper = skip(text, at, isUpper);
  return upper > at ? skip(text, upper, isLower) : kNone;
}

/// A word with a contraction, after one other character or none; kNone if there is none.
size_t findO200kWord(std::string_view text, size_t begin) {
  Char c = readChar(text, begin);
  bool mayPrecede = !c.is(kLetter | kNumber) && !isNewline(c);
  for (auto find : {findLowerWord, findUpperWord})
    for (size_t at : {begin + c.bytes, begin}) {
      if (at > begin && !mayPrecede)
        continue;
      if (size_t end = find(text, at); end != kNone)
        return skipContraction(text, end, /*ignoreCase=*/true);
    }
  return kNone;
}

size_t findO200k(std::string_view text, size_t begin) {
  if (size_t end = findO200kWord(text, begin); end != kNone)
    return end;
  Char c = readChar(text, begin);
  if (c.is(kNumber))
    return skipNumbers(text, begin, 3);
  size_t at = begin + (c.code == ' ');
  if (size_t end = skipOthers(text, at); end > at)
    return skip(text, end, [](const Char &c) { return isNewline(c) || c.code == '/'; });
  return endOfSpaces(text, begin);
}

} // namespace

std::string_view nameOf(PreTokenizer kind) {
  switch (kind) {
  case PreTokenizer::Gpt2:
    return "gpt2";
  case PreTokenizer::Cl100k:
    return "cl100k";
  case PreTokenizer::Llama3:
    return "llama3";
  case PreTokenizer::O200k:
    return "o200k";
  }
  return "";
}

std::optional<PreTokenizer> findPreTokenizer(std::string_view name) {
  for (PreTokenizer kind :
       {PreTokenizer::Gpt2, PreTokenizer::Cl100k, PreTokenizer::Llama3, PreTokenizer::O200k})
    if (nameOf(kind) == name)
      return kind;
  return std::nullopt;
}

size_t findPieceEnd(PreTokenizer kind, std::string_view text, size_t begin) {
  switch (kind) {
  case PreTokenizer::Gpt2:
    return findGpt2(text, begin);
  case PreTokenizer::Cl100k:
    return findCl100k(text, begin, /*isLlama3=*/false);
  case PreTokenizer::Llama3:
    return findCl100k(text, begin, /*isLlama3=*/true);
  case PreTokenizer::O200k:
    return findO200k(text, begin);
  }
  return text.size();
}

} // namespace heddle::runtime

//===- Language.cpp - which language a text is in -------------------------===//

#include "runtime/data/language/Language.h"

#include "runtime/data/text/UnicodeClasses.h"

#include <algorithm>
#include <cstdint>
#include <cstdio> // which the header of CLD2 needs
#include <vector>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

/// How much of a text is read: the second sample only if the first one is less clear than
/// kClearEnough.
constexpr size_t kFirstBytes = 400, kFirstPieces = 2;
constexpr size_t kSecondBytes = 1600, kSecondPieces = 4;
constexpr double kClearEnough = 0.9;

/// Codes of CLD2 as ISO 639 has them.
std::string_view normaliseCode(std::string_view code) {
  struct Pair {
    std::string_view from, to;
  };
  constexpr Pair kPairs[] = {{"iw", "he"}, {"jw", "jv"}, {"zh-Hant", "zh"}, {"sr-ME", "sr"}};
  for (const Pair &pair : kPairs)
    if (code == pair.from)
      return pair.to;
  bool known = code != "un" && code != "xxx" && code != "tlh" && !code.starts_with("zz") &&
               !code.starts_with("xx-");
  return known ? code : "und";
}

Language detect(std::string_view sample) {
  CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3], letters = 0, valid = 0;
  double scores[3];
  bool reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(sample.data(), int(sample.size()), /*plain text*/ true,
                                          &hints, /*flags*/ 0, languages, percents, scores,
                                          /*chunks*/ nullptr, &letters, &reliable, &valid);
  // Percents are of whole texts: what is not reliable is UNKNOWN_LANGUAGE, maybe before the best.
  for (int i = 0; i < 3; ++i) {
    std::string_view code = normaliseCode(CLD2::LanguageCode(languages[i]));
    if (code != "und" && percents[i] > 0)
      return {code, percents[i] / 100.0};
  }
  return {};
}

bool isContinuation(char byte) { return (uint8_t(byte) & 0xc0) == 0x80; }

/// The first place from `at` on where a piece may begin or end: behind white space if there is some
/// within the next bytes, else between characters.
size_t findCut(std::string_view text, size_t at) {
  constexpr size_t kNear = 32;
  size_t last = std::min(at + kNear, text.size());
  for (size_t i = at; i < last; ++i)
    if (text[i] == ' ' || text[i] == '\n')
      return i + 1;
  while (at < text.size() && isContinuation(text[at]))
    ++at;
  return at;
}

/// CLD2 refuses texts with anything else.
bool isInterchangeable(Char c) {
  if (c.code == kInvalidCode || c.code == 0x7f ||
      (c.code < 0x20 && c.code != '\t' && c.code != '\n'))
    return false;
  bool control = c.code >= 0x80 && c.code < 0xa0;
  bool noncharacter = (c.code & 0xfffe) == 0xfffe || (c.code >= 0xfdd0 && c.code <= 0xfdef);
  return !control && !noncharacter;
}

void appendClean(std::string_view piece, std::string &sample) {
  for (size_t i = 0; i < piece.size();) {
    Char c = readChar(piece, i);
    if (isInterchangeable(c))
      sample.append(piece, i, c.bytes);
    else
      sample.push_back(' ');
    i += c.bytes;
  }
}

} // namespace

bool isKnownLanguage(std::string_view code) {
  if (code == "und")
    return false;
  for (int i = 0; i < CLD2::NUM_LANGUAGES; ++i)
    if (normaliseCode(CLD2::LanguageCode(CLD2::Language(i))) == code)
      return true;
  return false;
}

std::string sampleText(std::string_view text, size_t bytes, size_t pieces) {
  std::string sample;
  sample.reserve(std::min(bytes, text.size()) + pieces);
  if (text.size() <= bytes) {
    appendClean(text, sample);
    return sample;
  }
  size_t length = bytes / pieces - 1; // and a newline
  size_t step = text.size() / pieces;
  for (size_t i = 0; i < pieces; ++i) {
    size_t begin = findCut(text, i * step + (step - length) / 2);
    size_t end = std::min(begin + length, text.size());
    while (end > begin && end < text.size() && isContinuation(text[end]))
      --end;
    appendClean(text.substr(begin, end - begin), sample);
    sample.push_back('\n');
  }
  return sample;
}

Language identifyLanguage(std::string_view text) {
  Language first = detect(sampleText(text, kFirstBytes, kFirstPieces));
  if (first.confidence >= kClearEnough || text.size() <= kFirstBytes)
    return first;
  return detect(sampleText(text, kSecondBytes, kSecondPieces));
}

} // namespace heddle::corpus

//===- Language.h - which language a text is in -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGE_H
#define HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGE_H

#include <string>
#include <string_view>

namespace heddle::corpus {

struct Language {
  /// Of ISO 639-1 where the language has one ("en", "zh", "he"), else of ISO 639-3 ("ceb"); "und"
  /// for a text whose language is not known: too short, no prose, or none of CLD2's.
  std::string_view code = "und";
  /// In [0, 1], in hundredths: the share of the text's letters in runs that reliably are in that
  /// language; 0 for "und".
  double confidence = 0;
};

/// Identifies the main language of a text with CLD2 (quadgrams of letters, about 80 languages; the
/// script where it decides). Other than CLD2 alone it takes any bytes of any number: of a long text
/// only a sample is read (sampleText), first a small one, and if that is not clear, a larger one.
/// A function of the text alone; may be called by threads at once.
Language identifyLanguage(std::string_view text);

/// True for the codes of languages that CLD2 has a name for. Its tables know about half of them;
/// the others ("mn") are never found.
bool isKnownLanguage(std::string_view code);

/// At most `bytes` bytes of a text (the whole text if it has no more): up to `pieces` pieces at
/// equal distances, cut between characters, at white space where there is some nearby, and set
/// apart by newlines. What is no UTF-8, and control characters, become spaces.
std::string sampleText(std::string_view text, size_t bytes, size_t pieces);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_LANGUAGE_LANGUAGE_H

//===- TextRun.h - text with its white space collapsed ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HTML_TEXTRUN_H
#define HEDDLE_RUNTIME_DATA_HTML_TEXTRUN_H

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::corpus {

/// Collects the text of a block and counts its words.
class TextRun {
public:
  /// White space, no-break spaces too, becomes one space, or none at the ends of lines; soft
  /// hyphens go.
  void addCollapsed(std::string_view text, bool isLink);
  /// As it is, but that lines end with "\n".
  void addVerbatim(std::string_view text, bool isLink);
  /// Ends the line or cell; nothing at the begin.
  void addBreak(char divider);
  /// Another run behind a space, its line ends as spaces.
  void addPiece(const TextRun &piece);
  bool endsWithBreak() const { return text.ends_with('\n'); }
  /// Of lines and cells at the end.
  void dropBreaks();

  std::string text;
  uint32_t halfWords = 0;
  uint32_t linkedHalfWords = 0;

private:
  void addBytes(std::string_view bytes, bool isLink);
  void addSpace() {
    spaceFollows = !text.empty() && !text.ends_with('\n') && !text.ends_with('\t');
  }

  bool spaceFollows = false;
  bool inWord = false;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HTML_TEXTRUN_H

//===- Lines.h - lines and paragraphs of a text -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_LINES_H
#define HEDDLE_RUNTIME_DATA_TEXT_LINES_H

#include "runtime/data/text/Characters.h"
#include "runtime/data/text/HashCounts.h"

#include <span>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// A part of a text without its end of line.
struct Passage {
  std::string_view text;
  bool isRepeated = false; // the same stands before

  size_t chars() const { return countChars(text); }
};

/// Whether what Python's str.splitlines ends a line at, beside \n, occurs in `text`.
bool hasRareLineEnds(std::string_view text);

/// Calls `use` with each line of `text` as str.splitlines has them: they end at \n, \r, \r\n, \v,
/// \f, 0x1c to 0x1e, U+0085, U+2028 and U+2029; nothing behind the last end is no line.
template <typename Use> void forEachLine(std::string_view text, const Use &use);

/// The lines and paragraphs of a text. One object serves a thread for text after text.
class Lines {
public:
  void assign(std::string_view text);

  /// The parts of the text between every two \n: one more than there are \n.
  std::span<const Passage> lines() const { return lineList; }
  /// The parts of the trimmed text between every two or more \n: one at least.
  std::span<const Passage> paragraphs() const { return paragraphList; }

private:
  void add(std::vector<Passage> &list, std::string_view passage);
  void addParagraphs(std::string_view text);

  std::vector<Passage> lineList, paragraphList;
  HashCounts seen;
};

/// The next line that begins at `at`: its end, and where the one behind it begins.
struct LineEnd {
  size_t end, next;
};
LineEnd findLineEnd(std::string_view text, size_t at);

template <typename Use> void forEachLine(std::string_view text, const Use &use) {
  for (size_t at = 0; at < text.size();) {
    LineEnd line = findLineEnd(text, at);
    use(text.substr(at, line.end - at));
    at = line.next;
  }
}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_LINES_H

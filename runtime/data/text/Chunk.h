//===- Chunk.h - text between two white spaces ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_CHUNK_H
#define HEDDLE_RUNTIME_DATA_TEXT_CHUNK_H

#include "runtime/data/text/UnicodeClasses.h"
#include "runtime/data/text/WordClasses.h"

#include <string_view>
#include <vector>

namespace heddle::runtime {

/// White space as Python's str.isspace has it: with the separators of ASCII, 0x1c to 0x1f.
inline bool isPythonSpace(const Char &c) {
  return c.is(kSpace) || (c.code >= 0x1c && c.code <= 0x1f);
}

/// A chunk's characters with their classes; rules speak of them by index. One object is filled over
/// and over again, so that no chunk costs an allocation.
class Chunk {
public:
  struct Letter {
    uint32_t code;
    uint32_t begin;  // byte
    uint16_t words;  // a set of WordClass
    uint8_t unicode; // a set of CharClass
  };

  void assign(std::string_view newText) {
    bytes = newText;
    letters.clear();
    for (size_t at = 0; at < bytes.size();) {
      Char c = readChar(bytes, at);
      letters.push_back({c.code, uint32_t(at), wordClassesOf(c.code), c.classes});
      at += c.bytes;
    }
  }

  size_t size() const { return letters.size(); }
  const Letter &operator[](size_t i) const { return letters[i]; }
  bool is(size_t i, uint16_t any) const { return letters[i].words & any; }
  bool isDigit(size_t i) const { return letters[i].code - '0' < 10; }
  uint32_t code(size_t i) const { return letters[i].code; }

  /// Where character `i` begins; i == size() is the end.
  size_t byteOf(size_t i) const { return i < letters.size() ? letters[i].begin : bytes.size(); }
  std::string_view text(size_t begin, size_t end) const {
    return bytes.substr(byteOf(begin), byteOf(end) - byteOf(begin));
  }

private:
  std::string_view bytes;
  std::vector<Letter> letters;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_CHUNK_H

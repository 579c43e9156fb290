//===- WordTable.h - the words of a text ------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_WORDTABLE_H
#define HEDDLE_RUNTIME_DATA_TEXT_WORDTABLE_H

#include "runtime/data/text/ByteScan.h"
#include "runtime/data/text/ChunkCache.h"
#include "runtime/data/text/WordSplitter.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace heddle::runtime {

/// Of a word of WordTable: XXH3, the same on every machine.
uint64_t hashOfWord(std::string_view word);

/// The words of a text as WordSplitter cuts them, without the white space between. One object
/// serves a thread for document after document; its buffers grow to the largest one.
class WordTable {
public:
  /// `text` has less than 2^32 bytes.
  void assign(std::string_view text);

  size_t size() const { return count; }
  std::string_view operator[](size_t i) const { return joined(i, 1); }
  uint64_t hash(size_t i) const { return words[i].hash; }

  /// The text of `n` words from `i` on, nothing between them.
  std::string_view joined(size_t i, size_t n) const {
    return {buffer.data() + words[i].begin, words[i + n].begin - words[i].begin};
  }
  /// Its length in characters.
  uint32_t charsOf(size_t i, size_t n) const {
    return words[i + n].charsBefore - words[i].charsBefore;
  }

  uint32_t alphabetic() const { return alphabeticWords; } // words that hold a letter
  uint32_t nonSymbol() const { return nonSymbolWords; }   // words that are not symbols alone
  uint64_t nonSymbolChars() const { return charsOfNonSymbol; }
  /// Bytes of the longest text between two white spaces of ASCII.
  size_t longestChunk() const { return longestChunkBytes; }

private:
  struct Word {
    uint64_t hash;
    uint32_t begin;       // byte of the buffer
    uint32_t charsBefore; // characters of the words before
  };

  void addChunks();
  size_t addSimple(size_t begin, size_t end, Word *word);
  void addOther(std::string_view chunk);
  void cut(std::string_view chunk);
  void cutAtWideSpaces(std::string_view chunk);
  void append(std::span<const WordFacts> facts);
  void makeRoom(size_t moreWords);

  std::string_view source;
  ByteScan scan;
  WordSplitter splitter;
  ChunkCache cache;
  std::vector<WordFacts> cutWords; // of one chunk
  std::vector<char> buffer;        // the words one after the other, with room behind them
  std::vector<Word> words;         // `count`, one that ends the last, and room
  size_t count = 0;
  uint32_t alphabeticWords = 0, nonSymbolWords = 0;
  uint64_t charsOfNonSymbol = 0;
  size_t longestChunkBytes = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_WORDTABLE_H

//===- WordSplitter.h - chunks cut into words -------------------*- C++ -*-===//
//
// The English tokenizer of spaCy 3.8 without a model ("blank"), which is what datatrove 0.10 counts
// words with. A chunk, text between white spaces, loses its prefixes and suffixes until an
// exception or no affix is left; what stays is one word if it is an address, or is cut at its
// infixes. Then neighbours that are an exception together are cut as it says.
//
// It differs from spaCy where an exception could also be read across a space ("= [:"), and in
// digits of addresses that are not ASCII's.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_WORDSPLITTER_H
#define HEDDLE_RUNTIME_DATA_TEXT_WORDSPLITTER_H

#include "runtime/data/text/Chunk.h"
#include "runtime/data/text/WordExceptions.h"

#include <span>
#include <vector>

namespace heddle::runtime {

/// Holds buffers: one splitter serves one thread.
class WordSplitter {
public:
  /// Where the words of `chunk` end, in bytes; the first begins at 0, each other where the one
  /// before it ends. `chunk` holds no white space, 2^32 bytes at most. Valid until the next call.
  /// In linear time.
  std::span<const uint32_t> split(std::string_view chunk);

  /// The same by the rules for affixes alone.
  std::span<const uint32_t> splitWithoutExceptions(std::string_view chunk);

private:
  /// Neighbours, in words, that are an exception together.
  struct Merge {
    uint32_t begin, end;
    const WordExceptions::Parts *parts;
  };

  const WordExceptions::Parts *findException(size_t begin, size_t end) const;
  bool cutAffixes(size_t &begin, size_t &end);
  void addWord(size_t end) { ends.push_back(uint32_t(chunk.byteOf(end))); }
  void addException(size_t begin, const WordExceptions::Parts &parts);
  void addRest(size_t begin, size_t end);
  void addPieces(size_t begin, size_t end);
  void mergeExceptions(std::string_view text);
  void findMerges(std::string_view text);
  void chooseMerges();
  void applyMerges();

  Chunk chunk;
  bool usesExceptions = true;
  std::vector<uint32_t> ends, suffixes, merged;
  std::vector<Merge> merges;
  std::vector<bool> taken;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_WORDSPLITTER_H

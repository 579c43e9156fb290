//===- Blocks.h - the blocks of text of a page ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HTML_BLOCKS_H
#define HEDDLE_RUNTIME_DATA_HTML_BLOCKS_H

#include "runtime/data/html/Simplify.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::corpus {

/// Text that belongs together: a paragraph, a whole list or table.
struct Block {
  enum Kind { Paragraph, Heading, Lines, Preformatted };
  Kind kind = Paragraph;
  std::string text;
  /// In halves: a word of letters counts 2, a character of a script without spaces (Chinese,
  /// Japanese) 1.
  uint32_t halfWords = 0;
  uint32_t linkedHalfWords = 0;
  uint32_t group = 0;   // of Lines: one number a list or table
  uint32_t suspect = 0; // index of the innermost suspected element that it is in
  bool inMain = false;

  double words() const { return halfWords / 2.0; }
  double linkDensity() const { return halfWords ? double(linkedHalfWords) / halfWords : 0; }
};

struct Page {
  std::vector<Block> blocks;
  /// By suspected element: the one around it. Number 0 is the page, which is around all.
  std::vector<uint32_t> suspectParents = {0};
};

/// The blocks of a page that simplifyHtml() wrote.
Page readBlocks(const SimplePage &page);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HTML_BLOCKS_H

//===- MainText.cpp - what a reader of a page reads -----------------------===//
//
// Blocks are told apart by their number of words and the share of them that are links, each looked
// at with the blocks beside it: Kohlschuetter, Fankhauser and Nejdl, "Boilerplate Detection using
// Shallow Text Features", WSDM 2010 (the decision tree of algorithm 2, as Boilerpipe has it). Short
// blocks between blocks of content, and headings before them, are content: Pomikalek, "Removing
// Boilerplate and Duplicate Content from Web Corpora", 2011 (jusText). What the page itself says
// comes first: if elements that are named main or article hold a good part of the text, what is
// outside of them goes; elements that are named like banners or sidebars go unless they hold a good
// part of the text.
//
//===----------------------------------------------------------------------===//

#include "runtime/data/html/MainText.h"

#include "runtime/data/html/Blocks.h"
#include "runtime/data/html/Simplify.h"

#include <algorithm>
#include <tuple>

namespace heddle::corpus {

namespace {

/// An element with this part of a page's words is what the page is for.
constexpr double kGoodPart = 1.0 / 3;
constexpr double kMaxLinkDensity = 1.0 / 3;
/// Of one line with a link in it: "Powered by ...", "Filed under ...".
constexpr double kMaxShortLinkDensity = 0.2, kShortWords = 16;
/// How many short blocks may stand between two blocks of content.
constexpr size_t kMaxGap = 4;
constexpr double kButtonWords = 4;
constexpr double kLabelWords = 10;
constexpr size_t kMaxHeadingDistance = 200;

bool isLinks(const Block &block) {
  bool isShort = block.kind == Block::Paragraph && block.words() <= kShortWords;
  return block.linkDensity() > (isShort ? kMaxShortLinkDensity : kMaxLinkDensity);
}

/// "Reply", "Back to top": says nothing about the blocks beside it.
bool isButton(const Block &block) {
  return block.kind == Block::Paragraph && block.words() < kButtonWords && isLinks(block);
}

void removeSuspects(Page &page) {
  std::vector<double> words(page.suspectParents.size());
  for (const Block &block : page.blocks)
    words[block.suspect] += block.words();
  // The element around another has the smaller number.
  for (size_t i = words.size(); i-- > 1;)
    words[page.suspectParents[i]] += words[i];
  std::vector<bool> isRemoved(words.size());
  for (size_t i = 1; i < words.size(); ++i)
    isRemoved[i] = isRemoved[page.suspectParents[i]] || words[i] < kGoodPart * words[0];
  std::erase_if(page.blocks, [&](const Block &block) { return isRemoved[block.suspect]; });
}

/// Words of blocks that are longer than `words`: in elements that are named main, and of all.
std::pair<double, double> countMain(const std::vector<Block> &blocks, double words) {
  double inMain = 0, all = 0;
  for (const Block &block : blocks)
    if (block.words() > words) {
      inMain += block.inMain ? block.words() : 0;
      all += block.words();
    }
  return {inMain, all};
}

/// Keeps what is in elements that are named main or article, if that is a good part of all. Teasers
/// call themselves articles too, so longer blocks count, if there are any.
bool keepMain(std::vector<Block> &blocks) {
  auto [inMain, all] = countMain(blocks, kShortWords);
  if (all == 0)
    std::tie(inMain, all) = countMain(blocks, 0);
  if (inMain == 0 || inMain < kGoodPart * all)
    return false;
  std::erase_if(blocks, [](const Block &block) { return !block.inMain; });
  return true;
}

/// Algorithm 2 of Kohlschuetter et al.
bool isContent(const Block &previous, const Block &block, const Block &next) {
  if (isLinks(block))
    return false;
  if (block.kind == Block::Preformatted)
    return true;
  // The title of an article is often a link, after which a paragraph need not be long.
  if (previous.linkDensity() > 0.555556)
    return block.words() > (previous.kind == Block::Heading ? kShortWords : 40) ||
           next.words() > 17;
  return block.words() > kShortWords || next.words() > 15 || previous.words() > 4;
}

std::vector<bool> findContent(const std::vector<Block> &blocks) {
  static const Block none;
  std::vector<bool> keep(blocks.size());
  for (size_t i = 0; i < blocks.size(); ++i)
    keep[i] =
        blocks[i].kind != Block::Heading && isContent(i > 0 ? blocks[i - 1] : none, blocks[i],
                                                      i + 1 < blocks.size() ? blocks[i + 1] : none);
  return keep;
}

/// Short runs of blocks between blocks of content are content, but for links.
void fillGaps(const std::vector<Block> &blocks, std::vector<bool> &keep) {
  size_t behind = 0; // the last block of content; 0: none so far
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!keep[i])
      continue;
    for (size_t j = behind; behind > 0 && i - behind <= kMaxGap && j < i; ++j)
      keep[j] = keep[j] || (blocks[j].kind != Block::Heading && !isLinks(blocks[j]));
    behind = i + 1;
  }
}

/// A heading belongs to what follows it; a line about author or date may come between.
void keepHeadings(const std::vector<Block> &blocks, std::vector<bool> &keep) {
  size_t distance = kMaxHeadingDistance + 1; // to the next block of content, in bytes
  for (size_t i = blocks.size(); i-- > 0;) {
    if (blocks[i].kind == Block::Heading)
      keep[i] = distance <= kMaxHeadingDistance;
    distance = keep[i] ? 0 : distance + blocks[i].text.size();
  }
}

bool endsSentence(std::string_view text) {
  for (std::string_view end : {".", "!", "?", ":", ";", "\"", "\xe2\x80\x9d", "\xe2\x80\xa6",
                               "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f"})
    if (text.ends_with(end))
      return true;
  return false;
}

/// A few words at the begin or end of the text are about it, and a heading at the end has nothing
/// to head.
void trimEnds(const std::vector<Block> &blocks, std::vector<bool> &keep) {
  auto isLabel = [&](size_t i) {
    return blocks[i].kind == Block::Paragraph && blocks[i].words() < kLabelWords &&
           !endsSentence(blocks[i].text);
  };
  auto isText = [&](size_t i) {
    return keep[i] && blocks[i].kind != Block::Heading && !isLabel(i);
  };
  size_t first = 0, last = blocks.size();
  while (first < last && !isText(first))
    ++first;
  if (first == last)
    return;
  for (size_t i = 0; i < first; ++i)
    keep[i] = keep[i] && !isLabel(i);
  while (!isText(--last))
    keep[last] = false;
}

} // namespace

runtime::Result<std::string> extractMainText(std::string_view html) {
  runtime::Result<SimplePage> simple = simplifyHtml(html);
  if (!simple)
    return simple.status();
  Page page = readBlocks(*simple);
  std::erase_if(page.blocks, isButton);
  removeSuspects(page);
  std::vector<Block> &blocks = page.blocks;
  std::vector<bool> keep;
  if (keepMain(blocks))
    for (const Block &block : blocks)
      keep.push_back(block.kind != Block::Heading && !isLinks(block));
  else
    keep = findContent(blocks);
  fillGaps(blocks, keep);
  keepHeadings(blocks, keep);
  trimEnds(blocks, keep);
  std::string text;
  for (size_t i = 0; i < blocks.size(); ++i)
    if (keep[i])
      (text += text.empty() ? "" : "\n\n") += blocks[i].text;
  return text;
}

} // namespace heddle::corpus

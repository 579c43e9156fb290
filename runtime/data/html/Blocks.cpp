//===- Blocks.cpp - the blocks of text of a page --------------------------===//

#include "runtime/data/html/Blocks.h"

#include "runtime/data/html/TextRun.h"

#include <algorithm>
#include <cstdlib>
#include <gumbo.h>
#include <memory_resource>
#include <optional>
#include <utility>

namespace heddle::corpus {

namespace {

/// What a cell of a table of data has at most.
constexpr uint32_t kMostCellHalfWords = 60;

bool isHeading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }
bool isList(GumboTag tag) {
  return tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL || tag == GUMBO_TAG_DL;
}
bool isCell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }

const GumboAttribute *find(const GumboElement &element, const char *name) {
  return gumbo_get_attribute(&element.attributes, name);
}

/// Walks over the elements in their order and collects blocks.
class Collector {
public:
  explicit Collector(const std::vector<std::string> &texts) : texts(texts) {}
  void enter(const GumboElement &element);
  void leave(const GumboElement &element);
  /// Text of the parser, and text that did not go through it.
  void addText(std::string_view text);
  Page finish() {
    flush();
    return std::move(page);
  }

private:
  struct List {
    bool isNumbered;
    unsigned next;
  };

  void flush();
  void addBlock(Block::Kind kind, const TextRun &text, std::string_view mark = "");
  void append(Block block);
  void endRow(bool isLayout);
  void enterList(const GumboElement &element);
  void enterItem();
  void addBreak();
  std::string takeMarker();

  void addKeptText(const char *number);

  const std::vector<std::string> &texts;
  Page page;
  TextRun run;
  std::vector<List> lists;
  std::vector<uint32_t> suspects = {0};
  std::optional<std::string> marker;       // of the item that begins
  std::vector<std::vector<TextRun>> cells; // of the row that is open, and the pieces of each
  uint32_t tables = 0, rows = 0, headings = 0, pres = 0, mains = 0, definitions = 0;
  uint32_t group = 0;  // of the outermost list or table
  uint32_t groups = 0; // so far
  bool inLink = false;
  bool preBegins = false; // nothing is read of it yet
};

std::string Collector::takeMarker() {
  return marker ? *std::exchange(marker, std::nullopt) : std::string();
}

/// Lines of one list or table are one block.
void Collector::append(Block block) {
  Block *last = page.blocks.empty() ? nullptr : &page.blocks.back();
  bool continues = last && block.kind == Block::Lines && last->kind == Block::Lines &&
                   last->group == block.group && last->suspect == block.suspect;
  if (!continues) {
    page.blocks.push_back(std::move(block));
    return;
  }
  (last->text += '\n') += block.text;
  last->halfWords += block.halfWords;
  last->linkedHalfWords += block.linkedHalfWords;
}

/// Ends a piece of text. In a row it is kept until the row ends.
void Collector::flush() {
  TextRun text = std::exchange(run, TextRun());
  text.dropBreaks();
  if (text.halfWords == 0)
    return;
  std::string mark = takeMarker();
  bool isLine = !mark.empty() || definitions;
  if (rows && !pres && !headings && !isLine) {
    if (cells.empty())
      cells.emplace_back();
    cells.back().push_back(std::move(text));
    return;
  }
  endRow(/*isLayout=*/true);
  if (pres || headings)
    return addBlock(pres ? Block::Preformatted : Block::Heading, text);
  addBlock(isLine ? Block::Lines : Block::Paragraph, text, mark);
}

void Collector::addBlock(Block::Kind kind, const TextRun &text, std::string_view mark) {
  Block block;
  block.kind = kind;
  block.text = std::string(mark) + text.text;
  block.halfWords = text.halfWords;
  block.linkedHalfWords = text.linkedHalfWords;
  block.group = group;
  block.suspect = suspects.back();
  block.inMain = mains > 0;
  append(std::move(block));
}

/// A row of a table is a line, unless the table is there for the layout of the page: then its cells
/// hold blocks or long text.
void Collector::endRow(bool isLayout) {
  TextRun line;
  bool isFirst = true;
  for (const std::vector<TextRun> &cell : cells) {
    if (!std::exchange(isFirst, false))
      line.addBreak('\t');
    for (const TextRun &piece : cell) {
      isLayout |= piece.halfWords > kMostCellHalfWords;
      line.addPiece(piece);
    }
  }
  line.dropBreaks();
  if (!isLayout && line.halfWords > 0)
    addBlock(Block::Lines, line);
  for (const std::vector<TextRun> &cell : cells)
    for (const TextRun &piece : cell)
      if (isLayout)
        addBlock(Block::Paragraph, piece);
  cells.clear();
}

void Collector::addText(std::string_view text) {
  preBegins = false;
  if (pres)
    run.addVerbatim(text, inLink);
  else
    run.addCollapsed(text, inLink);
}

/// A line end right behind <pre> is not part of the text.
void Collector::addKeptText(const char *number) {
  std::string_view text = texts[std::strtoul(number, nullptr, 10)];
  bool drops = preBegins && (text.starts_with('\n') || text.starts_with("\r\n"));
  addText(text.substr(drops ? text.find('\n') + 1 : 0));
}

/// One ends a line, two end a paragraph.
void Collector::addBreak() {
  if (pres)
    return run.addVerbatim("\n", inLink);
  if (headings)
    return run.addCollapsed(" ", inLink);
  if (run.endsWithBreak())
    flush();
  else
    run.addBreak('\n');
}

void Collector::enterList(const GumboElement &element) {
  const GumboAttribute *start = find(element, "start");
  lists.push_back(
      {element.tag == GUMBO_TAG_OL, start ? unsigned(std::strtoul(start->value, nullptr, 10)) : 1});
}

void Collector::enterItem() {
  size_t indent = lists.empty() ? 0 : 2 * (lists.size() - 1);
  bool isNumbered = !lists.empty() && lists.back().isNumbered;
  marker = std::string(std::min<size_t>(indent, 16), ' ') +
           (isNumbered ? std::to_string(lists.back().next++) + ". " : "- ");
}

void Collector::enter(const GumboElement &element) {
  GumboTag tag = element.tag;
  if (const GumboAttribute *number = find(element, "t"))
    addKeptText(number->value);
  else if (tag == GUMBO_TAG_WBR)
    inLink = find(element, "a") != nullptr;
  else if (tag == GUMBO_TAG_BR)
    addBreak();
  if (tag == GUMBO_TAG_WBR || tag == GUMBO_TAG_BR)
    return;
  flush();
  if (isCell(tag))
    cells.emplace_back();
  if (tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_TR)
    endRow(/*isLayout=*/true);
  if ((isList(tag) || tag == GUMBO_TAG_TABLE) && lists.empty() && tables == 0)
    group = ++groups;
  tables += tag == GUMBO_TAG_TABLE;
  rows += tag == GUMBO_TAG_TR;
  headings += isHeading(tag);
  pres += tag == GUMBO_TAG_PRE;
  preBegins = tag == GUMBO_TAG_PRE;
  definitions += tag == GUMBO_TAG_DT || tag == GUMBO_TAG_DD;
  mains += find(element, "m") != nullptr;
  if (isList(tag))
    enterList(element);
  if (tag == GUMBO_TAG_LI)
    enterItem();
  if (find(element, "s")) {
    page.suspectParents.push_back(suspects.back());
    suspects.push_back(page.suspectParents.size() - 1);
  }
}

void Collector::leave(const GumboElement &element) {
  GumboTag tag = element.tag;
  if (tag == GUMBO_TAG_WBR || tag == GUMBO_TAG_BR)
    return;
  flush();
  if (tag == GUMBO_TAG_TR)
    endRow(/*isLayout=*/false);
  tables -= tag == GUMBO_TAG_TABLE;
  rows -= tag == GUMBO_TAG_TR;
  headings -= isHeading(tag);
  pres -= tag == GUMBO_TAG_PRE;
  definitions -= tag == GUMBO_TAG_DT || tag == GUMBO_TAG_DD;
  mains -= find(element, "m") != nullptr;
  if (isList(tag))
    lists.pop_back();
  if (tag == GUMBO_TAG_LI)
    marker.reset();
  if (find(element, "s"))
    suspects.pop_back();
}

/// Calls the collector for the tree in its order, with a list of its own instead of recursion.
void walk(const GumboNode *root, Collector &collector) {
  struct Place {
    const GumboElement *element;
    unsigned next;
  };
  std::vector<Place> places = {{&root->v.element, 0}};
  while (!places.empty()) {
    Place &place = places.back();
    if (place.next == place.element->children.length) {
      collector.leave(*place.element);
      places.pop_back();
      continue;
    }
    auto *node = static_cast<const GumboNode *>(place.element->children.data[place.next++]);
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
      collector.addText(node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT)
      continue;
    collector.enter(node->v.element);
    places.push_back({&node->v.element, 0});
  }
}

} // namespace

/// The tree lies in one arena that goes at once: destroying it node by node is recursive.
Page readBlocks(const SimplePage &page) {
  std::pmr::monotonic_buffer_resource arena(4 * page.html.size() + 4096);
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void *arena, size_t size) {
    return static_cast<std::pmr::monotonic_buffer_resource *>(arena)->allocate(size);
  };
  options.deallocator = [](void *, void *) {};
  options.userdata = &arena;
  options.max_errors = 0;
  GumboOutput *output = gumbo_parse_with_options(&options, page.html.data(), page.html.size());
  Collector collector(page.texts);
  collector.enter(output->root->v.element);
  walk(output->root, collector);
  return collector.finish();
}

} // namespace heddle::corpus

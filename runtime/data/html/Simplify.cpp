//===- Simplify.cpp - a page without what is no text ----------------------===//

#include "runtime/data/html/Simplify.h"

#include "runtime/data/html/Tag.h"
#include "runtime/data/text/Ascii.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>
#include <vector>

namespace heddle::corpus {

namespace {

using enum ElementKind;

/// Shorter text is less than the tag that would stand for it.
constexpr size_t kShortText = 12;

class Simplifier {
public:
  explicit Simplifier(std::string_view html) : html(html) {}
  runtime::Result<SimplePage> run();

private:
  struct Open {
    std::string_view name;
    Element element;
    bool isHidden; // nothing in it is written
    bool isMain;   // it, or one around it
  };

  /// Whether it holds what ends by itself.
  static bool isBlock(const Open &one) {
    ElementKind kind = one.element.kind;
    return kind == Box || kind == Hidden || kind == Heading || kind == Table;
  }

  size_t readMarkup(size_t at);
  size_t skipComment(size_t at) const;
  size_t skipRemoved(const Tag &tag);
  void begin(const Tag &tag, const Element &element);
  void beginBox(const Tag &tag, const Element &element);
  void end(const Tag &tag, const Element &element);
  void closeTo(size_t depth);
  void closeDivs();
  void closeCell();
  void endLink();
  /// What is before a block and behind it are two, even if nothing of the block is written.
  void divide() {
    writeTag("<", "div");
    writeTag("</", "div");
  }
  bool isHiding() const { return !open.empty() && open.back().isHidden; }
  void addText(std::string_view bytes);
  void flushText();
  void writeTag(std::string_view start, std::string_view name) {
    flushText();
    ++tags;
    ((page.html += start) += name) += '>';
  }

  std::string_view html;
  bool isXml = trim(html.substr(0, 64)).starts_with("<?xml"); // where any tag may close itself
  SimplePage page;
  std::string text; // that is not in the page yet
  std::vector<Open> open;
  bool inLink = false;
  size_t tags = 0;                // that were written
  std::set<std::string> unclosed; // removed elements that have no more end tag
};

runtime::Result<SimplePage> Simplifier::run() {
  for (size_t at = 0; at < html.size();) {
    size_t next = std::min(html.find('<', at), html.size());
    addText(html.substr(at, next - at));
    at = next < html.size() ? readMarkup(next) : next;
    if (tags > kMaxTags)
      return runtime::error("a page of more than " + std::to_string(kMaxTags) + " tags");
  }
  closeTo(0);
  flushText();
  return std::move(page);
}

/// Character references are written for the parser: from "&" on all that could belong to one.
void Simplifier::addText(std::string_view bytes) {
  if (isHiding())
    return;
  for (size_t at; (at = bytes.find('&')) != bytes.npos;) {
    text += bytes.substr(0, at);
    flushText();
    auto isPart = [](char c) { return isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '#'; };
    size_t end = std::find_if_not(bytes.begin() + at + 1, bytes.end(), isPart) - bytes.begin();
    end += end < bytes.size() && bytes[end] == ';';
    page.html += bytes.substr(at, end - at);
    bytes.remove_prefix(end);
  }
  text += bytes;
}

void Simplifier::flushText() {
  bool isBlank = std::ranges::all_of(text, isAsciiSpace);
  if (text.size() < kShortText || isBlank) {
    page.html += text;
    text.clear();
    return;
  }
  ++tags;
  page.html += "<wbr t=" + std::to_string(page.texts.size()) + ">";
  page.texts.push_back(std::exchange(text, std::string()));
}

/// "-->" ends a comment, and "--!>", and ">" at its begin.
size_t Simplifier::skipComment(size_t at) const {
  std::string_view rest = html.substr(at);
  if (!rest.starts_with("<!--"))
    return html.find('>', at);
  if (rest.starts_with("<!-->") || rest.starts_with("<!--->"))
    return html.find('>', at);
  for (size_t dashes = at + 4; (dashes = html.find("--", dashes)) != html.npos; ++dashes) {
    std::string_view behind = html.substr(dashes + 2);
    if (behind.starts_with('>') || behind.starts_with("!>"))
      return html.find('>', dashes);
  }
  return html.npos;
}

/// What "<" at `at` begins; gives where to go on.
size_t Simplifier::readMarkup(size_t at) {
  char first = at + 1 < html.size() ? html[at + 1] : ' ';
  char second = at + 2 < html.size() ? html[at + 2] : ' ';
  bool isBogus = first == '!' || first == '?' || (first == '/' && !isAsciiLetter(second));
  if (isBogus) {
    size_t end = skipComment(at);
    return end == html.npos ? html.size() : end + 1;
  }
  if (!isAsciiLetter(first) && first != '/') {
    addText("&lt;");
    return at + 1;
  }
  Tag tag = readTag(html, at);
  if (tag.end == html.npos)
    return html.size();
  Element element = findElement(tag.name);
  bool endsAtOnce = element.kind == Break || element.kind == Paragraph || element.kind == Item ||
                    element.kind == Cell;
  if (tag.isSelfClosing && isXml && !endsAtOnce)
    return tag.end;
  if (element.kind == Void)
    return tag.end;
  if (element.kind == Removed)
    return tag.isEnd ? tag.end : skipRemoved(tag);
  if (tag.isEnd)
    end(tag, element);
  else
    begin(tag, element);
  return tag.end;
}

/// Behind the end tag of an element whose content is removed. If there is none, only the tag is,
/// but for a script or style, which then have the rest of the page.
size_t Simplifier::skipRemoved(const Tag &tag) {
  bool isCode = equalsIgnoringCase(tag.name, "script") || equalsIgnoringCase(tag.name, "style");
  std::string endTag = "</" + std::string(tag.name);
  std::ranges::transform(endTag, endTag.begin(), toLower); // one key for all spellings
  for (size_t at = tag.end; !unclosed.contains(endTag); ++at) {
    at = html.find("</", at);
    if (at == html.npos)
      break;
    size_t behind = at + endTag.size();
    if (behind < html.size() && isNameEnd(html[behind]) &&
        startsIgnoringCase(html.substr(at), endTag))
      return std::min(html.find('>', behind), html.size() - 1) + 1;
  }
  unclosed.insert(endTag);
  return isCode ? html.size() : tag.end;
}

void Simplifier::begin(const Tag &tag, const Element &element) {
  bool isHidden = tag.isHidden || isHiddenByName(tag);
  bool endsItself = element.kind == Paragraph || element.kind == Item || element.kind == Cell;
  bool isBlock = element.kind != Link && element.kind != Inline && element.kind != Break;
  if (isBlock && !open.empty() && open.back().element.kind == Paragraph)
    closeTo(open.size() - 1);
  if (element.kind == Item)
    closeDivs();
  if (element.kind == Cell)
    closeCell();
  if ((isBlock && !endsItself) || (isHidden && element.kind != Break))
    return beginBox(tag, element);
  if (isHiding())
    return;
  if (element.kind == Link && tag.isLink) {
    inLink = true;
    writeTag("<", "wbr a");
  } else if (element.kind != Link && element.kind != Inline) {
    writeTag("<", element.written);
  }
}

/// An element with an end tag. What is nested too deeply loses its tags.
void Simplifier::beginBox(const Tag &tag, const Element &element) {
  if (open.size() == kMaxDepth)
    return;
  bool isNote = element.kind == Hidden && isNoteByName(tag);
  // A header that is never closed does not swallow the page.
  bool isMain = equalsIgnoringCase(tag.name, "main") || equalsIgnoringCase(tag.role, "main");
  bool isHidden = (isHiding() && !isMain) || tag.isHidden || isHiddenByName(tag) ||
                  (element.kind == Hidden && !isNote);
  bool isInMain = !open.empty() && open.back().isMain;
  if (isHidden && !isHiding() && element.kind != Inline && element.kind != Link)
    divide();
  open.push_back({tag.name, element, isHidden, isInMain || isMainByName(tag)});
  if (isHidden)
    return;
  // The header of an article has its title.
  bool isSuspect = (equalsIgnoringCase(tag.name, "header") && !isInMain) ||
                   equalsIgnoringCase(tag.name, "form") || isSuspectByName(tag);
  std::string text(element.written);
  unsigned start = 0;
  if (isMainByName(tag))
    text += " m";
  else if (isSuspect && element.kind != Heading)
    text += " s";
  if (element.written == "ol" &&
      std::from_chars(tag.start.begin(), tag.start.end(), start).ec == std::errc())
    text += " start=" + std::to_string(start);
  writeTag("<", text);
}

void Simplifier::closeTo(size_t depth) {
  while (open.size() > depth) {
    Open last = open.back();
    open.pop_back();
    if (!last.isHidden)
      writeTag("</", last.element.written);
  }
}

/// An item ends what is open in the item before it.
void Simplifier::closeDivs() {
  size_t depth = open.size();
  auto isDiv = [](const Open &one) {
    return !isBlock(one) || equalsIgnoringCase(one.name, "div") ||
           equalsIgnoringCase(one.name, "address");
  };
  while (depth > 0 && isDiv(open[depth - 1]))
    --depth;
  if (depth > 0)
    closeTo(depth);
}

/// A cell or row ends what is open in the cell before it.
void Simplifier::closeCell() {
  size_t depth = open.size();
  while (depth > 0 && open[depth - 1].element.kind != Table)
    --depth;
  if (depth > 0)
    closeTo(depth);
}

void Simplifier::endLink() {
  if (std::exchange(inLink, false))
    writeTag("<", "wbr");
}

/// An end tag ends what is open of its name and all in it. It reaches out of no table, and that of
/// an inline element out of no block.
void Simplifier::end(const Tag &tag, const Element &element) {
  if (element.kind == Link)
    endLink();
  if (element.kind == Cell)
    return closeCell();
  if (element.kind == Paragraph && !isHiding())
    return writeTag("</", "p");
  // Of elements that end by themselves only those are open that hide their content.
  bool isInline = element.written.empty() || element.kind == Paragraph || element.kind == Item;
  for (size_t depth = open.size(); depth-- > 0;) {
    const Open &one = open[depth];
    if (equalsIgnoringCase(one.name, tag.name) ||
        (element.kind == Heading && one.element.kind == Heading))
      return closeTo(depth);
    if (one.element.kind == Table || (isInline && isBlock(one)))
      return;
  }
}

} // namespace

runtime::Result<SimplePage> simplifyHtml(std::string_view html) { return Simplifier(html).run(); }

} // namespace heddle::corpus

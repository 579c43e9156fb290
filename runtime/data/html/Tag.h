//===- Tag.h - a tag of a page ----------------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HTML_TAG_H
#define HEDDLE_RUNTIME_DATA_HTML_TAG_H

#include <cstddef>
#include <string_view>

namespace heddle::corpus {

/// What a tag of this name does to the text.
enum class ElementKind {
  Inline,  // nothing
  Void,    // nothing either, and it has neither content nor end tag
  Removed, // its content, up to its end tag, is no text
  Hidden,  // its content is not read: navigation and the like
  Box,     // a block that may be nested
  Heading,
  Table,
  Paragraph, // a block that ends by itself
  Item,      // of a list
  Cell,      // or row, or group of rows: ends by itself
  Break,
  Link,
};

struct Element {
  ElementKind kind = ElementKind::Inline;
  std::string_view written; // the name that it is given
};

/// `name` in any case.
Element findElement(std::string_view name);

/// Views of the page; a value is as it stands there.
struct Tag {
  std::string_view name;
  bool isEnd = false;
  std::string_view id, classes, role, style, start;
  bool isLink = false; // has href
  bool isSelfClosing = false;
  bool isHidden = false; // by `hidden`, aria-hidden or style
  size_t end = 0;        // behind its ">"; npos if the page ends in it
};

/// Whether the name of a tag ends before `c`.
bool isNameEnd(char c);

/// The tag at html[at] == '<', which a letter or "/" and a letter follow.
Tag readTag(std::string_view html, size_t at);

/// What names say about an element: whether it is hidden from readers, and whether it is likely
/// to be something beside the main content, as lists of such names go (Readability, trafilatura).
bool isHiddenByName(const Tag &tag);
bool isSuspectByName(const Tag &tag);
bool isMainByName(const Tag &tag);
/// A note in the text, which may be an <aside>.
bool isNoteByName(const Tag &tag);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HTML_TAG_H

//===- Simplify.h - a page without what is no text --------------*- C++ -*-===//
//
// The parser takes time and stack that grow with the square or the depth of hostile pages, and most
// of a page's bytes are scripts, styles and attributes. So a page is simplified before it is
// parsed:
//
//   * comments, scripts, styles, pictures, form fields and the like go, with their content;
//   * nav, footer, aside, dialogs and what is hidden go, with their content;
//   * tags of inline elements and of unknown ones go, their content stays;
//   * what is left are tags without attributes of the elements below, properly nested and not
//   deeper
//     than kMaxDepth, so that the parser needs time linear in the page.
//
// Text does not go through the parser either, which looks at each of its characters by itself: a
// page keeps it beside the tags, and where it stood is <wbr t=NUMBER>. Character references stay
// among the tags, so that the parser decodes them, and so do a few characters, which cost less than
// a tag.
//
// Attributes that are written: `m` at a <div> of the main content; `s` at one that is suspected to
// be no content; `start` at <ol>. Links are <wbr a> at their begin and <wbr> at their end, which
// cannot be nested wrongly.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_HTML_SIMPLIFY_H
#define HEDDLE_RUNTIME_DATA_HTML_SIMPLIFY_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// Elements whose end tags are written; around each, the parser may add six of its own at most.
constexpr size_t kMaxDepth = 256;
/// A tag of a few bytes is an element of two hundred; a long page has some ten thousand.
constexpr size_t kMaxTags = 1 << 20;

struct SimplePage {
  std::string html;
  std::vector<std::string> texts; // by their numbers
};

/// Fails on a page of more than kMaxTags tags that would be written.
runtime::Result<SimplePage> simplifyHtml(std::string_view html);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HTML_SIMPLIFY_H

//===- FuzzHtml.cpp - no page crashes or stalls the extraction --*- C++ -*-===//

#include "runtime/data/html/MainText.h"
#include "runtime/data/html/Simplify.h"
#include "runtime/data/sources/Charset.h"

#include <cstdint>
#include <cstdlib>
#include <gumbo.h>
#include <simdjson.h>

static size_t depthOf(const GumboNode *node, size_t limit) {
  size_t deepest = 0;
  if (node->type == GUMBO_NODE_ELEMENT && limit > 0)
    for (unsigned i = 0; i < node->v.element.children.length; ++i)
      deepest = std::max(
          deepest,
          depthOf(static_cast<const GumboNode *>(node->v.element.children.data[i]), limit - 1));
  return deepest + 1;
}

/// What the parser is given must not make a deep tree, or the parser's time would be its square.
static void requireShallow(const std::string &html) {
  constexpr size_t most = 6 * heddle::corpus::kMaxDepth;
  GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  if (depthOf(output->root, most + 1) > most)
    std::abort();
  gumbo_destroy_output(&kGumboDefaultOptions, output);
}

/// Any bytes as a page: the text of UTF-8 is UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  auto html = heddle::corpus::decodeHtml(bytes, "windows-1252", 0);
  if (!html)
    return 0;
  auto text = heddle::corpus::extractMainText(*html);
  if (!text || !simdjson::validate_utf8(text->data(), text->size()))
    std::abort();
  // A short input, repeated, can be deep.
  std::string many;
  while (many.size() < 20000 && !html->empty())
    many += *html;
  requireShallow(heddle::corpus::simplifyHtml(many)->html);
  return 0;
}

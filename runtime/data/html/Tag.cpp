//===- Tag.cpp - a tag of a page ------------------------------------------===//

#include "runtime/data/html/Tag.h"

#include "runtime/data/text/Ascii.h"

#include <array>
#include <string>

namespace heddle::corpus {

namespace {

struct NamedElement {
  std::string_view name;
  Element element;
};

using enum ElementKind;

/// Sorted by name.
constexpr NamedElement kElements[] = {
    {"a", {Link, ""}},           {"address", {Box, "div"}},    {"applet", {Removed, ""}},
    {"area", {Void, ""}},        {"article", {Box, "div"}},    {"aside", {Hidden, "div"}},
    {"audio", {Removed, ""}},    {"base", {Void, ""}},         {"basefont", {Void, ""}},
    {"bgsound", {Void, ""}},     {"blockquote", {Box, "div"}}, {"br", {Break, "br"}},
    {"button", {Hidden, "div"}}, {"canvas", {Removed, ""}},    {"caption", {Box, "div"}},
    {"center", {Box, "div"}},    {"col", {Void, ""}},          {"command", {Void, ""}},
    {"datalist", {Removed, ""}}, {"dd", {Item, "dd"}},         {"details", {Box, "div"}},
    {"dialog", {Hidden, "div"}}, {"dir", {Box, "ul"}},         {"div", {Box, "div"}},
    {"dl", {Box, "dl"}},         {"dt", {Item, "dt"}},         {"embed", {Void, ""}},
    {"fieldset", {Box, "div"}},  {"figcaption", {Box, "div"}}, {"figure", {Box, "div"}},
    {"footer", {Hidden, "div"}}, {"form", {Box, "div"}},       {"frame", {Void, ""}},
    {"h1", {Heading, "h1"}},     {"h2", {Heading, "h2"}},      {"h3", {Heading, "h3"}},
    {"h4", {Heading, "h4"}},     {"h5", {Heading, "h5"}},      {"h6", {Heading, "h6"}},
    {"header", {Box, "div"}},    {"hgroup", {Box, "div"}},     {"hr", {Break, "hr"}},
    {"iframe", {Removed, ""}},   {"img", {Void, ""}},          {"input", {Void, ""}},
    {"keygen", {Void, ""}},      {"legend", {Box, "div"}},     {"li", {Item, "li"}},
    {"link", {Void, ""}},        {"listing", {Box, "pre"}},    {"main", {Box, "div"}},
    {"menu", {Box, "ul"}},       {"meta", {Void, ""}},         {"nav", {Hidden, "div"}},
    {"noembed", {Removed, ""}},  {"noframes", {Removed, ""}},  {"noscript", {Removed, ""}},
    {"object", {Removed, ""}},   {"ol", {Box, "ol"}},          {"p", {Paragraph, "p"}},
    {"param", {Void, ""}},       {"pre", {Box, "pre"}},        {"script", {Removed, ""}},
    {"search", {Hidden, "div"}}, {"section", {Box, "div"}},    {"select", {Removed, ""}},
    {"source", {Void, ""}},      {"style", {Removed, ""}},     {"summary", {Box, "div"}},
    {"svg", {Removed, ""}},      {"table", {Table, "table"}},  {"tbody", {Cell, "tbody"}},
    {"td", {Cell, "td"}},        {"template", {Removed, ""}},  {"textarea", {Removed, ""}},
    {"tfoot", {Cell, "tfoot"}},  {"th", {Cell, "th"}},         {"thead", {Cell, "thead"}},
    {"title", {Removed, ""}},    {"tr", {Cell, "tr"}},         {"track", {Void, ""}},
    {"ul", {Box, "ul"}},         {"video", {Removed, ""}},     {"wbr", {Void, ""}},
    {"xmp", {Removed, ""}},
};
static_assert(std::ranges::is_sorted(kElements, {}, &NamedElement::name));

size_t skipSpaces(std::string_view html, size_t at) {
  while (at < html.size() && isAsciiSpace(html[at]))
    ++at;
  return at;
}

/// display: none or visibility: hidden.
bool hides(std::string_view style) {
  std::string plain;
  for (char c : style)
    if (!isAsciiSpace(c))
      plain += toLower(c);
  return plain.find("display:none") != plain.npos || plain.find("visibility:hidden") != plain.npos;
}

void keep(Tag &tag, std::string_view name, std::string_view value) {
  struct Kept {
    std::string_view name;
    std::string_view Tag::*place;
  };
  static constexpr Kept kKept[] = {{"id", &Tag::id},
                                   {"class", &Tag::classes},
                                   {"role", &Tag::role},
                                   {"style", &Tag::style},
                                   {"start", &Tag::start}};
  for (const Kept &kept : kKept)
    if (equalsIgnoringCase(name, kept.name) && (tag.*kept.place).empty())
      tag.*kept.place = value;
  if (equalsIgnoringCase(name, "href"))
    tag.isLink = true;
  tag.isHidden |= equalsIgnoringCase(name, "hidden") ||
                  (equalsIgnoringCase(name, "aria-hidden") && equalsIgnoringCase(value, "true"));
}

/// The value at `at`, behind "="; goes behind it.
std::string_view readValue(std::string_view html, size_t &at) {
  at = skipSpaces(html, at);
  size_t begin = at;
  if (at < html.size() && (html[at] == '"' || html[at] == '\'')) {
    size_t end = std::min(html.find(html[at], at + 1), html.size());
    at = std::min(end + 1, html.size());
    return html.substr(begin + 1, end - begin - 1);
  }
  while (at < html.size() && !isAsciiSpace(html[at]) && html[at] != '>')
    ++at;
  return html.substr(begin, at - begin);
}

void readAttributes(std::string_view html, size_t at, Tag &tag) {
  while (at < html.size()) {
    if (html[at] == '>') {
      tag.end = at + 1;
      tag.isSelfClosing = html[at - 1] == '/';
      return;
    }
    if (isNameEnd(html[at])) {
      ++at;
      continue;
    }
    // A name may begin with "=".
    size_t begin = at++;
    while (at < html.size() && !isNameEnd(html[at]) && html[at] != '=')
      ++at;
    std::string_view name = html.substr(begin, at - begin), value;
    size_t equals = skipSpaces(html, at);
    if (equals < html.size() && html[equals] == '=') {
      at = equals + 1;
      value = readValue(html, at);
    }
    keep(tag, name, value);
  }
}

} // namespace

bool isNameEnd(char c) { return isAsciiSpace(c) || c == '/' || c == '>'; }

Element findElement(std::string_view name) {
  std::array<char, 10> lower;
  if (name.size() > lower.size())
    return {};
  std::ranges::transform(name, lower.begin(), toLower);
  std::string_view key(lower.data(), name.size());
  auto found = std::ranges::lower_bound(kElements, key, {}, &NamedElement::name);
  return found != std::end(kElements) && found->name == key ? found->element : Element();
}

Tag readTag(std::string_view html, size_t at) {
  Tag tag;
  tag.isEnd = html[at + 1] == '/';
  size_t begin = at + 1 + tag.isEnd, end = begin;
  while (end < html.size() && !isNameEnd(html[end]))
    ++end;
  tag.name = html.substr(begin, end - begin);
  tag.end = html.npos;
  readAttributes(html, end, tag);
  tag.isHidden |= !tag.style.empty() && hides(tag.style);
  return tag;
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

namespace {

constexpr std::string_view kHiddenClasses[] = {
    "sr-only",   "visually-hidden", "visuallyhidden", "screen-reader-text", "headerlink",
    "hash-link", "anchorjs-link",   "mw-editsection", "skip-link",          "lineno",
    "linenos",   "linenodiv",       "line-numbers"};
constexpr std::string_view kHiddenRoles[] = {"navigation",    "banner", "contentinfo", "search",
                                             "complementary", "dialog", "alertdialog", "menu",
                                             "menubar",       "toolbar"};
/// Words of identifiers.
constexpr std::string_view kSuspectWords[] = {
    "ad",       "ads",        "advert",     "advertisement", "author",          "banner",
    "bio",      "bookmark",   "breadcrumb", "breadcrumbs",   "consent",         "cookie",
    "cookies",  "copyright",  "credits",    "disqus",        "footer",          "gdpr",
    "login",    "masthead",   "menu",       "meta",          "modal",           "nav",
    "navbar",   "navigation", "newsletter", "outbrain",      "pager",           "pagination",
    "popup",    "print",      "promo",      "recommend",     "recommendations", "recommended",
    "register", "related",    "rss",        "share",         "sharing",         "sidebar",
    "signup",   "skip",       "social",     "sponsor",       "sponsored",       "subscribe",
    "taboola",  "tags",       "toolbar"};
constexpr std::string_view kNoteWords[] = {"admonition", "callout",   "caution", "footnote",
                                           "hint",       "important", "info",    "note",
                                           "tip",        "topic",     "warning"};

template <typename List> bool contains(const List &list, std::string_view word) {
  return std::ranges::any_of(
      list, [&](std::string_view other) { return equalsIgnoringCase(word, other); });
}

/// Whether `test` holds for one of the names in `names`, which spaces divide.
template <typename Test> bool anyName(std::string_view names, const Test &test) {
  while (!(names = trim(names)).empty()) {
    size_t end = std::ranges::find_if(names, isAsciiSpace) - names.begin();
    if (test(names.substr(0, end)))
      return true;
    names.remove_prefix(end);
  }
  return false;
}

/// The same for words of a name: "cookie-banner", "cookieBanner" and "cookie_banner" have two.
template <typename Test> bool anyWord(std::string_view name, const Test &test) {
  auto isWordPart = [](char c) { return isAsciiLetter(c); };
  auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
  for (size_t begin = 0; begin < name.size();) {
    size_t end = begin + 1;
    bool follows = isWordPart(name[begin]);
    while (follows && end < name.size() && isWordPart(name[end]) &&
           (!isCapital(name[end]) || isCapital(name[end - 1])))
      ++end;
    if (follows && test(name.substr(begin, end - begin)))
      return true;
    begin = end;
  }
  return false;
}

template <typename List> bool anyWordIn(const Tag &tag, const List &list) {
  auto isIn = [&](std::string_view word) { return contains(list, word); };
  return anyWord(tag.id, isIn) || anyWord(tag.classes, isIn);
}

} // namespace

bool isHiddenByName(const Tag &tag) {
  auto isHidden = [](std::string_view name) { return contains(kHiddenClasses, name); };
  return contains(kHiddenRoles, tag.role) || anyName(tag.classes, isHidden);
}

bool isSuspectByName(const Tag &tag) { return anyWordIn(tag, kSuspectWords); }
bool isNoteByName(const Tag &tag) { return anyWordIn(tag, kNoteWords); }

bool isMainByName(const Tag &tag) {
  return equalsIgnoringCase(tag.name, "main") || equalsIgnoringCase(tag.name, "article") ||
         equalsIgnoringCase(tag.role, "main") || equalsIgnoringCase(tag.role, "article");
}

} // namespace heddle::corpus

//===- MainTextTest.cpp - what a reader of a page reads ---------*- C++ -*-===//

#include "runtime/data/html/MainText.h"

#include "test/runtime/Files.h"

#include <gmock/gmock.h>

#include <map>

using namespace heddle::corpus;
using namespace heddle::test;
using testing::HasSubstr;
using testing::Not;

namespace {

const std::string kText =
    "This paragraph has more than enough words to be taken for the main content of "
    "a page, whatever stands around it.";

std::string textOf(const std::string &html) {
  heddle::runtime::Result<std::string> text = extractMainText(html);
  return text ? *text : text.status().str();
}

/// The text of a body with `html` between two paragraphs of content, without them.
std::string between(const std::string &html) {
  std::string text = textOf("<body><p>" + kText + "</p>" + html + "<p>" + kText + "</p>");
  EXPECT_TRUE(text.starts_with(kText) && text.ends_with(kText)) << text;
  if (text.size() < 2 * kText.size() + 4)
    return "";
  return text.substr(kText.size() + 2, text.size() - 2 * kText.size() - 4);
}

//===----------------------------------------------------------------------===//
// Pages as they are, against what a person keeps of them
//===----------------------------------------------------------------------===//

std::map<std::string, int> countWords(const std::string &text) {
  std::map<std::string, int> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;)
    ++words[word];
  return words;
}

int countShared(const std::string &a, const std::string &b) {
  std::map<std::string, int> words = countWords(a);
  int shared = 0;
  for (const auto &[word, count] : countWords(b))
    shared += std::min(count, words[word]);
  return shared;
}

int total(const std::string &text) { return countShared(text, text); }

class Pages : public testing::TestWithParam<const char *> {};

TEST_P(Pages, KeepWhatAPersonKeeps) {
  std::string folder = "test/runtime/data/html/pages/" + std::string(GetParam());
  std::string kept = textOf(contentOf(folder + ".html"));
  std::string wanted = contentOf(folder + ".txt");
  ASSERT_GT(total(wanted), 50);
  EXPECT_EQ(countShared(kept, wanted), total(wanted)) << kept;
  EXPECT_GE(countShared(kept, wanted), 0.85 * total(kept)) << kept;
  for (const char *junk : {"cookies", "Copyright", "Privacy", "Share", "Search", "Advertisement",
                           "Recent", "sidebar", "RSS", "Navigation", "Show Source", "function",
                           "inbox", "Register", "email address", "¶", "Related", "Most read"})
    EXPECT_THAT(kept, Not(HasSubstr(junk)));
  // Line by line: the layout is that of the page.
  std::istringstream lines(wanted);
  for (std::string line; std::getline(lines, line);)
    EXPECT_THAT(kept, HasSubstr(line));
}

INSTANTIATE_TEST_SUITE_P(Html, Pages, testing::Values("article", "forum", "docs", "blog"));

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

TEST(MainText, White) {
  EXPECT_EQ(between("<p> a\n\t b&nbsp;c <b>d</b>e<i> f</i> <!-- x --> g</p>"), "a b c de f g");
  EXPECT_EQ(between("<p>un&shy;broken soft\xc2\xadhyphen</p>"), "unbroken softhyphen");
  EXPECT_EQ(between("<p>one<br>two<br/> three<br><br>four</p>"), "one\ntwo\nthree\n\nfour");
}

TEST(MainText, Characters) {
  EXPECT_EQ(
      between("<p>&lt;b&gt; &amp;amp; &#233;&#x20ac; &copy2 &AMP; &nosuch; AT&T a<b 3 < 4</p>"),
      "<b> &amp; \xc3\xa9\xe2\x82\xac \xc2\xa9"
      "2 & &nosuch; AT&T a");
  EXPECT_EQ(between("<p>3 < 4 and 5 <= 6 <3</p>"), "3 < 4 and 5 <= 6 <3");
}

TEST(MainText, HiddenBlocksDivide) {
  EXPECT_EQ(between("<p>one<span hidden>x</span>word</p>"), "oneword");
  EXPECT_EQ(between("<div>one<nav>x</nav>two</div>"), "one\n\ntwo");
}

TEST(MainText, Headings) {
  EXPECT_EQ(between("<h2>One <a href=x>link</a></h2><h3>Two</h3>"), "One link\n\nTwo");
  EXPECT_EQ(textOf("<h1>Title</h1><p>" + kText + "<h2>Nothing behind it</h2>"),
            "Title\n\n" + kText);
}

TEST(MainText, Lists) {
  EXPECT_EQ(between("<ul><li>a<li><p>b</p><p>more</p><li>c<ul><li>d</ul></ul>"),
            "- a\n- b\n\nmore\n\n- c\n  - d");
  EXPECT_EQ(between("<ol start=9><li>a<li>b</ol><ol><li>c</ol>"), "9. a\n10. b\n\n1. c");
  EXPECT_EQ(between("<dl><dt>a<dd>b<dt>c<dd>d</dl>"), "a\nb\nc\nd");
}

TEST(MainText, Tables) {
  EXPECT_EQ(
      between("<table><caption>T</caption><tr><th>a<th>b<tr><td>c<td></td><td><p>d</p>e</table>"),
      "T\n\na\tb\nc\t\td e");
  EXPECT_EQ(between("<table><tr><td>" + kText + kText + "</td><td>b</td></tr></table>"),
            kText + kText + "\n\nb");
}

TEST(MainText, Preformatted) {
  EXPECT_EQ(between("<pre>\n  a\r\n\n<b>    b</b> &lt;  c\n</pre>"), "  a\n\n    b <  c");
  EXPECT_EQ(between("<pre><code>int main() {\n  return 0;\n}\n</code></pre>"),
            "int main() {\n  return 0;\n}");
}

TEST(MainText, OtherScripts) {
  std::string chinese, page;
  for (int i = 0; i < 20; ++i)
    chinese += "\xe4\xb8\xad\xe6\x96\x87";
  EXPECT_EQ(textOf("<p>" + chinese + "</p>"), chinese);
  EXPECT_EQ(textOf("<p><a href=x>" + chinese + "</a></p>"), "");
}

//===----------------------------------------------------------------------===//
// What is no content
//===----------------------------------------------------------------------===//

TEST(MainText, ElementsThatAreNotRead) {
  for (const char *name :
       {"nav", "footer", "aside", "script", "style", "select", "textarea", "title", "noscript",
        "template", "svg", "iframe", "button", "dialog", "object"}) {
    std::string open = std::string("<") + name + " x='>'>", close = std::string("</") + name + ">";
    EXPECT_EQ(between(open + kText + close), "") << name;
    EXPECT_EQ(between(open + "<p>" + kText + close + "<p>" + kText), kText) << name;
  }
}

TEST(MainText, HiddenElements) {
  for (const char *how : {"hidden", "style='color:red; DISPLAY : none'", "aria-hidden=true",
                          "class='x sr-only'", "style=visibility:hidden", "role=navigation"})
    for (const char *name : {"div", "p", "span", "li", "section", "a"}) {
      std::string open = std::string("<") + name + " " + how + ">",
                  close = std::string("</") + name + ">";
      EXPECT_EQ(between(open + kText + close + "<p>" + kText + "</p>"), kText) << open;
    }
  EXPECT_EQ(between("<table><tr><td hidden>" + kText + "<td>b</table>"), "b");
  EXPECT_EQ(between("<img style=display:none><input hidden>b"), "b");
  EXPECT_EQ(between("<p hidden>" + kText + "<div>b</div>"), "b");
}

TEST(MainText, NamesOfBanners) {
  for (const char *name : {"cookie-banner", "cookieBanner", "x share_links", "sidebar"})
    EXPECT_EQ(between(std::string("<div class='") + name + "'>" + kText + "</div>" + "<p>" + kText +
                      "</p><p>" + kText + "</p>"),
              kText + "\n\n" + kText)
        << name;
  // It is around everything, so it is none.
  EXPECT_EQ(textOf("<div class='page no-sidebar'><p>" + kText + "</div>"), kText);
  EXPECT_EQ(between("<div class=shareholders>" + kText + "</div>"), kText);
}

TEST(MainText, Links) {
  EXPECT_EQ(between("<p><a href=1>One link</a> <a href=2>and another one</a> here</p>"), "");
  EXPECT_EQ(between("<p>" + kText + " <a href=1>One link</a></p>"), kText + " One link");
  EXPECT_EQ(between("<p><a name=here>" + kText + "</a></p>"), kText);
  EXPECT_EQ(textOf("<p>Short text.</p>"), "");
  EXPECT_EQ(textOf("<main><p>Short text.</p></main>"), "Short text.");
}

TEST(MainText, OutsideOfTheMainElement) {
  EXPECT_EQ(textOf("<p>" + kText + " Outside.<main><p>" + kText + "<p>Short.</main>"),
            kText + "\n\nShort.");
  EXPECT_EQ(textOf("<header role=banner><div><p>Menu<main><p>" + kText + "</main>"), kText);
  // A teaser that calls itself an article.
  EXPECT_EQ(between("<article>Small.</article>"), "Small.");
}

//===----------------------------------------------------------------------===//
// Hostile pages
//===----------------------------------------------------------------------===//

std::string repeat(const std::string &part, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i)
    text += part;
  return text;
}

/// Each would need quadratic time, or a stack of this depth, in a parser without a guard.
TEST(MainText, HostilePages) {
  const size_t count = 100000;
  std::string end = "<p>" + kText + "</p>", attributes;
  for (size_t i = 0; i < count; ++i)
    attributes += " a" + std::to_string(i);
  for (const std::string &page : {repeat("<div>", count),
                                  repeat("<b>", count),
                                  repeat("<table>", count),
                                  repeat("<table><tr><td>", count),
                                  repeat("<ul><li>", count),
                                  repeat("<x>", count),
                                  repeat("<b id=1><p></b>", count),
                                  repeat("<span hidden><p></span>", count),
                                  repeat("<svg>", count),
                                  repeat("<!--", count) + "-->",
                                  repeat("</div>", count),
                                  repeat("</p>", count),
                                  repeat("<a href=x>", count),
                                  repeat("<form>", count),
                                  repeat("<h1>", count),
                                  repeat("<dl><dd>", count),
                                  repeat("<li>", count),
                                  repeat("<select><option>", count) + "</select>",
                                  repeat("<font><div></font>", count),
                                  repeat("<table><div></table>", count),
                                  repeat("<pre>", count),
                                  "<div" + attributes + ">",
                                  repeat("&", count),
                                  repeat("&lt", count),
                                  repeat("<", count),
                                  repeat("<p hidden>", count),
                                  repeat("<nav>", 300) + repeat("</nav>", 300),
                                  repeat("<math><mi>", count)}) {
    std::string text = textOf(page + end);
    EXPECT_LT(text.size(), 2 * count + 1000) << page.substr(0, 30);
  }
}

TEST(MainText, AMillionTags) {
  EXPECT_THAT(textOf(repeat("<p>", 1100000)), HasSubstr("more than 1048576 tags"));
  EXPECT_EQ(textOf(repeat("<b>", 1100000) + kText), kText);
}

TEST(MainText, BrokenPages) {
  for (const char *page :
       {"", "<", "</", "<!", "<!--", "<p", "<p a", "<p a=", "<p a='", "<script>", "<svg", "&", "&#",
        "<a href=", "</p", "\0", "<wbr t=5>", "<wbr t=99999>"})
    EXPECT_EQ(textOf(page), "") << page;
  EXPECT_EQ(textOf("<svg><p>" + kText), kText);
  EXPECT_EQ(textOf("<p>" + kText + "<script>" + kText), kText);
  EXPECT_EQ(textOf("<p>" + kText + "<!-- " + kText), kText);
}

TEST(MainText, Xml) {
  EXPECT_EQ(textOf("<?xml version='1.0'?><html><head><title/><script src='x'/></head><body><p>" +
                   kText + "</p></body></html>"),
            kText);
}

} // namespace

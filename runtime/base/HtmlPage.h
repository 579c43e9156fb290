//===- HtmlPage.h - one self-contained page ---------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_HTMLPAGE_H
#define HEDDLE_RUNTIME_BASE_HTMLPAGE_H

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace heddle {

/// `text` with what HTML reads as markup escaped.
std::string escapeHtml(const std::string &text);

/// Writes a page that needs nothing from elsewhere: colours for light and dark, and tables and
/// drawings that scroll in their own box, so that a phone shows it without scrolling sideways.
class HtmlPage {
public:
  using Row = std::vector<std::string>;

  /// `style`: CSS beside that of all pages.
  HtmlPage(std::ostream &os, const std::string &title, const std::string &style = "");
  ~HtmlPage();
  HtmlPage(const HtmlPage &) = delete;

  void heading(const std::string &text, const std::string &note = "");
  void subheading(const std::string &text);
  void paragraph(const std::string &text);
  /// Names and values, as a grid.
  void numbers(const std::vector<std::pair<std::string, std::string>> &items);
  /// Cells that begin with a digit, a sign or '<' and a digit are numbers and stand to the right.
  void table(const Row &header, const std::vector<Row> &rows);
  /// Markup as it is.
  std::ostream &raw() { return os; }

private:
  std::ostream &os;
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_BASE_HTMLPAGE_H

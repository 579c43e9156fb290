//===- HtmlPage.cpp - one self-contained page -------------------*- C++ -*-===//

#include "runtime/base/HtmlPage.h"

#include <cctype>

namespace heddle {
namespace {

constexpr const char *kStyle = R"css(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5d6b7e;--paper:#fff;--box:#f3f5f8;--line:#dde2ea}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa7b8;--paper:#14181f;--box:#1e242d;--line:#323b48}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1100px;margin:0 auto;padding:16px}
h1{font-size:1.6em;margin:.2em 0}h2{font-size:1.15em;margin:1.8em 0 .5em}h3{font-size:1em;margin:1.2em 0 .3em}
p{margin:.3em 0}.soft,.axis{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin:12px 0}
dl div{background:var(--box);border-radius:8px;padding:8px 12px}dt{color:var(--soft);font-size:.85em}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.87em;white-space:nowrap}
th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:500}
td.number{text-align:right;font-variant-numeric:tabular-nums}
pre{background:var(--box);border-radius:8px;padding:12px;overflow-x:auto;font-size:.85em}summary{cursor:pointer;padding:3px 0}
svg text{font:12px system-ui,sans-serif}
.legend{list-style:none;padding:0;margin:6px 0;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:.87em}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
.axis{display:flex;justify-content:space-between;font-size:.8em}
)css";

bool isNumber(const std::string &cell) {
  if (cell == "-") // no number
    return true;
  size_t at = cell.starts_with("< ") ? 2 : cell.starts_with('-') || cell.starts_with('+') ? 1 : 0;
  return at < cell.size() && std::isdigit(static_cast<unsigned char>(cell[at]));
}

} // namespace

std::string escapeHtml(const std::string &text) {
  std::string escaped;
  for (char c : text)
    switch (c) {
    case '&':
      escaped += "&amp;";
      break;
    case '<':
      escaped += "&lt;";
      break;
    case '>':
      escaped += "&gt;";
      break;
    case '"':
      escaped += "&quot;";
      break;
    default:
      escaped += c;
    }
  return escaped;
}

HtmlPage::HtmlPage(std::ostream &os, const std::string &title, const std::string &style) : os(os) {
  os << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
     << escapeHtml(title) << "</title><style>" << kStyle << style << "</style></head><body>\n<h1>"
     << escapeHtml(title) << "</h1>\n";
}

HtmlPage::~HtmlPage() { os << "</body></html>\n"; }

void HtmlPage::heading(const std::string &text, const std::string &note) {
  os << "<h2>" << escapeHtml(text) << "</h2>\n";
  if (!note.empty())
    paragraph(note);
}

void HtmlPage::subheading(const std::string &text) {
  os << "<h3>" << escapeHtml(text) << "</h3>\n";
}

void HtmlPage::paragraph(const std::string &text) {
  os << "<p class=\"soft\">" << escapeHtml(text) << "</p>\n";
}

void HtmlPage::numbers(const std::vector<std::pair<std::string, std::string>> &items) {
  os << "<dl>";
  for (const auto &[name, value] : items)
    os << "<div><dt>" << escapeHtml(name) << "</dt><dd>" << escapeHtml(value) << "</dd></div>";
  os << "</dl>\n";
}

void HtmlPage::table(const Row &header, const std::vector<Row> &rows) {
  os << "<div class=\"scroll\"><table><tr>";
  for (const std::string &cell : header)
    os << "<th>" << escapeHtml(cell) << "</th>";
  os << "</tr>\n";
  for (const Row &row : rows) {
    os << "<tr>";
    for (const std::string &cell : row)
      os << (isNumber(cell) ? "<td class=\"number\">" : "<td>") << escapeHtml(cell) << "</td>";
    os << "</tr>\n";
  }
  os << "</table></div>\n";
}

} // namespace heddle

//===- Format.cpp - numbers and tables for people ------------------===//

#include "runtime/base/Format.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace heddle {

std::string formatNumber(const char *format, double number) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

/// Three or four digits and the prefix of the power of `base`.
static std::string scale(double value, double base, const std::vector<std::string> &prefixes,
                         const std::string &unit) {
  size_t power = 0;
  while (value >= base && power + 1 < prefixes.size()) {
    value /= base;
    ++power;
  }
  const char *format = power == 0 ? "%.0f" : value < 10 ? "%.2f" : "%.1f";
  std::string suffix = prefixes[power] + unit;
  return formatNumber(format, value) + (suffix.empty() ? "" : " " + suffix);
}

std::string formatBytes(double bytes) {
  return scale(bytes, 1024, {"", "Ki", "Mi", "Gi", "Ti"}, "B");
}

std::string formatCount(double count, const std::string &unit) {
  return scale(count, 1000, {"", "k", "M", "G", "T", "P", "E"}, unit);
}

std::string formatExact(uint64_t count) {
  std::string text = std::to_string(count);
  for (size_t i = text.size(); i > 3; i -= 3)
    text.insert(i - 3, ",");
  return text;
}

std::string formatShare(double part, double whole) {
  return formatNumber("%.1f %%", whole > 0 ? 100 * part / whole : 0);
}

static bool isNumber(const std::string &cell) {
  return !cell.empty() && std::isdigit(static_cast<unsigned char>(cell[0]));
}

void TextTable::print(std::ostream &os, unsigned indent) const {
  std::vector<size_t> widths(rows[0].size());
  std::vector<bool> right(rows[0].size(), rows.size() > 1);
  for (size_t i = 0; i < rows.size(); ++i)
    for (size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], rows[i][column].size());
      if (i > 0 && !rows[i][column].empty() && !isNumber(rows[i][column]))
        right[column] = false;
    }
  for (const std::vector<std::string> &row : rows) {
    std::string line(indent, ' ');
    for (size_t column = 0; column < widths.size(); ++column) {
      std::string gap(widths[column] - row[column].size(), ' ');
      line += right[column] ? gap + row[column] : row[column] + gap;
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    os << line << "\n";
  }
}

} // namespace heddle

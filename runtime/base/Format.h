//===- Format.h - numbers and tables for people ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_FORMAT_H
#define HEDDLE_RUNTIME_BASE_FORMAT_H

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace heddle {

/// "4096 B", "1.50 MiB".
std::string formatBytes(double bytes);

/// "12", "124.4 M", with `unit` after the prefix: "1.23 GFLOP".
std::string formatCount(double count, const std::string &unit = "");

/// "124,439,808".
std::string formatExact(uint64_t count);

/// "12.5 %".
std::string formatShare(double part, double whole);

/// `format` of one number, as printf has it.
std::string formatNumber(const char *format, double number);

/// Columns under one another. Cells that begin with a digit stand at the right of their column.
class TextTable {
public:
  explicit TextTable(std::vector<std::string> header) { rows.push_back(std::move(header)); }
  void add(std::vector<std::string> cells) { rows.push_back(std::move(cells)); }
  bool empty() const { return rows.size() == 1; }
  void print(std::ostream &os, unsigned indent = 2) const;

private:
  std::vector<std::vector<std::string>> rows;
};

} // namespace heddle

#endif // HEDDLE_RUNTIME_BASE_FORMAT_H

//===- Plot.cpp - a curve drawn in text -------------------------*- C++ -*-===//

#include "runtime/metrics/Plot.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace heddle::runtime {
namespace {

using Points = std::vector<std::pair<double, double>>;

/// Dots of the field, two columns and four rows of them to a character.
class Dots {
public:
  explicit Dots(PlotSize size) : size(size), cells(size_t{size.columns} * size.rows) {}

  unsigned width() const { return size.columns * 2; }
  unsigned height() const { return size.rows * 4; }

  void set(unsigned x, unsigned y) {
    // Bits of U+2800: left column 0 1 2 6, right column 3 4 5 7, from the top.
    static constexpr uint8_t kBits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    cells[y / 4 * size.columns + x / 2] |= kBits[y % 4][x % 2];
  }

  /// The characters of a row in UTF-8.
  std::string row(unsigned index) const {
    std::string text;
    for (unsigned column = 0; column < size.columns; ++column) {
      uint8_t dots = cells[size_t{index} * size.columns + column];
      text +=
          {'\xe2', static_cast<char>(0xa0 | dots >> 6), static_cast<char>(0x80 | (dots & 0x3f))};
    }
    return text;
  }

private:
  PlotSize size;
  std::vector<uint8_t> cells;
};

/// The mean y of the points in each of `columns` equal parts of the range of x.
std::vector<std::optional<double>> means(const Points &points, unsigned columns) {
  double first = points.front().first;
  double range = std::max(points.back().first - first, 1e-300);
  std::vector<double> sums(columns), counts(columns);
  for (const auto &[x, y] : points) {
    auto column =
        static_cast<unsigned>(std::min<double>(columns - 1, (x - first) / range * columns));
    sums[column] += y;
    counts[column] += 1;
  }
  std::vector<std::optional<double>> result(columns);
  for (unsigned column = 0; column < columns; ++column)
    if (counts[column] > 0)
      result[column] = sums[column] / counts[column];
  return result;
}

/// Draws a line from dot to dot, so that steep parts do not fall apart.
void draw(Dots &dots, const std::vector<std::optional<double>> &values, double low, double range) {
  std::optional<std::pair<unsigned, unsigned>> last;
  for (unsigned x = 0; x < values.size(); ++x) {
    if (!values[x])
      continue;
    auto y =
        static_cast<unsigned>(std::lround((1 - (*values[x] - low) / range) * (dots.height() - 1)));
    auto [fromX, fromY] = last.value_or(std::pair(x, y));
    unsigned steps = std::max({x - fromX, y > fromY ? y - fromY : fromY - y, 1u});
    for (unsigned i = 0; i <= steps; ++i) {
      double part = double(i) / steps;
      dots.set(static_cast<unsigned>(std::lround(fromX + part * (double(x) - fromX))),
               static_cast<unsigned>(std::lround(fromY + part * (double(y) - fromY))));
    }
    last = {x, y};
  }
}

std::string label(const char *format, double value) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string frame(const Dots &dots, PlotSize size, double low, double range) {
  std::string text;
  for (unsigned row = 0; row < size.rows; ++row) {
    bool labelled = row % 3 == 0 || row + 1 == size.rows;
    double value = low + range * (1 - (row * 4 + 1.5) / (dots.height() - 1));
    text += labelled ? label("%8.3f ┤", value) : "         │";
    text += dots.row(row) + "\n";
  }
  text += "         └";
  for (unsigned column = 0; column < size.columns; ++column)
    text += "─";
  return text + "\n";
}

} // namespace

std::string plotCurve(const Points &points, const std::string &xLabel, PlotSize size) {
  Points finite;
  std::ranges::copy_if(points, std::back_inserter(finite), [](const auto &point) {
    return std::isfinite(point.first) && std::isfinite(point.second);
  });
  if (finite.empty() || size.columns == 0 || size.rows == 0)
    return "";
  Dots dots(size);
  std::vector<std::optional<double>> values = means(finite, dots.width());
  double low = INFINITY, high = -INFINITY;
  for (const std::optional<double> &value : values)
    if (value) {
      low = std::min(low, *value);
      high = std::max(high, *value);
    }
  double range = high > low ? high - low : 1;
  draw(dots, values, low, range);

  std::string left = label("%.0f", finite.front().first);
  std::string right = xLabel + label(" %.0f", finite.back().first);
  size_t gap =
      size.columns > left.size() + right.size() ? size.columns - left.size() - right.size() : 1;
  return frame(dots, size, low, range) + std::string(10, ' ') + left + std::string(gap, ' ') +
         right + "\n";
}

} // namespace heddle::runtime

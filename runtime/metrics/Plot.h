//===- Plot.h - a curve drawn in text ---------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_METRICS_PLOT_H
#define HEDDLE_RUNTIME_METRICS_PLOT_H

#include <string>
#include <utility>
#include <vector>

namespace heddle::runtime {

struct PlotSize {
  unsigned columns = 64; // of the field, without labels
  unsigned rows = 12;
};

/// The curve through (x, y) in braille dots, 2 x 4 to a character, with the range of y at the left
/// and of x below; x must ascend. Points that are not finite are left out. Where several points
/// share a dot's column, their mean is drawn. Empty without finite points.
std::string plotCurve(const std::vector<std::pair<double, double>> &points,
                      const std::string &xLabel, PlotSize size = {});

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_METRICS_PLOT_H

//===- InspectDrawings.cpp - drawings of a program as SVG -----------------===//

#include "tools/heddle/InspectDrawings.h"

#include "runtime/base/Format.h"
#include "runtime/base/HtmlPage.h"
#include "tools/facts/Names.h"

#include <algorithm>

using namespace heddle::program;
using heddle::facts::ClassBytes;
using heddle::facts::Slot;

namespace heddle::tools {

static std::string number(double value) { return formatNumber("%.6g", value); }

namespace {
constexpr double kLine = 30, kBar = 24, kLabel = 64; // pixels
} // namespace

static void drawSlot(const Slot &slot, double y, double scale, std::ostream &os) {
  std::string work = facts::workName(slot.work), microBatch = std::to_string(slot.microBatch);
  double x = kLabel + slot.begin * scale, width = (slot.end - slot.begin) * scale;
  os << "<g class=\"" << work << "\"><title>" << work << " of micro-batch " << microBatch
     << ", rows " << slot.firstRow << " to " << slot.lastRow << "</title><rect x=\"" << number(x)
     << "\" y=\"" << number(y) << "\" width=\"" << number(std::max(width - 1, 0.5))
     << "\" height=\"" << number(kBar) << "\" rx=\"2\"/>";
  if (width > 7 * double(microBatch.size()) + 2)
    os << "<text x=\"" << number(x + width / 2) << "\" y=\"" << number(y + 16)
       << "\" text-anchor=\"middle\">" << microBatch << "</text>";
  os << "</g>\n";
}

void drawTimeline(const facts::Timeline &timeline, std::ostream &os) {
  // Wide enough that the average slot can hold its number; the page scrolls it.
  size_t most = 1;
  for (const std::vector<Slot> &slots : timeline.stages)
    most = std::max(most, slots.size());
  double field = std::max(640.0, 30.0 * double(most)) - kLabel;
  double scale = timeline.length > 0 ? field / timeline.length : 0;
  double height = kLine * double(timeline.stages.size());
  os << "<div class=\"scroll\"><svg class=\"timeline\" role=\"img\" width=\""
     << number(field + kLabel) << "\" height=\"" << number(height) << "\">\n";
  for (size_t stage = 0; stage < timeline.stages.size(); ++stage) {
    double y = kLine * double(stage);
    os << "<text class=\"label\" x=\"0\" y=\"" << number(y + 16) << "\">stage " << stage
       << "</text><rect class=\"bubble\" x=\"" << number(kLabel) << "\" y=\"" << number(y)
       << "\" width=\"" << number(field) << "\" height=\"" << number(kBar) << "\" rx=\"2\"/>\n";
    for (const Slot &slot : timeline.stages[stage])
      drawSlot(slot, y, scale, os);
  }
  os << "</svg></div>\n";
}

void drawArena(const ClassBytes &map, std::ostream &os) {
  double total = double(std::max<uint64_t>(map.total(), 1));
  os << "<div class=\"arena\">";
  for (MemoryClass memoryClass : facts::memoryClasses())
    if (map[memoryClass] > 0) {
      std::string name = facts::className(memoryClass);
      os << "<span class=\"" << name << "\" style=\"flex-grow:" << map[memoryClass] << "\" title=\""
         << name << " " << formatBytes(double(map[memoryClass])) << "\"></span>";
    }
  os << "</div>\n<ul class=\"legend\">";
  for (MemoryClass memoryClass : facts::memoryClasses())
    if (map[memoryClass] > 0) {
      std::string name = facts::className(memoryClass);
      os << "<li><i class=\"" << name << "\"></i>" << name << " <b>"
         << formatBytes(double(map[memoryClass])) << "</b> "
         << formatShare(double(map[memoryClass]), total) << "</li>";
    }
  os << "</ul>\n";
}

namespace {

constexpr double kWidth = 640, kHeight = 160;

/// At most kWidth / 2 points; of those that fall together the one with the most bytes.
std::vector<ClassBytes> thin(const std::vector<ClassBytes> &trace) {
  size_t points = std::min(trace.size(), size_t(kWidth / 2));
  std::vector<ClassBytes> thinned(points);
  for (size_t row = 0; row < trace.size(); ++row) {
    ClassBytes &point = thinned[row * points / trace.size()];
    if (trace[row].total() > point.total())
      point = trace[row];
  }
  return thinned;
}

} // namespace

void drawLiveBytes(const std::vector<ClassBytes> &trace, uint64_t arenaBytes, std::ostream &os) {
  if (trace.empty() || arenaBytes == 0)
    return;
  std::vector<ClassBytes> points = thin(trace);
  double step = kWidth / double(points.size());
  auto y = [&](double bytes) { return number(kHeight * (1 - bytes / double(arenaBytes))); };
  std::vector<double> floor(points.size());
  os << "<svg class=\"live\" role=\"img\" viewBox=\"0 0 " << number(kWidth) << " "
     << number(kHeight) << "\" preserveAspectRatio=\"none\">\n";
  for (MemoryClass memoryClass : facts::memoryClasses()) {
    std::string top, bottom;
    bool any = false;
    for (size_t i = 0; i < points.size(); ++i) {
      double left = double(i) * step, below = floor[i];
      floor[i] += double(points[i][memoryClass]);
      any |= points[i][memoryClass] > 0;
      top += number(left) + "," + y(floor[i]) + " " + number(left + step) + "," + y(floor[i]) + " ";
      bottom =
          number(left + step) + "," + y(below) + " " + number(left) + "," + y(below) + " " + bottom;
    }
    if (any)
      os << "<polygon class=\"" << facts::className(memoryClass) << "\" points=\"" << top << bottom
         << "\"><title>" << facts::className(memoryClass) << "</title></polygon>\n";
  }
  os << "</svg>\n<p class=\"axis\"><span>row 0</span><span>full height: the arena, "
     << formatBytes(double(arenaBytes)) << "</span><span>row " << trace.size() - 1
     << "</span></p>\n";
}

} // namespace heddle::tools

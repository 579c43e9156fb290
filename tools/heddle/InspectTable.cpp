//===- InspectTable.cpp - the pipeline drawn ------------------------------===//

#include "runtime/base/Format.h"
#include "runtime/program/Mesh.h"
#include "tools/facts/Names.h"
#include "tools/heddle/Inspect.h"

#include <algorithm>
#include <cmath>

using namespace heddle::program;
using heddle::facts::Cost;
using heddle::facts::Slot;
using heddle::facts::Timeline;
using heddle::facts::Work;

namespace heddle::tools {
namespace {

/// A character of a stage's line and what runs there.
struct Cell {
  std::string text = "·";
  Work work = Work::Communication; // none
};

/// One line per stage, `columnsPerUnit` characters to a unit of cost.
class Drawing {
public:
  Drawing(const Timeline &timeline, double columnsPerUnit) : scale(columnsPerUnit) {
    width = size_t(std::lround(timeline.length * scale));
    for (const std::vector<Slot> &slots : timeline.stages) {
      lines.emplace_back(width);
      for (const Slot &slot : slots)
        put(lines.back(), slot);
    }
  }

  size_t width = 0;
  std::vector<std::vector<Cell>> lines;

private:
  /// "F12──" with a blank at the end, so that neighbours stand apart.
  void put(std::vector<Cell> &line, const Slot &slot) const {
    auto begin = size_t(std::lround(slot.begin * scale));
    auto end = std::min(size_t(std::lround(slot.end * scale)), width);
    std::string name = slot.work == Work::Forward ? "F" : slot.work == Work::Backward ? "B" : "S";
    name += std::to_string(slot.microBatch);
    size_t inner = end - begin > 1 ? end - begin - 1 : end - begin;
    if (name.size() > inner)
      name.resize(std::min<size_t>(1, inner));
    for (size_t i = begin; i < end; ++i) {
      size_t at = i - begin;
      line[i] = {at < name.size() ? name.substr(at, 1) : at < inner ? "─" : " ", slot.work};
    }
  }

  const double scale;
};

const char *colorOf(Work work) {
  switch (work) {
  case Work::Forward:
    return "\033[34m";
  case Work::Backward:
    return "\033[32m";
  case Work::Step:
    return "\033[33m";
  case Work::Communication:
    return "\033[2m";
  }
  return "";
}

void printCells(const std::vector<Cell> &line, size_t begin, size_t end, bool color,
                std::ostream &os) {
  for (size_t i = begin; i < end; ++i) {
    if (color && (i == begin || line[i].work != line[i - 1].work))
      os << "\033[0m" << colorOf(line[i].work);
    os << line[i].text;
  }
  os << (color ? "\033[0m\n" : "\n");
}

std::string describeBubbles(const Inspection &in, const Timeline &timeline) {
  Timeline buffered = facts::walkTables(in.program, in.entry, in.cost, facts::Delivery::Buffered);
  std::string text = "bubble " + formatNumber("%.1f %%", 100 * timeline.bubble());
  if (std::abs(buffered.bubble() - timeline.bubble()) > 5e-4)
    text += " (" + formatNumber("%.1f %%", 100 * buffered.bubble()) + " if sends are buffered)";
  return text;
}

/// Unit costs get a cell each; by flops, the average slot does, and a short table fills the line.
double columnsPerUnit(const Inspection &in, const Timeline &timeline, size_t field, size_t cell) {
  if (in.cost == Cost::Unit)
    return double(cell);
  size_t slots = 0;
  for (const std::vector<Slot> &stage : timeline.stages)
    slots = std::max(slots, stage.size());
  return double(std::max(field, slots * (cell + 2))) / timeline.length;
}

} // namespace

void drawPipeline(const Inspection &in, const Timeline &timeline, unsigned panels,
                  std::ostream &os) {
  if (timeline.length <= 0) {
    os << "  no forward or backward in '" << in.entry << "'\n";
    return;
  }
  const unsigned indent = 11; // "  stage 12 "
  std::string last = std::to_string(std::max(1u, in.program.mesh().micro_batches()) - 1);
  size_t cell = last.size() + 2; // "F12 "
  size_t field = std::max<size_t>(in.columns, indent + 20) - indent;
  if (in.cost == Cost::Unit)
    field = field / cell * cell;
  Drawing drawing(timeline, columnsPerUnit(in, timeline, field, cell));
  size_t begin = 0;
  for (unsigned panel = 0; panel < panels && begin < drawing.width; ++panel, begin += field) {
    os << (panel ? "\n" : "");
    for (size_t stage = 0; stage < drawing.lines.size(); ++stage) {
      std::string label = "  stage " + std::to_string(stage);
      os << label << std::string(label.size() < indent ? indent - label.size() : 1, ' ');
      printCells(drawing.lines[stage], begin, std::min(begin + field, drawing.width), in.color, os);
    }
  }
  if (begin < drawing.width)
    os << "  ... " << (drawing.width - begin + field - 1) / field
       << " more pieces of this width: --table\n";
}

void printTable(const Inspection &in, std::ostream &os) {
  Timeline timeline = facts::walkTables(in.program, in.entry, in.cost);
  os << "table of " << in.entry << " under rendezvous, "
     << (in.cost == Cost::Unit ? "forward 1, backward 2" : "time by flops") << ": "
     << describeBubbles(in, timeline) << "\n";
  drawPipeline(in, timeline, ~0u, os);
}

static Json rowToJson(const Program &program, const Row &row) {
  return {{"segment", program.segments(int(row.segment())).name()},
          {"instance", program.instances(int(row.instance()))},
          {"micro_batch", row.micro_batch()},
          {"bases", std::vector<uint64_t>(row.bases().begin(), row.bases().end())},
          {"scalars", std::vector<int64_t>(row.scalars().begin(), row.scalars().end())}};
}

Json tableToJson(const Inspection &in) {
  Timeline timeline = facts::walkTables(in.program, in.entry, in.cost);
  Json stages = Json::array();
  for (const Role &role : in.program.roles()) {
    Json slots = Json::array(), rows = Json::array();
    for (const Slot &slot : timeline.stages[role.stage()])
      slots.push_back({{"work", facts::workName(slot.work)},
                       {"micro_batch", slot.microBatch},
                       {"begin", slot.begin},
                       {"end", slot.end},
                       {"rows", {slot.firstRow, slot.lastRow}}});
    if (const Entry *entry = facts::findEntry(role, in.entry))
      for (const Row &row : entry->rows())
        rows.push_back(rowToJson(in.program, row));
    stages.push_back({{"stage", role.stage()}, {"slots", slots}, {"rows", rows}});
  }
  Timeline buffered = facts::walkTables(in.program, in.entry, in.cost, facts::Delivery::Buffered);
  return {{"entry", in.entry},
          {"cost", in.cost == Cost::Unit ? "unit" : "flops"},
          {"length", timeline.length},
          {"bubble", timeline.bubble()},
          {"bubble_buffered", buffered.bubble()},
          {"stages", stages}};
}

} // namespace heddle::tools

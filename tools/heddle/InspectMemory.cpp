//===- InspectMemory.cpp - the arena, by class and over time --------------===//

#include "runtime/base/Format.h"
#include "tools/facts/Memory.h"
#include "tools/facts/Names.h"
#include "tools/heddle/Inspect.h"

#include <algorithm>
#include <cmath>

using namespace heddle::program;
using heddle::facts::ClassBytes;

namespace heddle::tools {

static void printMap(const ClassBytes &map, uint64_t arenaBytes, std::ostream &os) {
  TextTable table({"class", "bytes", "", "share", ""});
  for (MemoryClass memoryClass : facts::memoryClasses())
    if (uint64_t bytes = map[memoryClass]) {
      double share = double(bytes) / double(std::max<uint64_t>(arenaBytes, 1));
      table.add({facts::className(memoryClass), std::to_string(bytes), formatBytes(double(bytes)),
                 formatShare(double(bytes), double(arenaBytes)),
                 std::string(size_t(share * 40 + 0.5), '#')});
    }
  table.add({"arena", std::to_string(map.total()), formatBytes(double(map.total())),
             formatShare(1, 1), ""});
  table.print(os);
}

/// Those that outlive an entry, then the entry's own.
static void printBlocks(const Role &role, const std::string &entry, std::ostream &os) {
  TextTable table({"block", "of", "class", "offset", "slot", "slots", "bytes"});
  for (const MemoryBlock &block : role.memory())
    if (block.entry().empty() || block.entry() == entry)
      table.add({block.name(), block.entry().empty() ? "all" : block.entry(),
                 facts::className(block.memory_class()), std::to_string(block.offset()),
                 formatBytes(double(block.slot_bytes())), std::to_string(block.slots()),
                 formatBytes(double(block.slot_bytes()) * block.slots())});
  os << "  places (those of other entries lie over those of " << entry << ")\n";
  table.print(os, 4);
}

/// "row 12: segment.layers.bwd of layers.3, micro-batch 1".
static std::string describeRow(const Program &program, const Entry &entry, size_t number) {
  const Row &row = entry.rows(int(number));
  return "row " + std::to_string(number) + ": " + program.segments(int(row.segment())).name() +
         " of " + program.instances(int(row.instance())) + ", micro-batch " +
         std::to_string(row.micro_batch());
}

/// The eighths of a character that a bar of `height` fills in the row `row` from below.
static const char *barCell(double height, unsigned row) {
  static const char *const kEighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double part = std::clamp(height - row, 0.0, 1.0);
  return kEighths[size_t(std::lround(part * 8))];
}

/// Live bytes by row from zero to `peak`; rows that share a column show the largest.
static void drawBars(const std::vector<ClassBytes> &trace, uint64_t peak, unsigned columns,
                     std::ostream &os) {
  constexpr unsigned kRows = 6;
  size_t width = std::min<size_t>(trace.size(), std::clamp(columns, 40u, 100u) - 16);
  std::vector<double> heights(width);
  for (size_t row = 0; row < trace.size(); ++row) {
    double &height = heights[row * width / trace.size()];
    height =
        std::max(height, double(trace[row].total()) * kRows / double(std::max<uint64_t>(peak, 1)));
  }
  for (unsigned row = kRows; row-- > 0;) {
    std::string label = row + 1 == kRows ? formatBytes(double(peak)) : row == 0 ? "0" : "";
    os << std::string(label.size() < 12 ? 12 - label.size() : 0, ' ') << label << " |";
    for (double height : heights)
      os << barCell(height, row);
    os << "\n";
  }
  std::string last = std::to_string(trace.size() - 1);
  os << std::string(14, ' ') << "row 0"
     << std::string(width > 5 + last.size() ? width - 5 - last.size() : 1, ' ') << last << "\n";
}

static void printTrace(const Inspection &in, const Role &role, std::ostream &os) {
  std::vector<ClassBytes> trace = facts::traceLiveBytes(in.program, role, in.entry);
  if (trace.empty())
    return;
  size_t peak = facts::peakRow(trace);
  os << "  live: at most " << formatBytes(double(trace[peak].total())) << " in "
     << describeRow(in.program, *facts::findEntry(role, in.entry), peak) << "\n";
  if (trace.size() < 2)
    return;
  drawBars(trace, trace[peak].total(), in.columns, os);
}

void printMemory(const Inspection &in, std::ostream &os) {
  os << "memory of one rank in " << in.entry
     << "; the arena is what the runtime allocates, to the byte\n";
  for (const Role &role : in.program.roles()) {
    os << "stage " << role.stage() << "\n";
    printMap(facts::mapArena(in.program, role, in.entry), role.arena_bytes(), os);
    printTrace(in, role, os);
    printBlocks(role, in.entry, os);
  }
}

static Json bucketsToJson(const Program &program, const Role &role) {
  Json list = Json::array();
  for (const Bucket &bucket : role.buckets()) {
    Json members = Json::array();
    for (const Bucket::Member &member : bucket.members())
      members.push_back(program.variables(int(member.variable())).name());
    list.push_back({{"name", bucket.name()},
                    {"class", facts::className(bucket.memory_class())},
                    {"suffix", bucket.suffix()},
                    {"type", facts::typeName(bucket.type())},
                    {"offset", bucket.offset()},
                    {"elements", bucket.elements()},
                    {"bytes", facts::bucketBytes(program.mesh(), bucket)},
                    {"storage", Bucket::Storage_Name(bucket.storage())},
                    {"members", members}});
  }
  return list;
}

static Json blocksToJson(const Role &role) {
  Json list = Json::array();
  for (const MemoryBlock &block : role.memory())
    list.push_back({{"name", block.name()},
                    {"entry", block.entry()},
                    {"class", facts::className(block.memory_class())},
                    {"offset", block.offset()},
                    {"slot_bytes", block.slot_bytes()},
                    {"slots", block.slots()}});
  return list;
}

Json memoryToJson(const Inspection &in) {
  Json stages = Json::array();
  for (const Role &role : in.program.roles()) {
    ClassBytes map = facts::mapArena(in.program, role, in.entry);
    std::vector<ClassBytes> trace = facts::traceLiveBytes(in.program, role, in.entry);
    Json classes = Json::object(), live = Json::object();
    for (MemoryClass memoryClass : facts::memoryClasses()) {
      classes[facts::className(memoryClass)] = map[memoryClass];
      Json rows = Json::array();
      for (const ClassBytes &row : trace)
        rows.push_back(row[memoryClass]);
      if (memoryClass != MEMORY_CLASS_UNSPECIFIED)
        live[facts::className(memoryClass)] = rows;
    }
    stages.push_back({{"stage", role.stage()},
                      {"arena_bytes", role.arena_bytes()},
                      {"classes", classes},
                      {"live_by_row", live},
                      {"peak_row", facts::peakRow(trace)},
                      {"peak_bytes", trace.empty() ? 0 : trace[facts::peakRow(trace)].total()},
                      {"buckets", bucketsToJson(in.program, role)},
                      {"blocks", blocksToJson(role)}});
  }
  return {{"entry", in.entry}, {"stages", stages}};
}

} // namespace heddle::tools

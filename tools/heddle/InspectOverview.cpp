//===- InspectOverview.cpp - all of a program on one screen ---------------===//

#include "runtime/base/Format.h"
#include "tools/facts/Collectives.h"
#include "tools/facts/Memory.h"
#include "tools/facts/Names.h"
#include "tools/facts/Sizes.h"
#include "tools/heddle/Inspect.h"

#include <algorithm>
#include <numeric>
#include <sstream>

using namespace heddle::program;

namespace heddle::tools {

/// The plan's text in one line; equal lines once, with their number.
static std::string planInALine(const Program &program) {
  std::istringstream text(program.plan());
  std::string line, last, all;
  unsigned times = 0;
  auto end = [&] {
    if (times > 0)
      all += (all.empty() ? "" : " ") + last + (times > 1 ? " x" + std::to_string(times) : "");
  };
  for (; std::getline(text, line); ++times) {
    if (line == last)
      continue;
    end();
    last = line;
    times = 0;
  }
  end();
  return all;
}

static void printSegmentLine(const Program &program, std::ostream &os) {
  uint64_t instructions = 0;
  for (const Segment &segment : program.segments())
    instructions += uint64_t(segment.instructions_size());
  os << "segments     " << program.segments_size() << " with " << instructions << " instructions\n";
}

static void printKernelLine(const Inspection &in, std::ostream &os) {
  uint64_t launches = 0;
  double bytes = 0;
  for (const Role &role : in.program.roles()) {
    std::vector<uint64_t> own = facts::countLaunches(in.program, role, in.entry);
    for (size_t i = 0; i < own.size(); ++i)
      bytes += double(own[i]) * double(in.program.kernels(int(i)).bytes_moved());
    launches += std::accumulate(own.begin(), own.end(), uint64_t(0));
  }
  int roles = std::max(1, in.program.roles_size());
  os << "kernels      " << in.program.kernels_size() << ", launched " << launches / uint64_t(roles)
     << " times per rank, " << formatBytes(bytes / roles) << " read and written\n";
}

/// The busiest rank per kind.
static void printTrafficLines(const Inspection &in, std::ostream &os) {
  std::map<std::string, facts::Traffic> most;
  for (const Role &role : in.program.roles())
    for (const auto &[name, traffic] :
         facts::totalTraffic(facts::collectCollectives(in.program, role, in.entry)))
      if (traffic.bytesPerStep >= most[name].bytesPerStep)
        most[name] = traffic;
  os << "collectives  " << (most.empty() ? "none\n" : "per step of the rank with the most\n");
  for (const auto &[name, traffic] : most)
    os << "  " << name << std::string(name.size() < 20 ? 20 - name.size() : 1, ' ')
       << traffic.timesPerStep << " x, " << formatBytes(double(traffic.bytesPerStep)) << "\n";
}

static void printMemoryLines(const Inspection &in, std::ostream &os) {
  os << "memory       per rank\n";
  TextTable table({"stage", "arena", "live peak", "by class"});
  for (const Role &role : in.program.roles()) {
    facts::ClassBytes map = facts::mapArena(in.program, role, in.entry);
    std::vector<facts::ClassBytes> trace = facts::traceLiveBytes(in.program, role, in.entry);
    std::string classes;
    for (MemoryClass memoryClass : facts::memoryClasses())
      if (100 * map[memoryClass] >= map.total() && map[memoryClass] > 0)
        classes += (classes.empty() ? "" : ", ") + facts::className(memoryClass) + " " +
                   formatShare(double(map[memoryClass]), double(map.total()));
    uint64_t peak = trace.empty() ? 0 : trace[facts::peakRow(trace)].total();
    table.add({std::to_string(role.stage()), formatBytes(double(role.arena_bytes())),
               formatBytes(double(peak)), classes});
  }
  table.print(os);
}

void printOverview(const Inspection &in, std::ostream &os) {
  printSummary(in, os);
  os << "plan         " << planInALine(in.program) << "\n";
  facts::Timeline timeline = facts::walkTables(in.program, in.entry, in.cost);
  os << "table        of " << in.entry << ": "
     << formatNumber("bubble %.1f %%", 100 * timeline.bubble()) << "\n";
  drawPipeline(in, timeline, 1, os);
  printSegmentLine(in.program, os);
  printKernelLine(in, os);
  printTrafficLines(in, os);
  printMemoryLines(in, os);
  os << "more: --plan --segments --segment NAME --table --kernels --collectives --memory, --json, "
        "--html FILE\n";
}

} // namespace heddle::tools

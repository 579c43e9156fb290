//===- InspectCollectives.cpp - the traffic of a step ---------------------===//

#include "runtime/base/Format.h"
#include "tools/facts/Collectives.h"
#include "tools/facts/Names.h"
#include "tools/heddle/Inspect.h"

#include <algorithm>

using namespace heddle::program;
using heddle::facts::CollectiveUse;

namespace heddle::tools {

/// Groups of one rank left out; messages of different exchanges about the same value are one line.
static std::vector<CollectiveUse> summarize(const std::vector<CollectiveUse> &uses) {
  std::vector<CollectiveUse> lines;
  for (const CollectiveUse &use : uses) {
    if (use.groupSize < 2)
      continue;
    auto same = std::find_if(lines.begin(), lines.end(), [&](const CollectiveUse &line) {
      return line.isMessage() && line.kind == use.kind && line.stages == use.stages &&
             line.bytes == use.bytes && line.location == use.location;
    });
    if (same == lines.end())
      lines.push_back(use);
    else
      same->timesPerStep += use.timesPerStep;
  }
  return lines;
}

static std::string describeGroup(const CollectiveUse &use) {
  if (use.kind == "send")
    return "to stage " + std::to_string(use.stages[0]);
  if (use.kind == "receive")
    return "from stage " + std::to_string(use.stages[0]);
  return facts::axesName(use.axes) + ", " + std::to_string(use.groupSize) + " ranks";
}

static void printRole(const std::vector<CollectiveUse> &uses, std::ostream &os) {
  TextTable table({"kind", "group", "elements", "bytes", "times", "bytes/step", "ring/step", "spec",
                   "segment"});
  for (const CollectiveUse &use : summarize(uses))
    table.add({use.kind, describeGroup(use),
               use.elements ? std::to_string(use.elements) + " " + facts::typeName(use.type) : "",
               formatBytes(double(use.bytes)), std::to_string(use.timesPerStep),
               formatBytes(double(use.bytesPerStep())), formatBytes(use.wireBytesPerStep()),
               use.location, use.isMessage() ? "" : use.segment});
  if (table.empty()) {
    os << "  none\n";
    return;
  }
  table.print(os);
  TextTable totals({"total", "times", "bytes/step", "ring/step"});
  for (const auto &[name, traffic] : facts::totalTraffic(uses))
    totals.add({name, std::to_string(traffic.timesPerStep),
                formatBytes(double(traffic.bytesPerStep)), formatBytes(traffic.wireBytesPerStep)});
  totals.print(os);
}

void printCollectives(const Inspection &in, std::ostream &os) {
  os << "collectives of one rank in " << in.entry
     << "; bytes: the buffers; ring: what the rank sends if a collective is a ring,\n"
        "2 (n - 1) / n of the buffer for an all_reduce, (n - 1) / n for its halves\n";
  for (const Role &role : in.program.roles()) {
    os << "stage " << role.stage() << "\n";
    printRole(facts::collectCollectives(in.program, role, in.entry), os);
  }
}

static Json useToJson(const CollectiveUse &use) {
  Json axes = Json::array();
  for (MeshAxis axis : use.axes)
    axes.push_back(facts::axesName({axis}));
  return {{"kind", use.kind},
          {"axes", axes},
          {"stages", use.stages},
          {"group_size", use.groupSize},
          {"elements", use.elements},
          {"type", use.isMessage() ? "" : facts::typeName(use.type)},
          {"bytes", use.bytes},
          {"times_per_step", use.timesPerStep},
          {"bytes_per_step", use.bytesPerStep()},
          {"ring_bytes_per_step", use.wireBytesPerStep()},
          {"segment", use.segment},
          {"location", use.location}};
}

Json collectivesToJson(const Inspection &in) {
  Json stages = Json::array();
  for (const Role &role : in.program.roles()) {
    std::vector<CollectiveUse> uses = facts::collectCollectives(in.program, role, in.entry);
    Json list = Json::array(), totals = Json::object();
    for (const CollectiveUse &use : uses)
      list.push_back(useToJson(use));
    for (const auto &[name, traffic] : facts::totalTraffic(uses))
      totals[name] = {{"times_per_step", traffic.timesPerStep},
                      {"bytes_per_step", traffic.bytesPerStep},
                      {"ring_bytes_per_step", traffic.wireBytesPerStep}};
    stages.push_back({{"stage", role.stage()}, {"uses", list}, {"totals", totals}});
  }
  return {{"entry", in.entry}, {"stages", stages}};
}

} // namespace heddle::tools

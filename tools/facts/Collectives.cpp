//===- Collectives.cpp - the traffic of a step ----------------------------===//

#include "tools/facts/Collectives.h"

#include "runtime/program/Mesh.h"
#include "tools/facts/Names.h"

using namespace heddle::program;

namespace heddle::facts {

double CollectiveUse::wireBytes() const {
  if (isMessage())
    return kind == "send" ? double(bytes) : 0;
  double part = double(groupSize - 1) / groupSize * double(bytes);
  return kind == "all_reduce" ? 2 * part : part;
}

namespace {

class Collector {
public:
  Collector(const Program &program, const Role &role) : program(program), role(role) {}

  void add(const Segment &segment, uint64_t times);
  std::vector<CollectiveUse> uses;

private:
  void add(const Collective &collective, CollectiveUse use);
  void add(const Exchange &exchange, const CollectiveUse &use);

  const Program &program;
  const Role &role;
};

void Collector::add(const Collective &collective, CollectiveUse use) {
  use.kind = collectiveName(collective.kind());
  for (int axis : collective.axes())
    use.axes.push_back(MeshAxis(axis));
  use.stages.assign(collective.stages().begin(), collective.stages().end());
  use.groupSize = uint32_t(groupOf(program.mesh(), {0, role.stage(), 0}, collective).size());
  use.type = collective.type();
  use.elements = collective.count();
  use.bytes = collective.count() * elementBytes(collective.type());
  uses.push_back(std::move(use));
}

void Collector::add(const Exchange &exchange, const CollectiveUse &use) {
  auto addMessages = [&](const auto &messages, const char *kind) {
    for (const Exchange::Message &message : messages) {
      CollectiveUse &one = uses.emplace_back(use);
      one.kind = kind;
      one.axes = {PP};
      one.stages = {message.stage()};
      one.groupSize = 2;
      one.bytes = message.bytes();
    }
  };
  addMessages(exchange.sends(), "send");
  addMessages(exchange.receives(), "receive");
}

void Collector::add(const Segment &segment, uint64_t times) {
  for (const Instruction &instruction : segment.instructions()) {
    CollectiveUse use;
    use.timesPerStep = times;
    use.segment = segment.name();
    use.location = locationName(program, instruction.location());
    if (instruction.kind_case() == Instruction::kCollective)
      add(instruction.collective(), std::move(use));
    else if (instruction.kind_case() == Instruction::kExchange)
      add(instruction.exchange(), use);
  }
}

} // namespace

std::vector<CollectiveUse> collectCollectives(const Program &program, const Role &role,
                                              const std::string &entryName) {
  const Entry *entry = findEntry(role, entryName);
  if (!entry)
    return {};
  std::map<uint32_t, uint64_t> runs; // of segments, by their number
  for (const Row &row : entry->rows())
    ++runs[row.segment()];
  Collector collector(program, role);
  for (auto [segment, times] : runs)
    collector.add(program.segments(int(segment)), times);
  return std::move(collector.uses);
}

std::map<std::string, Traffic> totalTraffic(const std::vector<CollectiveUse> &uses) {
  std::map<std::string, Traffic> totals;
  for (const CollectiveUse &use : uses) {
    if (use.groupSize < 2)
      continue;
    Traffic &total = totals[axesName(use.axes) + " " + use.kind];
    total.timesPerStep += use.timesPerStep;
    total.bytesPerStep += use.bytesPerStep();
    total.wireBytesPerStep += use.wireBytesPerStep();
  }
  return totals;
}

} // namespace heddle::facts

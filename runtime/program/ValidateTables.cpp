//===- ValidateTables.cpp - the tables end under rendezvous ---------------===//
//
// All ranks of a role share one table, so it is enough to walk roles: collectives within a role
// are issued by its ranks in one order by construction, and a message goes between equal dp and
// tp coordinates. Each role stands at a communication and goes on when its messages are matched
// or all stages of its group stand at the same collective. If none can go on before all have
// ended, the ranks would wait for ever.
//
//===----------------------------------------------------------------------===//

#include "runtime/program/ValidatorParts.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <vector>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

namespace {

class TableWalk {
public:
  TableWalk(const Program &program, const std::string &entryName);
  Status run();

private:
  struct Posted {
    uint32_t stage; // whose
    const Exchange::Message *message;
  };
  struct Channel { // from one stage to another
    std::deque<Posted> sends, receives;
  };
  struct Walker {
    const Entry *entry;
    int row = 0;
    int instruction = 0;
    const Instruction *at = nullptr; // the communication it stands at, nothing at the end
    uint64_t unmatched = 0;
  };

  void advance(uint32_t stage);
  Status arrive(uint32_t stage);
  Status arriveAtExchange(uint32_t stage);
  Status arriveAtCollective(uint32_t stage);
  Status match(uint32_t from, uint32_t to);
  void complete(uint32_t stage);
  std::string describe(uint32_t stage) const;

  const Program &program;
  std::vector<bool> communicates; // per segment: does it have instructions between stages
  std::vector<Walker> walkers;
  std::map<std::pair<uint32_t, uint32_t>, Channel> channels;
  std::vector<uint32_t> ready; // stages that left a communication
};

} // namespace

static bool acrossStages(const Program &program, const Instruction &instruction) {
  if (instruction.kind_case() == Instruction::kExchange)
    return true;
  const auto &axes = instruction.collective().axes();
  return instruction.kind_case() == Instruction::kCollective &&
         std::find(axes.begin(), axes.end(), PP) != axes.end();
}

/// The stages that a collective over pp joins.
static std::vector<uint32_t> stagesOf(const Program &program, const Collective &collective) {
  std::vector<uint32_t> stages(collective.stages().begin(), collective.stages().end());
  if (stages.empty()) {
    stages.resize(program.mesh().pp());
    std::iota(stages.begin(), stages.end(), 0);
  }
  return stages;
}

TableWalk::TableWalk(const Program &program, const std::string &entryName) : program(program) {
  for (const Segment &segment : program.segments())
    communicates.push_back(std::any_of(segment.instructions().begin(), segment.instructions().end(),
                                       [&](const auto &it) { return acrossStages(program, it); }));
  for (const Role &role : program.roles())
    for (const Entry &entry : role.entries())
      if (entry.name() == entryName)
        walkers.push_back({&entry});
}

/// Goes to the next communication of a stage.
void TableWalk::advance(uint32_t stage) {
  Walker &walker = walkers[stage];
  walker.at = nullptr;
  for (; walker.row < walker.entry->rows_size(); ++walker.row, walker.instruction = 0) {
    uint32_t number = walker.entry->rows(walker.row).segment();
    const Segment &segment = program.segments(int(number));
    while (communicates[number] && walker.instruction < segment.instructions_size()) {
      const Instruction &instruction = segment.instructions(walker.instruction++);
      if (acrossStages(program, instruction)) {
        walker.at = &instruction;
        return;
      }
    }
  }
}

void TableWalk::complete(uint32_t stage) {
  walkers[stage].at = nullptr;
  ready.push_back(stage);
}

std::string TableWalk::describe(uint32_t stage) const {
  const Walker &walker = walkers[stage];
  std::string text = stageName(stage);
  if (!walker.at)
    return text + " has ended";
  const Segment &segment = program.segments(int(walker.entry->rows(walker.row).segment()));
  text += " is in row " + std::to_string(walker.row) + " (segment '" + segment.name() + "')";
  if (walker.at->kind_case() == Instruction::kCollective)
    return text + " at " + Collective::Kind_Name(walker.at->collective().kind());
  text += " at an exchange:";
  for (const auto &send : walker.at->exchange().sends())
    text += " sends value " + std::to_string(send.value()) + " to stage " +
            std::to_string(send.stage());
  for (const auto &receive : walker.at->exchange().receives())
    text += " receives value " + std::to_string(receive.value()) + " from stage " +
            std::to_string(receive.stage());
  return text;
}

Status TableWalk::match(uint32_t from, uint32_t to) {
  Channel &channel = channels[{from, to}];
  while (!channel.sends.empty() && !channel.receives.empty()) {
    Posted send = channel.sends.front(), receive = channel.receives.front();
    if (send.message->value() != receive.message->value() ||
        send.message->bytes() != receive.message->bytes())
      return error(stageName(from) + " sends value " + std::to_string(send.message->value()) +
                   " of " + std::to_string(send.message->bytes()) + " bytes, " + stageName(to) +
                   " expects value " + std::to_string(receive.message->value()) + " of " +
                   std::to_string(receive.message->bytes()) + " bytes");
    channel.sends.pop_front();
    channel.receives.pop_front();
    for (uint32_t stage : {from, to})
      if (--walkers[stage].unmatched == 0)
        complete(stage);
  }
  return {};
}

Status TableWalk::arriveAtExchange(uint32_t stage) {
  const Exchange &exchange = walkers[stage].at->exchange();
  walkers[stage].unmatched = uint64_t(exchange.sends_size()) + uint64_t(exchange.receives_size());
  if (walkers[stage].unmatched == 0)
    complete(stage);
  for (const Exchange::Message &send : exchange.sends())
    channels[{stage, send.stage()}].sends.push_back({stage, &send});
  for (const Exchange::Message &receive : exchange.receives())
    channels[{receive.stage(), stage}].receives.push_back({stage, &receive});
  for (const Exchange::Message &send : exchange.sends())
    if (Status status = match(stage, send.stage()); !status)
      return status;
  for (const Exchange::Message &receive : exchange.receives())
    if (Status status = match(receive.stage(), stage); !status)
      return status;
  return {};
}

static bool sameAxes(const Collective &a, const Collective &b) {
  std::vector<int> left(a.axes().begin(), a.axes().end()), right(b.axes().begin(), b.axes().end());
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

static bool sameCollective(const Collective &a, const Collective &b) {
  bool sameStages =
      std::equal(a.stages().begin(), a.stages().end(), b.stages().begin(), b.stages().end());
  return a.kind() == b.kind() &&
         (a.kind() == Collective::ALL_GATHER || a.reduction() == b.reduction()) &&
         a.type() == b.type() && a.count() == b.count() && sameStages && sameAxes(a, b);
}

Status TableWalk::arriveAtCollective(uint32_t stage) {
  const Collective &collective = walkers[stage].at->collective();
  std::vector<uint32_t> stages = stagesOf(program, collective);
  for (uint32_t other : stages) {
    const Instruction *at = walkers[other].at;
    if (!at || at->kind_case() != Instruction::kCollective)
      return {}; // not there yet
    if (stagesOf(program, at->collective()) != stages)
      return {}; // still in another group: this one comes later there
    if (!sameCollective(collective, at->collective()))
      return error("two stages of a group are at different collectives: " + describe(stage) + "; " +
                   describe(other));
  }
  for (uint32_t other : stages)
    complete(other);
  return {};
}

Status TableWalk::arrive(uint32_t stage) {
  advance(stage);
  if (!walkers[stage].at)
    return {};
  bool exchange = walkers[stage].at->kind_case() == Instruction::kExchange;
  return exchange ? arriveAtExchange(stage) : arriveAtCollective(stage);
}

Status TableWalk::run() {
  for (uint32_t stage = 0; stage < walkers.size(); ++stage)
    ready.push_back(stage);
  while (!ready.empty()) {
    uint32_t stage = ready.back();
    ready.pop_back();
    if (Status status = arrive(stage); !status)
      return status;
  }
  std::string waiting;
  for (uint32_t stage = 0; stage < walkers.size(); ++stage)
    if (walkers[stage].at)
      waiting += (waiting.empty() ? "" : "; ") + describe(stage);
  if (waiting.empty())
    return {};
  return error("the ranks would wait for ever: " + waiting);
}

Status checkTables(const Program &program) {
  for (const Entry &entry : program.roles(0).entries())
    if (Status status = TableWalk(program, entry.name()).run(); !status)
      return status.at("entry '" + entry.name() + "'");
  return {};
}

} // namespace heddle::program

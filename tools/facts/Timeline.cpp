//===- Timeline.cpp - when each stage works -------------------------------===//
//
// As in the validator's walk, roles stand for their ranks: each stage goes on until it stands at a
// communication between stages, which has an end when all its partners have come. Here each stage
// has a clock as well. Messages of a pair of stages meet in order, so the result does not depend on
// the order in which stages are looked at.
//
//===----------------------------------------------------------------------===//

#include "tools/facts/Timeline.h"

#include "tools/facts/Names.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <utility>

using namespace heddle::program;

namespace heddle::facts {
namespace {

bool betweenStages(const Instruction &instruction) {
  const auto &axes = instruction.collective().axes();
  return instruction.kind_case() == Instruction::kExchange ||
         (instruction.kind_case() == Instruction::kCollective &&
          std::find(axes.begin(), axes.end(), PP) != axes.end());
}

class TimedWalk {
public:
  TimedWalk(const Program &program, const std::string &entry, Cost cost, Delivery delivery);
  Timeline run();

private:
  struct Stage {
    const Entry *entry = nullptr;
    std::vector<double> costs; // per row
    std::vector<Work> works;
    int row = 0, instruction = 0;
    double clock = 0;
    const Instruction *at = nullptr; // the communication it stands at
    double resume = 0;               // when it may go on, as far as known
    int pending = 0;                 // messages that have not met
    std::vector<Slot> slots;
  };
  struct Channel { // the times at which messages were posted, from one stage to another
    std::deque<double> sends, receives;
  };

  void setCosts(Stage &stage, Cost cost);
  void setUnitCosts(Stage &stage);
  void advance(uint32_t number);
  void spend(Stage &stage);
  void arrive(uint32_t number);
  void arriveAtExchange(uint32_t number);
  void arriveAtCollective(uint32_t number);
  void match(uint32_t from, uint32_t to);
  void release(uint32_t number);

  const Program &program;
  const std::string entryName;
  const Delivery delivery;
  std::vector<bool> communicates; // per segment
  std::vector<Stage> stages;
  std::map<std::pair<uint32_t, uint32_t>, Channel> channels;
  std::vector<uint32_t> ready;
};

TimedWalk::TimedWalk(const Program &program, const std::string &entry, Cost cost, Delivery delivery)
    : program(program), entryName(entry), delivery(delivery), stages(size_t(program.roles_size())) {
  for (const Segment &segment : program.segments())
    communicates.push_back(
        std::any_of(segment.instructions().begin(), segment.instructions().end(), betweenStages));
  for (size_t i = 0; i < stages.size(); ++i) {
    stages[i].entry = findEntry(program.roles(int(i)), entry);
    if (stages[i].entry)
      setCosts(stages[i], cost);
  }
}

void TimedWalk::setCosts(Stage &stage, Cost cost) {
  for (const Row &row : stage.entry->rows()) {
    const Segment &segment = program.segments(int(row.segment()));
    stage.works.push_back(classify(segment, entryName));
    stage.costs.push_back(segment.flops());
  }
  if (cost == Cost::Unit)
    setUnitCosts(stage);
}

/// The first row of a forward or backward of a micro-batch has the cost of all of it.
void TimedWalk::setUnitCosts(Stage &stage) {
  std::pair<Work, uint32_t> last{Work::Communication, 0};
  for (size_t i = 0; i < stage.costs.size(); ++i) {
    std::pair<Work, uint32_t> own{stage.works[i], stage.entry->rows(int(i)).micro_batch()};
    bool counts = own.first == Work::Forward || own.first == Work::Backward;
    stage.costs[i] = !counts || own == last ? 0 : own.first == Work::Forward ? 1 : 2;
    if (counts)
      last = own;
  }
}

/// Lets the work of the row in hand pass, once.
void TimedWalk::spend(Stage &stage) {
  double cost = std::exchange(stage.costs[size_t(stage.row)], 0);
  if (cost <= 0)
    return;
  Slot slot{stage.works[size_t(stage.row)],
            stage.entry->rows(stage.row).micro_batch(),
            stage.clock,
            stage.clock + cost,
            stage.row,
            stage.row};
  stage.clock = slot.end;
  Slot *last = stage.slots.empty() ? nullptr : &stage.slots.back();
  if (last && last->work == slot.work && last->microBatch == slot.microBatch &&
      last->end == slot.begin) {
    last->end = slot.end;
    last->lastRow = slot.lastRow;
    return;
  }
  stage.slots.push_back(slot);
}

/// Goes to the next communication between stages. A row's work passes with its first instruction
/// that is none.
void TimedWalk::advance(uint32_t number) {
  Stage &stage = stages[number];
  stage.at = nullptr;
  for (; stage.entry && stage.row < stage.entry->rows_size(); ++stage.row, stage.instruction = 0) {
    uint32_t index = stage.entry->rows(stage.row).segment();
    const Segment &segment = program.segments(int(index));
    while (communicates[index] && stage.instruction < segment.instructions_size()) {
      const Instruction &instruction = segment.instructions(stage.instruction++);
      if (betweenStages(instruction)) {
        stage.at = &instruction;
        return;
      }
      spend(stage);
    }
    spend(stage);
  }
}

void TimedWalk::release(uint32_t number) {
  stages[number].at = nullptr;
  stages[number].clock = std::max(stages[number].clock, stages[number].resume);
  ready.push_back(number);
}

void TimedWalk::match(uint32_t from, uint32_t to) {
  Channel &channel = channels[{from, to}];
  while (!channel.sends.empty() && !channel.receives.empty()) {
    double sent = channel.sends.front(), met = std::max(sent, channel.receives.front());
    channel.sends.pop_front();
    channel.receives.pop_front();
    stages[to].resume = std::max(stages[to].resume, met);
    if (--stages[to].pending == 0)
      release(to);
    if (delivery == Delivery::Buffered)
      continue;
    stages[from].resume = std::max(stages[from].resume, met);
    if (--stages[from].pending == 0)
      release(from);
  }
}

void TimedWalk::arriveAtExchange(uint32_t number) {
  Stage &stage = stages[number];
  const Exchange &exchange = stage.at->exchange();
  stage.resume = stage.clock;
  stage.pending =
      exchange.receives_size() + (delivery == Delivery::Rendezvous ? exchange.sends_size() : 0);
  if (stage.pending == 0)
    release(number);
  for (const auto &send : exchange.sends())
    channels[{number, send.stage()}].sends.push_back(stage.clock);
  for (const auto &receive : exchange.receives())
    channels[{receive.stage(), number}].receives.push_back(stage.clock);
  for (const auto &send : exchange.sends())
    match(number, send.stage());
  for (const auto &receive : exchange.receives())
    match(receive.stage(), number);
}

void TimedWalk::arriveAtCollective(uint32_t number) {
  const Collective &collective = stages[number].at->collective();
  std::vector<uint32_t> group(collective.stages().begin(), collective.stages().end());
  if (group.empty()) {
    group.resize(stages.size());
    std::iota(group.begin(), group.end(), 0);
  }
  double last = 0;
  for (uint32_t other : group) {
    const Instruction *at = stages[other].at;
    if (!at || at->kind_case() != Instruction::kCollective)
      return; // not there yet
    last = std::max(last, stages[other].clock);
  }
  for (uint32_t other : group) {
    stages[other].resume = last;
    release(other);
  }
}

void TimedWalk::arrive(uint32_t number) {
  advance(number);
  if (!stages[number].at)
    return;
  if (stages[number].at->kind_case() == Instruction::kExchange)
    arriveAtExchange(number);
  else
    arriveAtCollective(number);
}

Timeline TimedWalk::run() {
  ready.resize(stages.size());
  std::iota(ready.begin(), ready.end(), 0);
  while (!ready.empty()) {
    uint32_t number = ready.back();
    ready.pop_back();
    arrive(number);
  }
  Timeline timeline;
  for (Stage &stage : stages) {
    if (!stage.slots.empty())
      timeline.length = std::max(timeline.length, stage.slots.back().end);
    timeline.stages.push_back(std::move(stage.slots));
  }
  return timeline;
}

} // namespace

double Timeline::bubble() const {
  double busy = 0;
  for (const std::vector<Slot> &slots : stages)
    for (const Slot &slot : slots)
      if (slot.work == Work::Forward || slot.work == Work::Backward)
        busy += slot.end - slot.begin;
  double all = length * double(stages.size());
  return all > 0 ? 1 - busy / all : 0;
}

Timeline walkTables(const Program &program, const std::string &entry, Cost cost,
                    Delivery delivery) {
  return TimedWalk(program, entry, cost, delivery).run();
}

} // namespace heddle::facts

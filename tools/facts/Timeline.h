//===- Timeline.h - when each stage works -----------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_FACTS_TIMELINE_H
#define HEDDLE_TOOLS_FACTS_TIMELINE_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::facts {

/// What a row does for its entry.
enum class Work {
  Forward,
  Backward,
  Step,          // once per step: weights' sum, gradient norm, optimizer
  Communication, // nothing but messages
};

/// "forward", ...
std::string workName(Work work);

/// Of a row of `entry`, by the segment's name: `x.fwd` and `x.bwd` are the two functions that
/// autodiff makes of a block. All blocks of eval and logits are forward, all of init are steps.
Work classify(const program::Segment &segment, const std::string &entry);

/// What a row costs.
enum class Cost {
  Unit,  // the forward of a micro-batch on a stage 1, its backward 2, as papers draw it
  Flops, // of its segment, on one rank
};

/// When a message completes.
enum class Delivery {
  Rendezvous, // when sender and receiver are both there: nothing is buffered
  Buffered,   // for the sender at once, for the receiver when it was sent
};

/// Rows of one stage that follow one another and do the same work on the same micro-batch.
struct Slot {
  Work work = Work::Step;
  uint32_t microBatch = 0;
  double begin = 0, end = 0; // in units of cost
  int firstRow = 0, lastRow = 0;
};

struct Timeline {
  std::vector<std::vector<Slot>> stages; // slots that cost something, in order of time
  double length = 0;                     // when the last stage has ended

  /// The part of stages x length in which no forward or backward runs. For GPipe and 1F1B with
  /// equal stages and unit costs: (stages - 1) / (micro-batches + stages - 1) (Narayanan et al.
  /// 2021).
  double bubble() const;
};

/// Walks the tables of all roles for one entry. The program must have been validated, which shows
/// that the walk ends.
Timeline walkTables(const program::Program &program, const std::string &entry, Cost cost,
                    Delivery delivery = Delivery::Rendezvous);

} // namespace heddle::facts

#endif // HEDDLE_TOOLS_FACTS_TIMELINE_H

//===- Rows.cpp - what rows do for their entry ----------------------------===//

#include "tools/facts/Timeline.h"

#include <algorithm>

using namespace heddle::program;

namespace heddle::facts {

std::string workName(Work work) {
  switch (work) {
  case Work::Forward:
    return "forward";
  case Work::Backward:
    return "backward";
  case Work::Step:
    return "step";
  case Work::Communication:
    return "communication";
  }
  return "";
}

/// Is `part` among the parts of a dotted name?
static bool hasPart(const std::string &name, const std::string &part) {
  return ("." + name + ".").find("." + part + ".") != std::string::npos;
}

Work classify(const Segment &segment, const std::string &entry) {
  bool onlyMessages = segment.instructions_size() > 0 &&
                      std::all_of(segment.instructions().begin(), segment.instructions().end(),
                                  [](const Instruction &instruction) {
                                    return instruction.kind_case() == Instruction::kExchange;
                                  });
  if (onlyMessages)
    return Work::Communication;
  if (entry == "init")
    return Work::Step;
  if (hasPart(segment.name(), "bwd"))
    return Work::Backward;
  return entry != "train" || hasPart(segment.name(), "fwd") ? Work::Forward : Work::Step;
}

} // namespace heddle::facts

//===- Inspect.h - the views of heddle inspect ------------------*- C++ -*-===//
//
// One file per view. What the views say comes from tools/facts; they only print.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TOOLS_HEDDLE_INSPECT_H
#define HEDDLE_TOOLS_HEDDLE_INSPECT_H

#include "runtime/program/program.pb.h"
#include "tools/facts/Timeline.h"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>

namespace heddle::tools {

/// A loaded program and how it is to be shown.
struct Inspection {
  const program::Program &program;
  std::string file;
  uint64_t fileBytes = 0;
  std::string entry = "train";
  std::string segment{}; // show only this one; all if empty
  facts::Cost cost = facts::Cost::Unit;
  unsigned columns = 110; // of the terminal
  bool color = false;
};

using Json = nlohmann::ordered_json;

void printOverview(const Inspection &, std::ostream &);

void printSummary(const Inspection &, std::ostream &);
Json summaryToJson(const Inspection &);

void printPlan(const Inspection &, std::ostream &);
Json planToJson(const Inspection &);

void printSegments(const Inspection &, std::ostream &);
Json segmentsToJson(const Inspection &);

void printTable(const Inspection &, std::ostream &);
Json tableToJson(const Inspection &);
/// The pipeline drawn: one line per stage. At most `panels` pieces of the time axis, each as wide
/// as the terminal; says so if something is left out.
void drawPipeline(const Inspection &, const facts::Timeline &, unsigned panels, std::ostream &);

void printKernels(const Inspection &, std::ostream &);
Json kernelsToJson(const Inspection &);

void printCollectives(const Inspection &, std::ostream &);
Json collectivesToJson(const Inspection &);

void printMemory(const Inspection &, std::ostream &);
Json memoryToJson(const Inspection &);

/// Everything on one page that needs nothing else: for a browser on a phone or a desk.
void writeHtml(const Inspection &, std::ostream &);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_INSPECT_H

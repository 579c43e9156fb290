//===- Inspect.cpp - heddle inspect ---------------------------------------===//

#include "tools/heddle/Inspect.h"

#include "runtime/base/Log.h"
#include "runtime/base/StandardFiles.h"
#include "runtime/program/Loader.h"
#include "tools/facts/Names.h"
#include "tools/heddle/Commands.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::tools {
namespace {

struct View {
  const char *name, *help;
  void (*print)(const Inspection &, std::ostream &);
  Json (*toJson)(const Inspection &);
  bool wanted = false;
};

class InspectCommand {
public:
  int run(int argc, char **argv);

private:
  void addOptions(CLI::App &app);
  Status inspect();
  Status check(const program::Program &program) const;
  void show(const Inspection &in);
  Status writePage(const Inspection &in) const;

  View views[7] = {
      {"summary", "model, mesh, sizes, target", printSummary, summaryToJson},
      {"plan", "all decisions, as text plan.proto", printPlan, planToJson},
      {"segments", "frames and instructions of all segments", printSegments, segmentsToJson},
      {"table", "the pipeline drawn, with its bubble", printTable, tableToJson},
      {"kernels", "fused ops, bytes moved, line of the spec", printKernels, kernelsToJson},
      {"collectives", "bytes per step and rank, line of the spec", printCollectives,
       collectivesToJson},
      {"memory", "the arena by class and over time", printMemory, memoryToJson},
  };
  std::string file, segment, html, entry = "train", cost = "unit";
  bool json = false;
};

void InspectCommand::addOptions(CLI::App &app) {
  app.add_option("program", file, "compiled program (.hdx)")->required();
  for (View &view : views)
    app.add_flag(std::string("--") + view.name, view.wanted, view.help);
  app.add_option("--segment", segment, "frames and instructions of one segment: layers.fwd");
  app.add_option("--entry", entry, "of table, kernels, collectives and memory")
      ->capture_default_str();
  app.add_option("--cost", cost, "what time the table's work takes")
      ->check(CLI::IsMember({"unit", "flops"}))
      ->capture_default_str();
  app.add_flag("--json", json, "for machines; all views unless some are named");
  app.add_option("--html", html, "write a page with drawings to this file");
}

/// Names that the command line gives must be names of this program.
Status InspectCommand::check(const program::Program &program) const {
  std::string entries, segments;
  bool entryFound = false, segmentFound = segment.empty();
  for (const auto &role : program.roles())
    entryFound |= facts::findEntry(role, entry) != nullptr;
  for (const auto &one : program.roles(0).entries())
    entries += " " + one.name();
  for (const auto &one : program.segments()) {
    segmentFound |= one.name() == segment || one.name() == "segment." + segment;
    segments += " " + one.name();
  }
  if (!entryFound)
    return error(file + ": no entry '" + entry + "'", "it has:" + entries);
  if (!segmentFound)
    return error(file + ": no segment '" + segment + "'", "it has:" + segments);
  return {};
}

unsigned terminalColumns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
    return size.ws_col;
  return 110;
}

void InspectCommand::show(const Inspection &in) {
  auto wanted = [](const View &view) { return view.wanted; };
  bool any = std::any_of(std::begin(views), std::end(views), wanted);
  if (json) {
    Json all = Json::object();
    for (const View &view : views)
      if (view.wanted || !any)
        all[view.name] = view.toJson(in);
    std::cout << all.dump(1) << "\n";
  } else if (!any && html.empty()) {
    printOverview(in, std::cout);
  } else {
    const char *gap = "";
    for (const View &view : views)
      if (view.wanted) {
        std::cout << gap;
        view.print(in, std::cout);
        gap = "\n";
      }
  }
}

Status InspectCommand::writePage(const Inspection &in) const {
  std::ofstream out(html);
  writeHtml(in, out);
  out.close();
  return out ? Status() : error(html + ": cannot write");
}

Status InspectCommand::inspect() {
  runtime::Result<program::Program> program = program::loadProgram(file);
  if (!program)
    return program.status();
  if (Status status = check(*program); !status)
    return status;
  Inspection in{*program, file};
  in.fileBytes = std::filesystem::file_size(file);
  in.entry = entry;
  in.segment = segment;
  in.cost = cost == "unit" ? facts::Cost::Unit : facts::Cost::Flops;
  in.columns = terminalColumns();
  in.color = isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR");
  if (!segment.empty())
    views[2].wanted = true;
  show(in);
  return html.empty() ? Status() : writePage(in);
}

int InspectCommand::run(int argc, char **argv) {
  CLI::App app("Shows what is in a compiled program. Without a view: all of it on one screen.",
               "heddle inspect");
  addOptions(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  Status status = inspect();
  if (status)
    status = runtime::flushOutput();
  if (!status)
    runtime::logError(status);
  return status ? 0 : 1;
}

} // namespace

int runInspect(int argc, char **argv) { return InspectCommand().run(argc, argv); }

} // namespace heddle::tools

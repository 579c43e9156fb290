//===- InspectHtml.cpp - a program as a page ------------------------------===//

#include "runtime/base/Format.h"
#include "runtime/base/HtmlPage.h"
#include "runtime/program/Mesh.h"
#include "tools/facts/Collectives.h"
#include "tools/facts/Names.h"
#include "tools/facts/Sizes.h"
#include "tools/heddle/Inspect.h"
#include "tools/heddle/InspectDrawings.h"

#include <sstream>

using namespace heddle::program;

namespace heddle::tools {
namespace {

// Of the drawings; the page has its own.
constexpr const char *kStyle = R"css(
svg text{fill:#fff}svg text.label{fill:var(--ink)}
.bubble{fill:var(--box)}.forward rect{fill:#2f6fd0}.backward rect{fill:#2a8f5b}.step rect{fill:#c98a1b}
.arena{display:flex;height:26px;border-radius:6px;overflow:hidden;background:var(--box)}
.live{width:100%;height:160px;background:var(--box);border-radius:6px;display:block}
.parameter{background:#2f6fd0;fill:#2f6fd0}.gradient{background:#2a8f5b;fill:#2a8f5b}.moment{background:#7a5bc7;fill:#7a5bc7}
.counter{background:#555f6e;fill:#555f6e}.activation{background:#d97a2b;fill:#d97a2b}.temporary{background:#c94f6d;fill:#c94f6d}
.input{background:#3aa6a6;fill:#3aa6a6}.output{background:#b5a42b;fill:#b5a42b}.unused{background:var(--line);fill:var(--line)}
)css";

class Page {
public:
  Page(const Inspection &in, std::ostream &os)
      : in(in), program(in.program), page(os, program.model(), kStyle) {}
  void write();

private:
  void writeNumbers();
  void writeTable();
  void writeMemory();
  void writeCollectives();
  void writeKernels();
  void writeSegments();

  const Inspection &in;
  const Program &program;
  HtmlPage page;
};

void Page::writeNumbers() {
  const Mesh &mesh = program.mesh();
  uint64_t arena = 0;
  for (const Role &role : program.roles())
    arena = std::max(arena, role.arena_bytes());
  page.numbers({
      {"parameters", formatExact(facts::countParameters(program))},
      {"ranks", std::to_string(rankCount(mesh))},
      {"dp x pp x tp", std::to_string(mesh.dp()) + " x " + std::to_string(mesh.pp()) + " x " +
                           std::to_string(mesh.tp())},
      {"micro-batches", std::to_string(mesh.micro_batches())},
      {"flops per step", formatCount(facts::flopsOfAllRanks(program, in.entry), "FLOP")},
      {"largest arena", formatBytes(double(arena))},
      {"file", formatBytes(double(in.fileBytes))},
      {"target", program.target().cpu()},
  });
}

void Page::writeTable() {
  facts::Timeline timeline = facts::walkTables(program, in.entry, in.cost);
  page.heading("Table", std::string("Time goes to the right; ") +
                            (in.cost == facts::Cost::Unit ? "a forward takes 1, a backward 2."
                                                          : "work takes time by its flops.") +
                            formatNumber(" Bubble: %.1f %%.", 100 * timeline.bubble()));
  page.raw() << "<p class=\"legend\"><span><i style=\"background:#2f6fd0\"></i>forward</span>"
                "<span><i style=\"background:#2a8f5b\"></i>backward</span></p>\n";
  drawTimeline(timeline, page.raw());
}

void Page::writeMemory() {
  page.heading("Memory",
               "Of one rank in " + in.entry + ": the arena by class, and what is live by row.");
  for (const Role &role : program.roles()) {
    page.subheading("stage " + std::to_string(role.stage()) + ": " +
                    formatBytes(double(role.arena_bytes())));
    drawArena(facts::mapArena(program, role, in.entry), page.raw());
    drawLiveBytes(facts::traceLiveBytes(program, role, in.entry), role.arena_bytes(), page.raw());
  }
}

void Page::writeCollectives() {
  page.heading("Collectives",
               "Of one rank in " + in.entry + ". Ring: what it sends if the collective is a ring.");
  std::vector<HtmlPage::Row> lines;
  for (const Role &role : program.roles())
    for (const facts::CollectiveUse &use : facts::collectCollectives(program, role, in.entry))
      if (use.groupSize > 1)
        lines.push_back({std::to_string(role.stage()), use.kind, facts::axesName(use.axes),
                         std::to_string(use.groupSize), formatBytes(double(use.bytes)),
                         std::to_string(use.timesPerStep), formatBytes(double(use.bytesPerStep())),
                         formatBytes(use.wireBytesPerStep()), use.location, use.segment});
  page.table({"stage", "kind", "axes", "ranks", "bytes", "times", "bytes/step", "ring/step", "spec",
              "segment"},
             lines);
}

void Page::writeKernels() {
  page.heading("Kernels");
  std::vector<HtmlPage::Row> lines;
  for (const Kernel &kernel : program.kernels())
    lines.push_back({kernel.symbol(), formatBytes(double(kernel.bytes_moved())),
                     kernel.description(), facts::locationName(program, kernel.location())});
  page.table({"kernel", "bytes of a launch", "fused ops", "spec"}, lines);
}

void Page::writeSegments() {
  page.heading("Segments");
  Inspection one = in;
  for (const Segment &segment : program.segments()) {
    one.segment = segment.name();
    std::ostringstream text;
    printSegments(one, text);
    page.raw() << "<details><summary>" << escapeHtml(segment.name()) << " <span class=\"soft\">"
               << segment.instructions_size() << " instructions, "
               << formatCount(segment.flops(), "FLOP") << "</span></summary><pre>"
               << escapeHtml(text.str()) << "</pre></details>\n";
  }
}

void Page::write() {
  page.paragraph(in.file);
  writeNumbers();
  writeTable();
  writeMemory();
  writeCollectives();
  writeKernels();
  writeSegments();
  page.heading("Plan");
  page.raw() << "<pre>" << escapeHtml(program.plan()) << "</pre>\n";
}

} // namespace

void writeHtml(const Inspection &in, std::ostream &os) { Page(in, os).write(); }

} // namespace heddle::tools

//===- InspectHtml.cpp - a program as a page ------------------------------===//

#include "runtime/program/Mesh.h"
#include "tools/facts/Collectives.h"
#include "tools/facts/Names.h"
#include "tools/facts/Sizes.h"
#include "tools/heddle/Inspect.h"
#include "tools/heddle/InspectDrawings.h"
#include "tools/heddle/InspectFormat.h"

#include <sstream>

using namespace heddle::program;

namespace heddle::tools {
namespace {

// Nothing from elsewhere; colours for light and dark; tables and drawings scroll in their own box,
// so a phone shows the page without scrolling sideways.
constexpr const char *kStyle = R"css(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5d6b7e;--paper:#fff;--box:#f3f5f8;--line:#dde2ea}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa7b8;--paper:#14181f;--box:#1e242d;--line:#323b48}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1100px;margin:0 auto;padding:16px}
h1{font-size:1.6em;margin:.2em 0}h2{font-size:1.15em;margin:1.8em 0 .5em}h3{font-size:1em;margin:1.2em 0 .3em}
p{margin:.3em 0}.soft,.axis{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin:12px 0}
dl div{background:var(--box);border-radius:8px;padding:8px 12px}dt{color:var(--soft);font-size:.85em}dd{margin:0;font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.87em;white-space:nowrap}
th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:500}
pre{background:var(--box);border-radius:8px;padding:12px;overflow-x:auto;font-size:.85em}summary{cursor:pointer;padding:3px 0}
svg text{font:12px system-ui,sans-serif;fill:#fff}svg text.label{fill:var(--ink)}
.bubble{fill:var(--box)}.forward rect{fill:#2f6fd0}.backward rect{fill:#2a8f5b}.step rect{fill:#c98a1b}
.arena{display:flex;height:26px;border-radius:6px;overflow:hidden;background:var(--box)}
.legend{list-style:none;padding:0;margin:6px 0;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:.87em}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
.live{width:100%;height:160px;background:var(--box);border-radius:6px;display:block}
.axis{display:flex;justify-content:space-between;font-size:.8em}
.parameter{background:#2f6fd0;fill:#2f6fd0}.gradient{background:#2a8f5b;fill:#2a8f5b}.moment{background:#7a5bc7;fill:#7a5bc7}
.counter{background:#555f6e;fill:#555f6e}.activation{background:#d97a2b;fill:#d97a2b}.temporary{background:#c94f6d;fill:#c94f6d}
.input{background:#3aa6a6;fill:#3aa6a6}.output{background:#b5a42b;fill:#b5a42b}.unused{background:var(--line);fill:var(--line)}
)css";

class Page {
public:
  Page(const Inspection &in, std::ostream &os) : in(in), program(in.program), os(os) {}
  void write();

private:
  using Lines = std::vector<std::vector<std::string>>;
  void heading(const std::string &text, const std::string &note = "") {
    os << "<h2>" << escapeHtml(text) << "</h2>\n";
    if (!note.empty())
      os << "<p class=\"soft\">" << escapeHtml(note) << "</p>\n";
  }
  void table(const std::vector<std::string> &header, const Lines &lines);
  void writeNumbers();
  void writeTable();
  void writeMemory();
  void writeCollectives();
  void writeKernels();
  void writeSegments();

  const Inspection &in;
  const Program &program;
  std::ostream &os;
};

void Page::table(const std::vector<std::string> &header, const Lines &lines) {
  auto row = [&](const std::vector<std::string> &cells, const char *tag) {
    os << "<tr>";
    for (const std::string &cell : cells)
      os << "<" << tag << ">" << escapeHtml(cell) << "</" << tag << ">";
    os << "</tr>\n";
  };
  os << "<div class=\"scroll\"><table>";
  row(header, "th");
  for (const auto &line : lines)
    row(line, "td");
  os << "</table></div>\n";
}

void Page::writeNumbers() {
  const Mesh &mesh = program.mesh();
  uint64_t arena = 0;
  for (const Role &role : program.roles())
    arena = std::max(arena, role.arena_bytes());
  auto item = [&](const char *name, const std::string &value) {
    os << "<div><dt>" << name << "</dt><dd>" << escapeHtml(value) << "</dd></div>";
  };
  os << "<dl>";
  item("parameters", formatExact(facts::countParameters(program)));
  item("ranks", std::to_string(rankCount(mesh)));
  item("dp x pp x tp", std::to_string(mesh.dp()) + " x " + std::to_string(mesh.pp()) + " x " +
                           std::to_string(mesh.tp()));
  item("micro-batches", std::to_string(mesh.micro_batches()));
  item("flops per step", formatCount(facts::flopsOfAllRanks(program, in.entry), "FLOP"));
  item("largest arena", formatBytes(double(arena)));
  item("file", formatBytes(double(in.fileBytes)));
  item("target", program.target().cpu());
  os << "</dl>\n";
}

void Page::writeTable() {
  facts::Timeline timeline = facts::walkTables(program, in.entry, in.cost);
  heading("Table", std::string("Time goes to the right; ") +
                       (in.cost == facts::Cost::Unit ? "a forward takes 1, a backward 2."
                                                     : "work takes time by its flops.") +
                       formatNumber(" Bubble: %.1f %%.", 100 * timeline.bubble()));
  os << "<p class=\"legend\"><span><i style=\"background:#2f6fd0\"></i>forward</span>"
        "<span><i style=\"background:#2a8f5b\"></i>backward</span></p>\n";
  drawTimeline(timeline, os);
}

void Page::writeMemory() {
  heading("Memory",
          "Of one rank in " + in.entry + ": the arena by class, and what is live by row.");
  for (const Role &role : program.roles()) {
    os << "<h3>stage " << role.stage() << ": " << formatBytes(double(role.arena_bytes()))
       << "</h3>\n";
    drawArena(facts::mapArena(program, role, in.entry), os);
    drawLiveBytes(facts::traceLiveBytes(program, role, in.entry), role.arena_bytes(), os);
  }
}

void Page::writeCollectives() {
  heading("Collectives",
          "Of one rank in " + in.entry + ". Ring: what it sends if the collective is a ring.");
  Lines lines;
  for (const Role &role : program.roles())
    for (const facts::CollectiveUse &use : facts::collectCollectives(program, role, in.entry))
      if (use.groupSize > 1)
        lines.push_back({std::to_string(role.stage()), use.kind, facts::axesName(use.axes),
                         std::to_string(use.groupSize), formatBytes(double(use.bytes)),
                         std::to_string(use.timesPerStep), formatBytes(double(use.bytesPerStep())),
                         formatBytes(use.wireBytesPerStep()), use.location, use.segment});
  table({"stage", "kind", "axes", "ranks", "bytes", "times", "bytes/step", "ring/step", "spec",
         "segment"},
        lines);
}

void Page::writeKernels() {
  heading("Kernels");
  Lines lines;
  for (const Kernel &kernel : program.kernels())
    lines.push_back({kernel.symbol(), formatBytes(double(kernel.bytes_moved())),
                     kernel.description(), facts::locationName(program, kernel.location())});
  table({"kernel", "bytes of a launch", "fused ops", "spec"}, lines);
}

void Page::writeSegments() {
  heading("Segments");
  Inspection one = in;
  for (const Segment &segment : program.segments()) {
    one.segment = segment.name();
    std::ostringstream text;
    printSegments(one, text);
    os << "<details><summary>" << escapeHtml(segment.name()) << " <span class=\"soft\">"
       << segment.instructions_size() << " instructions, " << formatCount(segment.flops(), "FLOP")
       << "</span></summary><pre>" << escapeHtml(text.str()) << "</pre></details>\n";
  }
}

void Page::write() {
  os << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
     << escapeHtml(program.model()) << "</title><style>" << kStyle << "</style></head><body>\n<h1>"
     << escapeHtml(program.model()) << "</h1>\n<p class=\"soft\">" << escapeHtml(in.file)
     << "</p>\n";
  writeNumbers();
  writeTable();
  writeMemory();
  writeCollectives();
  writeKernels();
  writeSegments();
  heading("Plan");
  os << "<pre>" << escapeHtml(program.plan()) << "</pre>\n</body></html>\n";
}

} // namespace

void writeHtml(const Inspection &in, std::ostream &os) { Page(in, os).write(); }

} // namespace heddle::tools

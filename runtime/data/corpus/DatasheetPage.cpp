//===- DatasheetPage.cpp - a datasheet as a page ----------------*- C++ -*-===//

#include "runtime/base/Format.h"
#include "runtime/base/HtmlPage.h"
#include "runtime/data/corpus/Datasheet.h"

#include <algorithm>
#include <array>

namespace heddle::corpus {
namespace {

constexpr const char *kStyle = R"css(
.bar{display:flex;height:22px;border-radius:5px;overflow:hidden;background:var(--box);margin:2px 0 10px}
.bar i{display:block;height:100%}.name{display:flex;justify-content:space-between;gap:12px;font-size:.9em}
.rows{display:grid;grid-template-columns:minmax(110px,max-content) 1fr max-content;gap:4px 10px;align-items:center;font-size:.87em}
.rows i{display:block;height:14px;border-radius:3px;background:#2f6fd0;min-width:1px}
.columns{display:flex;align-items:flex-end;gap:2px;height:120px;margin-top:8px}.columns span{flex:1;display:flex;align-items:flex-end;height:100%}
.columns i{flex:1;min-height:1px;border-radius:2px 2px 0 0}.in{background:var(--line)}.out{background:#2a8f5b}
td.heat{text-align:right}
)css";

constexpr std::array kColours = {"#2a8f5b", "#c94f6d", "#d97a2b", "#b5a42b", "#7a5bc7", "#2f6fd0",
                                 "#3aa6a6", "#8a5a3c", "#555f6e", "#b03fa0", "#9fb4d9", "#d0563a",
                                 "#4a66c9", "#9a8f2a", "#3c8aa0", "#a05a7a", "#6a7a2a"};

double number(const Json &json, const char *key) { return json.value(key, 0.0); }

class Sheet {
public:
  Sheet(const Json &sheet, std::ostream &os)
      : sheet(sheet), unit(sheet.contains("tokenizer") ? "tokens" : "bytes"),
        page(os,
             sheet["corpus"].get<std::string>().empty() ? "corpus"
                                                        : sheet["corpus"].get<std::string>(),
             kStyle) {}

  void write() {
    writeNumbers();
    writeMixture();
    writeSources();
    writeFlow();
    writeRules();
    writeLengths();
    writeOverlap();
    writeCounts("Languages", "languages",
                "Documents by language, where it was identified, before anything was removed.");
    writeCounts("Personal data", "personal_data_replaced", "Replaced by markers.");
    writeCounts("Records that could not be read", "bad_records", "Passed over and counted.");
    writeContamination();
  }

private:
  std::ostream &os() { return page.raw(); }

  std::string amount(const Json &json, const char *key) const {
    return json.contains(key)
               ? formatCount(number(json, key), std::string_view(key) == "bytes" ? "B" : "")
               : "-";
  }

  /// Widths in percent that a browser adds up to 100.
  static std::string percent(double part, double whole) {
    return formatNumber("%.3f%%", whole > 0 ? 100 * part / whole : 0);
  }

  void writeNumbers() {
    const Json &in = sheet["total"]["input"], &out = sheet["total"]["output"];
    page.paragraph(sheet["corpus_file"]);
    std::vector<std::pair<std::string, std::string>> items = {
        {"documents read", formatExact(in["documents"])},
        {"documents kept", formatExact(out["documents"])},
        {"bytes read", amount(in, "bytes")},
        {"bytes kept", amount(out, "bytes") + " (" +
                           formatShare(number(out, "bytes"), number(in, "bytes")) + ")"}};
    if (sheet.contains("tokenizer")) {
      items.emplace_back("tokens kept", amount(out, "tokens"));
      items.emplace_back("tokenizer", sheet["tokenizer"]["fingerprint"].get<std::string>());
    }
    page.numbers(items);
  }

  void writeMixture() {
    page.heading("What is trained on", "Share of each source in the training tokens.");
    rows([&](auto &&row) {
      for (const Json &source : sheet["sources"])
        row(source["name"], number(source, "training_share"),
            formatShare(number(source, "training_share"), 1));
    });
  }

  /// Bars under one another, the longest as wide as there is room.
  template <typename Fill> void rows(const Fill &fill) {
    struct Line {
      std::string name;
      double value;
      std::string label;
    };
    std::vector<Line> lines;
    fill([&](const std::string &name, double value, const std::string &label) {
      lines.push_back({name, value, label});
    });
    double most = 0;
    for (const Line &line : lines)
      most = std::max(most, line.value);
    os() << "<div class=\"rows\">";
    for (const Line &line : lines)
      os() << "<span>" << escapeHtml(line.name)
           << "</span><i style=\"width:" << percent(line.value, most) << "\"></i><span>"
           << escapeHtml(line.label) << "</span>\n";
    os() << "</div>\n";
  }

  void writeSources() {
    page.heading("Sources", "Where the text comes from, and on what terms.");
    std::vector<HtmlPage::Row> lines;
    for (const Json &source : sheet["sources"]) {
      const Json &in = source["input"], &out = source["output"];
      std::string share = source.contains("weight")
                              ? "weight " + formatNumber("%g", source["weight"])
                              : formatNumber("%g epochs", source.value("epochs", 1.0));
      lines.push_back({source["name"], source["kind"], source["licence"], source["licence_status"],
                       source["contribution"], source["curation"], share,
                       formatExact(in["documents"]), formatExact(out["documents"]),
                       amount(in, "bytes"), amount(out, "bytes"), amount(in, "tokens"),
                       amount(out, "tokens")});
    }
    page.table({"source", "kind", "licence", "status", "contribution", "curation", "share",
                "documents", "kept", "bytes", "kept", "tokens", "kept"},
               lines);
  }

  /// Of each source a bar: what is kept, and what each step took.
  void writeFlow() {
    page.heading("What each step took",
                 std::string("In ") + unit + " of what was read; green is what is kept.");
    std::vector<std::string> steps;
    for (const Json &step : sheet["total"]["steps"])
      steps.push_back(step["step"]);
    os() << "<ul class=\"legend\"><li><i style=\"background:" << kColours[0] << "\"></i>kept</li>";
    for (size_t i = 0; i < steps.size(); ++i)
      os() << "<li><i style=\"background:" << colour(i) << "\"></i>" << escapeHtml(steps[i])
           << "</li>";
    os() << "</ul>\n";
    for (const Json &source : sheet["sources"])
      writeBar(source, steps);
    for (const Json &source : sheet["sources"]) {
      os() << "<details><summary>" << escapeHtml(source["name"]) << ": step by step</summary>\n";
      writeSteps(source);
      os() << "</details>\n";
    }
  }

  static const char *colour(size_t step) { return kColours[1 + step % (kColours.size() - 1)]; }

  void writeBar(const Json &source, const std::vector<std::string> &steps) {
    double whole = number(source["input"], unit), kept = number(source["output"], unit);
    os() << "<div class=\"name\"><span>" << escapeHtml(source["name"]) << "</span><span>"
         << formatShare(kept, whole) << " kept</span></div><div class=\"bar\">"
         << "<i style=\"width:" << percent(kept, whole) << ";background:" << kColours[0]
         << "\"></i>";
    double before = whole;
    for (const Json &step : source["steps"]) {
      double after = number(step["after"], unit);
      size_t index = std::ranges::find(steps, step["step"].get<std::string>()) - steps.begin();
      if (before > after)
        os() << "<i title=\"" << escapeHtml(step["step"])
             << "\" style=\"width:" << percent(before - after, whole)
             << ";background:" << colour(index) << "\"></i>";
      before = after;
    }
    os() << "</div>\n";
  }

  void writeSteps(const Json &source) {
    std::vector<HtmlPage::Row> lines;
    auto add = [&](const std::string &name, const Json &after) {
      lines.push_back({name, formatExact(after["documents"]), formatExact(after["bytes"]),
                       after.contains("tokens") ? formatExact(after["tokens"]) : "-"});
    };
    add("read", source["input"]);
    for (const Json &step : source["steps"])
      add(step["step"], step["after"]);
    page.table({"after", "documents", "bytes", "tokens"}, lines);
  }

  void writeRules() {
    page.heading("Rules", "Which threshold took how much, over all sources.");
    std::vector<HtmlPage::Row> lines;
    Json none = Json::object();
    for (const Json &step : sheet["total"]["steps"])
      for (const auto &[rule, counts] : step["rules"].items()) {
        Json removed = counts.value("removed", none), cut = counts.value("cut", none);
        lines.push_back({rule, formatExact(removed.value("documents", 0)), amount(removed, "bytes"),
                         formatExact(cut.value("documents", 0)),
                         formatExact(counts.value("cuts", 0)), amount(cut, "bytes")});
      }
    page.table({"rule", "removed documents", "bytes", "documents cut", "cuts", "bytes"}, lines);
  }

  void writeLengths() {
    const Json &lengths = sheet["total"]["documents_by_log2_bytes"];
    std::vector<double> in = lengths["input"], out = lengths["output"];
    out.resize(in.size());
    double most = in.empty() ? 0 : *std::ranges::max_element(in);
    page.heading(
        "Length of documents",
        "Documents by size, which doubles from column to column; grey: read, green: kept.");
    os() << "<div class=\"columns\">";
    for (size_t i = 0; i < in.size(); ++i)
      os() << "<span title=\"" << (i ? formatBytes(double(1ull << (i - 1))) : "0 B") << ": "
           << in[i] << " read, " << out[i]
           << " kept\"><i class=\"in\" style=\"height:" << percent(in[i], most)
           << "\"></i><i class=\"out\" style=\"height:" << percent(out[i], most)
           << "\"></i></span>";
    os() << "</div><div class=\"axis\"><span>0 B</span><span>"
         << (in.empty() ? "" : formatBytes(double(1ull << (in.size() - 1)))) << "</span></div>\n";
  }

  void writeOverlap() {
    page.heading("Overlap of sources",
                 "Documents of the row's source that were removed because a document of the "
                 "column's source says the same.");
    os() << "<div class=\"scroll\"><table><tr><th></th>";
    for (const Json &column : sheet["sources"])
      os() << "<th>" << escapeHtml(column["name"]) << "</th>";
    os() << "</tr>\n";
    for (const Json &row : sheet["sources"]) {
      os() << "<tr><th>" << escapeHtml(row["name"]) << "</th>";
      for (const Json &column : sheet["sources"]) {
        double count = row["duplicates_of"].value(column["name"].get<std::string>(), 0.0);
        double share = std::min(1.0, 4 * count / std::max(1.0, number(row["input"], "documents")));
        os() << "<td class=\"heat\" style=\"background:rgba(201,79,109,"
             << formatNumber("%.3f", share) << ")\">" << formatExact(uint64_t(count)) << "</td>";
      }
      os() << "</tr>\n";
    }
    os() << "</table></div>\n";
  }

  void writeCounts(const char *title, const char *key, const char *note) {
    const Json &counts = sheet["total"][key];
    if (counts.empty())
      return;
    page.heading(title, note);
    std::vector<std::pair<std::string, uint64_t>> sorted;
    for (const auto &[name, count] : counts.items())
      sorted.emplace_back(name, count);
    std::ranges::stable_sort(sorted, std::greater(), [](const auto &item) { return item.second; });
    rows([&](auto &&row) {
      for (const auto &[name, count] : sorted)
        row(name, double(count), formatExact(count));
    });
  }

  void writeContamination() {
    if (sheet["contamination"].empty())
      return;
    page.heading("Contamination", "Items of benchmarks that were found in the text.");
    std::vector<HtmlPage::Row> lines;
    for (const Json &benchmark : sheet["contamination"])
      lines.push_back({benchmark["benchmark"], formatExact(benchmark["items"]),
                       formatExact(benchmark["items_hit"]),
                       formatShare(number(benchmark, "items_hit"), number(benchmark, "items")),
                       formatExact(benchmark["documents_hit"])});
    page.table({"benchmark", "items", "found", "share", "documents"}, lines);
  }

  const Json &sheet;
  const char *unit;
  HtmlPage page;
};

} // namespace

void writeDatasheetPage(const Json &datasheet, std::ostream &os) { Sheet(datasheet, os).write(); }

} // namespace heddle::corpus

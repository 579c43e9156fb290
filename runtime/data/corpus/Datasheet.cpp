//===- Datasheet.cpp - what a corpus is made of -----------------*- C++ -*-===//

#include "runtime/data/corpus/Datasheet.h"

#include "runtime/base/Format.h"
#include "runtime/data/corpus/Ledger.h"

#include <cstdio>

namespace heddle::corpus {
namespace {

class Maker {
public:
  explicit Maker(bool tokens) : tokens(tokens) {}

  Json amount(const Amount &amount) const {
    Json json = {{"documents", amount.documents()}, {"bytes", amount.bytes()}};
    if (tokens)
      json["tokens"] = amount.tokens();
    return json;
  }

  Json steps(const Tally &tally) const {
    Json list = Json::array();
    for (const StepCount &step : stepsOf(tally)) {
      Json rules = Json::object();
      for (const auto &[name, rule] : step.rules) {
        Json entry;
        if (rule->removed().documents())
          entry["removed"] = amount(rule->removed());
        if (rule->cut().documents()) {
          entry["cut"] = amount(rule->cut());
          entry["cuts"] = rule->cuts();
        }
        rules[name] = std::move(entry);
      }
      list.push_back({{"step", step.name}, {"rules", rules}, {"after", amount(step.after)}});
    }
    return list;
  }

  Json counts(const Tally &tally) const {
    Json json = {{"input", amount(tally.input())},
                 {"steps", steps(tally)},
                 {"output", amount(outputOf(tally))},
                 {"bad_records", sorted(tally.bad_records())},
                 {"bad_bytes", tally.bad_bytes()},
                 {"files_passed_over", tally.passed_over()},
                 {"languages", sorted(tally.languages())},
                 {"personal_data_replaced", sorted(tally.personal_data())},
                 {"duplicates_of", sorted(tally.duplicates_of())}};
    json["documents_by_log2_bytes"] = {{"input", list(tally.input_lengths())},
                                       {"output", list(tally.output_lengths())}};
    if (!tally.scores().empty())
      json["documents_by_tenth_of_score"] = list(tally.scores());
    return json;
  }

private:
  static Json sorted(const google::protobuf::Map<std::string, uint64_t> &map) {
    return std::map<std::string, uint64_t>(map.begin(), map.end());
  }
  static Json list(const google::protobuf::RepeatedField<uint64_t> &values) {
    return std::vector<uint64_t>(values.begin(), values.end());
  }

  bool tokens;
};

Json describeSource(const Source &source) {
  Json json = {{"name", source.name()},
               {"kind", Source::Kind_Name(source.kind())},
               {"licence", source.licence()},
               {"licence_status", Source::LicenceStatus_Name(source.licence_status())},
               {"contribution", source.contribution()},
               {"files", std::vector<std::string>(source.files().begin(), source.files().end())}};
  if (source.has_weight())
    json["weight"] = source.weight();
  if (source.has_epochs())
    json["epochs"] = source.epochs();
  return json;
}

/// How much of what is trained on comes from each source.
void addShares(Json &sources, const char *unit) {
  double total = 0;
  std::vector<double> parts;
  for (const Json &source : sources) {
    double amount = source["output"][unit];
    parts.push_back(source.contains("weight") ? source["weight"].get<double>() * (amount > 0)
                                              : amount * source.value("epochs", 1.0));
    total += parts.back();
  }
  for (size_t i = 0; i < parts.size(); ++i)
    sources[i]["training_share"] = total > 0 ? parts[i] / total : 0;
}

std::string hex(uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

} // namespace

Json makeDatasheet(const CorpusFile &file, std::span<const Tally> tallies,
                   const std::optional<TokenizerFacts> &tokenizer, const Json &contamination) {
  Maker maker(tokenizer.has_value());
  Json sources = Json::array();
  Tally all;
  for (int i = 0; i < file.corpus.source_size(); ++i) {
    Json source = describeSource(file.corpus.source(i));
    source["curation"] = file.curations[i].name();
    source.update(maker.counts(tallies[i]));
    sources.push_back(std::move(source));
    merge(all, tallies[i]);
  }
  addShares(sources, tokenizer ? "tokens" : "bytes");
  Json sheet = {{"corpus", file.corpus.name()}, {"corpus_file", file.path}};
  if (tokenizer)
    sheet["tokenizer"] = {{"file", tokenizer->file},
                          {"fingerprint", hex(tokenizer->fingerprint)},
                          {"size", tokenizer->size}};
  sheet["total"] = maker.counts(all);
  sheet["sources"] = std::move(sources);
  sheet["contamination"] = contamination;
  return sheet;
}

namespace {

std::string formatAmount(const Json &amount, const char *key) {
  return amount.contains(key)
             ? formatCount(amount[key].get<double>(), std::string_view(key) == "bytes" ? "B" : "")
             : "-";
}

} // namespace

void printDatasheet(const Json &datasheet, std::ostream &os) {
  TextTable table({"source", "licence", "documents", "kept", "bytes", "kept", "tokens", "share"});
  auto add = [&](const std::string &name, const std::string &licence, const Json &row,
                 const std::string &share) {
    const Json &in = row["input"], &out = row["output"];
    table.add({name, licence, formatCount(in["documents"]),
               formatShare(out["documents"], in["documents"]), formatAmount(in, "bytes"),
               formatShare(out["bytes"], in["bytes"]), formatAmount(out, "tokens"), share});
  };
  for (const Json &source : datasheet["sources"])
    add(source["name"], source["licence"], source, formatShare(source["training_share"], 1));
  add("all", "", datasheet["total"], "");
  table.print(os);
  TextTable rules({"rule", "removed documents", "bytes", "cut from", "bytes"});
  for (const Json &step : datasheet["total"]["steps"])
    for (const auto &[rule, counts] : step["rules"].items()) {
      Json none = {{"documents", 0}, {"bytes", 0}};
      Json removed = counts.value("removed", none), cut = counts.value("cut", none);
      rules.add({rule, formatExact(removed["documents"]), formatAmount(removed, "bytes"),
                 formatExact(cut["documents"]), formatAmount(cut, "bytes")});
    }
  if (!rules.empty()) {
    os << "\n";
    rules.print(os);
  }
}

} // namespace heddle::corpus

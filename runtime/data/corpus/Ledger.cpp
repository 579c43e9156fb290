//===- Ledger.cpp - what happened to the documents of a source --*- C++ -*-===//

#include "runtime/data/corpus/Ledger.h"

#include <algorithm>
#include <bit>
#include <string_view>

namespace heddle::corpus {
namespace {

/// Prefixes of the rules of each step, in the order of the pipeline.
constexpr std::string_view kSteps[] = {
    "normalisation",
    "language",
    "gopher_repetition",
    "gopher_quality",
    "c4",
    "fineweb",
    "unigram",
    "harmful",
    "decontamination",
    "personal_data",
    "classifier",
    "exact.documents",
    "near",
    "exact.paragraphs",
    "exact.lines",
    "substrings",
};

void count(google::protobuf::RepeatedField<uint64_t> &histogram, int place) {
  while (histogram.size() <= place)
    histogram.Add(0);
  histogram.Set(place, histogram.Get(place) + 1);
}

void add(google::protobuf::RepeatedField<uint64_t> &sum,
         const google::protobuf::RepeatedField<uint64_t> &part) {
  while (sum.size() < part.size())
    sum.Add(0);
  for (int i = 0; i < part.size(); ++i)
    sum.Set(i, sum.Get(i) + part.Get(i));
}

void add(google::protobuf::Map<std::string, uint64_t> &sum,
         const google::protobuf::Map<std::string, uint64_t> &part) {
  for (const auto &[key, value] : part)
    sum[key] += value;
}

} // namespace

Amount amountOf(uint64_t documents, int64_t bytes, int64_t tokens) {
  Amount amount;
  amount.set_documents(documents);
  amount.set_bytes(bytes);
  amount.set_tokens(tokens);
  return amount;
}

void addTo(Amount &sum, const Amount &amount, int sign) {
  sum.set_documents(sum.documents() + sign * amount.documents());
  sum.set_bytes(sum.bytes() + sign * amount.bytes());
  sum.set_tokens(sum.tokens() + sign * amount.tokens());
}

void Ledger::input(uint64_t bytes, uint64_t tokens) {
  addTo(*counts.mutable_input(), amountOf(1, bytes, tokens));
  count(*counts.mutable_input_lengths(), std::bit_width(bytes));
}

void Ledger::output(uint64_t bytes) {
  count(*counts.mutable_output_lengths(), std::bit_width(bytes));
}

void Ledger::remove(const std::string &rule, uint64_t bytes, uint64_t tokens) {
  addTo(*(*counts.mutable_rules())[rule].mutable_removed(), amountOf(1, bytes, tokens));
}

void Ledger::cut(const std::string &rule, uint64_t cuts, int64_t bytes, int64_t tokens) {
  Tally::Rule &entry = (*counts.mutable_rules())[rule];
  addTo(*entry.mutable_cut(), amountOf(1, bytes, tokens));
  entry.set_cuts(entry.cuts() + cuts);
}

void Ledger::score(double score) {
  count(*counts.mutable_scores(), std::clamp(int(score * 10), 0, 9));
}

void merge(Tally &sum, const Tally &part) {
  addTo(*sum.mutable_input(), part.input());
  for (const auto &[name, rule] : part.rules()) {
    Tally::Rule &entry = (*sum.mutable_rules())[name];
    addTo(*entry.mutable_removed(), rule.removed());
    addTo(*entry.mutable_cut(), rule.cut());
    entry.set_cuts(entry.cuts() + rule.cuts());
  }
  add(*sum.mutable_bad_records(), part.bad_records());
  sum.set_bad_bytes(sum.bad_bytes() + part.bad_bytes());
  sum.set_passed_over(sum.passed_over() + part.passed_over());
  add(*sum.mutable_languages(), part.languages());
  add(*sum.mutable_personal_data(), part.personal_data());
  add(*sum.mutable_input_lengths(), part.input_lengths());
  add(*sum.mutable_output_lengths(), part.output_lengths());
  add(*sum.mutable_scores(), part.scores());
  add(*sum.mutable_duplicates_of(), part.duplicates_of());
}

std::vector<StepCount> stepsOf(const Tally &tally) {
  std::vector<StepCount> steps;
  Amount left = tally.input();
  for (std::string_view name : kSteps) {
    StepCount step{std::string(name), {}, {}};
    for (const auto &[rule, counts] : tally.rules())
      if (rule.starts_with(name)) {
        step.rules.emplace_back(rule, &counts);
        addTo(left, counts.removed(), -1);
        // Documents that were cut are still there.
        addTo(left, amountOf(0, counts.cut().bytes(), counts.cut().tokens()), -1);
      }
    std::ranges::sort(step.rules);
    step.after = left;
    if (!step.rules.empty())
      steps.push_back(std::move(step));
  }
  return steps;
}

Amount outputOf(const Tally &tally) {
  std::vector<StepCount> steps = stepsOf(tally);
  return steps.empty() ? tally.input() : steps.back().after;
}

} // namespace heddle::corpus

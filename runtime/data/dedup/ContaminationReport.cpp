//===- ContaminationReport.cpp - what a decontamination found -------------===//

#include "runtime/data/dedup/ContaminationReport.h"

#include <algorithm>
#include <utility>

namespace heddle::corpus {

namespace {

using OfBenchmark = ContaminationReport::OfBenchmark;
using Example = ContaminationReport::Example;

constexpr int kExamples = 5; // of a benchmark
constexpr uint64_t kExampleBytes = 200;

/// At most kExampleBytes of whole characters.
std::string beginOf(std::string_view text, const ByteSpan &span) {
  uint64_t end = std::min(span.end, span.begin + kExampleBytes);
  while (end < text.size() && end > span.begin && (text[end] & 0xc0) == 0x80)
    --end;
  return std::string(text.substr(span.begin, end - span.begin));
}

Example exampleOf(const ContaminationIndex &index, DocumentId id, const std::string &name,
                  std::string_view text, const ItemHit &hit) {
  Example example;
  example.set_document(id);
  example.set_name(name);
  example.set_item(index.items()[hit.item].name());
  example.set_words(hit.longestWords);
  example.set_ngrams(hit.ngrams);
  example.set_share(hit.share);
  example.set_text(beginOf(text, hit.longest));
  return example;
}

bool haveSameBenchmarks(const ContaminationReport &a, const ContaminationReport &b) {
  auto isSame = [](const OfBenchmark &x, const OfBenchmark &y) {
    return x.name() == y.name() && x.items() == y.items() &&
           x.compared_items() == y.compared_items();
  };
  return std::equal(a.benchmark().begin(), a.benchmark().end(), b.benchmark().begin(),
                    b.benchmark().end(), isSame);
}

void sortOnce(google::protobuf::RepeatedField<uint32_t> &numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.Truncate(int(std::unique(numbers.begin(), numbers.end()) - numbers.begin()));
}

} // namespace

ContaminationTally::ContaminationTally(const ContaminationIndex &index)
    : index(index), firstItems(size_t(index.options().benchmark_size())),
      isHit(index.items().size()) {
  for (const Benchmark &benchmark : index.options().benchmark())
    counts.add_benchmark()->set_name(benchmark.name());
  for (uint32_t item = uint32_t(index.items().size()); item-- > 0;) {
    uint32_t benchmark = index.items()[item].benchmark;
    firstItems[benchmark] = item;
    OfBenchmark &of = *counts.mutable_benchmark(int(benchmark));
    of.set_items(of.items() + 1);
    of.set_compared_items(of.compared_items() + index.isCompared(item));
  }
}

void ContaminationTally::add(DocumentId id, const std::string &name, std::string_view text,
                             const std::vector<ItemHit> &hits) {
  counts.set_documents(counts.documents() + 1);
  counts.set_hit_documents(counts.hit_documents() + !hits.empty());
  uint32_t last = ~uint32_t(0); // benchmark: items rise, so those of one follow each other
  for (const ItemHit &hit : hits) {
    isHit[hit.item] = true;
    uint32_t benchmark = index.items()[hit.item].benchmark;
    if (std::exchange(last, benchmark) == benchmark)
      continue;
    OfBenchmark &of = *counts.mutable_benchmark(int(benchmark));
    of.set_hit_documents(of.hit_documents() + 1);
    if (of.examples_size() < kExamples)
      *of.add_examples() = exampleOf(index, id, name, text, hit);
  }
}

ContaminationReport ContaminationTally::report() const {
  ContaminationReport report = counts;
  for (uint32_t item = 0; item < isHit.size(); ++item) {
    uint32_t benchmark = index.items()[item].benchmark;
    if (isHit[item])
      report.mutable_benchmark(int(benchmark))->add_hit_items(item - firstItems[benchmark]);
  }
  return report;
}

runtime::Status mergeReport(const ContaminationReport &part, ContaminationReport &report) {
  if (report.benchmark().empty()) {
    report = part;
    return {};
  }
  if (!haveSameBenchmarks(part, report))
    return runtime::error("reports of other benchmarks do not add up",
                          "a part was checked with other items: check it again");
  report.set_documents(report.documents() + part.documents());
  report.set_hit_documents(report.hit_documents() + part.hit_documents());
  for (int i = 0; i < part.benchmark_size(); ++i) {
    const OfBenchmark &from = part.benchmark(i);
    OfBenchmark &to = *report.mutable_benchmark(i);
    to.set_hit_documents(to.hit_documents() + from.hit_documents());
    to.mutable_hit_items()->MergeFrom(from.hit_items());
    sortOnce(*to.mutable_hit_items());
    to.mutable_examples()->MergeFrom(from.examples());
    auto isEarlier = [](const Example &a, const Example &b) { return a.document() < b.document(); };
    std::sort(to.mutable_examples()->begin(), to.mutable_examples()->end(), isEarlier);
    if (to.examples_size() > kExamples)
      to.mutable_examples()->DeleteSubrange(kExamples, to.examples_size() - kExamples);
  }
  return {};
}

} // namespace heddle::corpus

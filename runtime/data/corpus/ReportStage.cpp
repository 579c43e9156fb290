//===- ReportStage.cpp - the datasheet and the mixture ----------*- C++ -*-===//

#include "runtime/data/corpus/Datasheet.h"
#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Ledger.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/ContaminationReport.h"
#include "runtime/data/io/WholeFiles.h"
#include "runtime/data/mixture/mixture.pb.h"
#include "runtime/data/tokens/TokenFile.h"

#include <filesystem>
#include <google/protobuf/text_format.h>
#include <sstream>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// By source; what decontamination found, over all of them.
Result<std::vector<Tally>> sumTallies(const Workshop &shop, ContaminationReport &contamination) {
  std::vector<Tally> sums(shop.corpus().source_size());
  for (uint32_t unit = 0; unit < shop.units(); ++unit)
    for (const char *stage : {"curate", "finish"}) {
      Result<Tally> tally = tallyOf(shop, stage, unit);
      if (!tally)
        return tally.status();
      merge(sums[shop.plan.unit(unit).source()], *tally);
      if (tally->has_contamination())
        if (Status status = mergeReport(tally->contamination(), contamination); !status)
          return status;
    }
  return sums;
}

/// What decontamination found.
Json describeContamination(const ContaminationReport &report) {
  Json list = Json::array();
  for (const ContaminationReport::OfBenchmark &benchmark : report.benchmark()) {
    Json examples = Json::array();
    for (const ContaminationReport::Example &example : benchmark.examples())
      examples.push_back({{"document", example.name()},
                          {"item", example.item()},
                          {"words", example.words()},
                          {"ngrams", example.ngrams()},
                          {"share", example.share()},
                          {"text", example.text()}});
    list.push_back({{"benchmark", benchmark.name()},
                    {"items", benchmark.items()},
                    {"items_compared", benchmark.compared_items()},
                    {"items_hit", benchmark.hit_items_size()},
                    {"documents_hit", benchmark.hit_documents()},
                    {"examples", examples}});
  }
  return list;
}

Status writeDatasheet(const Workshop &shop) {
  ContaminationReport contamination;
  Result<std::vector<Tally>> tallies = sumTallies(shop, contamination);
  if (!tallies)
    return tallies.status();
  std::optional<TokenizerFacts> tokenizer;
  if (shop.tokenizer)
    tokenizer = {shop.corpus().tokenizer(), shop.tokenizer->fingerprint(), shop.tokenizer->size()};
  Json sheet = makeDatasheet(shop.file, *tallies, tokenizer, describeContamination(contamination));
  Status status = writeOutput(shop.folder + "/datasheet.json",
                              sheet.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  if (!status)
    return status;
  std::ostringstream page;
  writeDatasheetPage(sheet, page);
  return writeOutput(shop.folder + "/datasheet.html", page.str());
}

/// The token files, in the proportions of the corpus file. A source of which nothing is left is not
/// in it.
Status writeMixture(const Workshop &shop) {
  if (!shop.tokenizer)
    return {};
  Mixture mixture;
  for (int i = 0; i < shop.corpus().source_size(); ++i) {
    const Source &source = shop.corpus().source(i);
    Result<TokenFile> file = TokenFile::open(tokenFileOf(shop, i));
    if (!file)
      return file.status();
    if (file->size() == 0)
      continue;
    Mixture::Part &part = *mixture.add_part();
    part.set_name(source.name());
    part.set_tokens("tokens/" + source.name() + ".tokens");
    if (source.has_weight())
      part.set_weight(source.weight());
    else
      part.set_epochs(source.has_epochs() ? source.epochs() : 1);
  }
  std::string text;
  google::protobuf::TextFormat::PrintToString(mixture, &text);
  return writeOutput(shop.folder + "/mixture.txtpb", text);
}

/// Records that only the stages needed. The results of the stages stay: they say that it is done.
void removeIntermediates(const Workshop &shop) {
  std::error_code ignored;
  for (const auto &stage : std::filesystem::directory_iterator(shop.work.path(), ignored))
    for (const auto &file : std::filesystem::directory_iterator(stage.path(), ignored))
      if (std::string name = file.path().filename();
          name.starts_with("unit-") || name.ends_with(".tokens") || name.ends_with(".documents"))
        std::filesystem::remove(file.path(), ignored);
}

} // namespace

Status report(const Workshop &shop) {
  return shop.run("datasheet", {0}, [&](uint32_t) -> Result<std::string> {
    for (auto write : {writeDatasheet, writeMixture})
      if (Status status = write(shop); !status)
        return status;
    removeIntermediates(shop);
    return std::string();
  });
}

} // namespace heddle::corpus

//===- CuratorKit.cpp - what curates the documents of all sources ---------===//

#include "runtime/data/corpus/CuratorKit.h"

#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/BenchmarkItems.h"
#include "runtime/data/io/WholeFiles.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

Status CuratorKit::readBenchmarks(const Workshop &shop) {
  Decontamination settings = shop.corpus().decontamination();
  if (settings.benchmark().empty())
    return {};
  for (Benchmark &benchmark : *settings.mutable_benchmark())
    for (std::string &file : *benchmark.mutable_files())
      file = shop.file.resolve(file);
  Result<std::vector<BenchmarkItem>> items = readItems(settings, readInput);
  if (!items)
    return items.status();
  contamination.emplace(settings, std::move(*items));
  return {};
}

Result<std::unique_ptr<CuratorKit>> CuratorKit::create(const Workshop &shop) {
  auto kit = std::make_unique<CuratorKit>();
  if (Status status = kit->readBenchmarks(shop); !status)
    return status;
  const ContaminationIndex *contamination = kit->contamination ? &*kit->contamination : nullptr;
  for (const Curation &curation : shop.file.curations) {
    Result<Curator> curator = Curator::create(curation, shop.file, contamination);
    if (!curator)
      return curator.status();
    kit->curators.push_back(std::move(*curator));
  }
  if (isTaken(shop.file, Taken::Near))
    kit->minHasher.emplace(shop.corpus().deduplication().near());
  return kit;
}

} // namespace heddle::corpus

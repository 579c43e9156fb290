//===- DedupStages.cpp - duplicates are found -------------------*- C++ -*-===//

#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/SubstringTokens.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/Candidates.h"
#include "runtime/data/dedup/Components.h"
#include "runtime/data/dedup/PairCheck.h"
#include "runtime/data/dedup/RecordWriter.h"
#include "runtime/data/dedup/RepeatedRuns.h"
#include "runtime/data/dedup/TextParts.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// A part that writes records: commits them if `fill` succeeds.
template <typename Record, typename Fill>
Result<std::string> writeRecords(const RecordFolder &folder, uint32_t part, const Fill &fill) {
  Result<RecordWriter<Record>> writer = RecordWriter<Record>::create(folder, part);
  if (!writer)
    return writer.status();
  if (Status status = fill(*writer); !status)
    return status;
  if (Status status = writer->commit(); !status)
    return status;
  return std::string();
}

/// A stage over partitions that writes every place of `hashes` but the first of its text.
Status findRepeated(const Workshop &shop, Taken kind, const std::string &hashes) {
  RecordFolder repeated = shop.byDocument(nameOf(kind), shop.partitions());
  return shop.run(nameOf(kind), shop.partitionWork(), [&](uint32_t partition) {
    return writeRecords<RepeatedPlace>(repeated, partition, [&](auto &writer) {
      return forEachRepeated(shop.byHash(hashes), partition, shop.sortOptions(),
                             [&](const RepeatedPlace &place) { writer.add(place); });
    });
  });
}

Status findParts(const Workshop &shop, Taken kind, TextPart part, const std::string &hashes) {
  if (!isTaken(shop.file, kind))
    return {};
  uint32_t minWords = shop.corpus().deduplication().exact().min_words();
  Status status = shop.run(hashes, shop.unitWork(), [&](uint32_t unit) {
    return writeRecords<PlacedHash>(shop.byHash(hashes), unit, [&](auto &writer) {
      return forEachSurvivor(shop, unit, kind, [&](uint32_t index, StoredDocument &document) {
        forEachPartHash(part, document.text(), makeDocumentId(unit, index), minWords,
                        [&](const PlacedHash &hash) { writer.add(hash); });
        return Status();
      });
    });
  });
  return status ? findRepeated(shop, kind, hashes) : status;
}

class NearStages {
public:
  explicit NearStages(const Workshop &shop) : shop(shop) {}

  Status run() {
    if (Status status = pair(); !status)
      return status;
    if (Status status = check(); !status)
      return status;
    return connect();
  }

private:
  Status pair() {
    std::optional<GoneSet> gone;
    return shop.run("pairs", shop.partitionWork(), [&](uint32_t partition) -> Result<std::string> {
      if (!gone) {
        Result<GoneSet> read = GoneSet::read(shop, Taken::Near);
        if (!read)
          return read.status();
        gone = std::move(*read);
      }
      return writeRecords<PairRecord>(pairs(), partition, [&](auto &writer) {
        return writePairs(shop.byHash("bands"), partition,
                          shop.corpus().deduplication().near().neighbours(), shop.sortOptions(),
                          writer, [&](DocumentId id) { return gone->has(id); })
            .status();
      });
    });
  }

  Status check() {
    TextFetcher texts(shop);
    return shop.run("matches", shop.unitWork(), [&](uint32_t unit) {
      return writeRecords<MatchRecord>(matches(), unit, [&](auto &writer) {
        return checkPairs(
                   pairs(), unit, shop.corpus().deduplication().near(), shop.sortOptions(),
                   [&](DocumentId id) { return texts.textOf(id); },
                   shop.corpus().memory_bytes() / 4, writer)
            .status();
      });
    });
  }

  Status connect() {
    return shop.run(nameOf(Taken::Near), {0}, [&](uint32_t) -> Result<std::string> {
      std::vector<uint32_t> documents;
      for (uint32_t unit = 0; unit < shop.units(); ++unit) {
        Result<DocumentStore> store =
            DocumentStore::open(shop.work.file("curate", unit, "documents"));
        if (!store)
          return store.status();
        documents.push_back(uint32_t(store->size()));
      }
      Result<Components> components = Components::create(documents);
      if (!components)
        return components.status();
      Status added;
      Status read = forEachRecord<MatchRecord>(matches(), [&](const MatchRecord &match) {
        if (Status status = components->add(match); !status)
          added = status;
      });
      if (!read || !added)
        return read ? added : read;
      return writeRecords<NearDuplicate>(
          shop.byDocument(nameOf(Taken::Near), 1), 0, [&](auto &writer) {
            components->forEachDuplicate(
                [&](const NearDuplicate &duplicate) { writer.add(duplicate); });
            return Status();
          });
    });
  }

  RecordFolder pairs() const { return shop.byDocument("pairs", shop.partitions()); }
  RecordFolder matches() const {
    return {shop.work.path() + "/matches", shop.units(), /*partitions=*/1};
  }

  const Workshop &shop;
};

class RunStages {
public:
  explicit RunStages(const Workshop &shop)
      : shop(shop), runs(shop.corpus().deduplication().substrings().min_tokens()),
        tokens(shop.tokenizer ? &*shop.tokenizer : nullptr) {}

  Status run() {
    for (auto stage :
         {&RunStages::addSeeds, &RunStages::mark, &RunStages::addWindows, &RunStages::find})
      if (Status status = (this->*stage)(); !status)
        return status;
    return {};
  }

private:
  Status addSeeds() {
    return shop.run("seeds", shop.unitWork(), [&](uint32_t unit) {
      return writeRecords<SeedRecord>(shop.byHash("seeds"), unit, [&](auto &writer) {
        return forEachSurvivor(shop, unit, Taken::Substrings,
                               [&](uint32_t, StoredDocument &document) {
                                 runs.addSeeds(tokens.scan(document.text()), writer);
                                 return Status();
                               });
      });
    });
  }

  Status mark() {
    return shop.run("marked-seeds", shop.partitionWork(), [&](uint32_t partition) {
      return writeRecords<SeedRecord>(marked(), partition, [&](auto &writer) {
        return markSeeds(shop.byHash("seeds"), partition, shop.sortOptions(), writer);
      });
    });
  }

  Status addWindows() {
    std::optional<SeedFilter> filter;
    return shop.run("windows", shop.unitWork(), [&](uint32_t unit) -> Result<std::string> {
      if (!filter) {
        Result<SeedFilter> read = SeedFilter::read(marked(), shop.corpus().memory_bytes());
        if (!read)
          return read.status();
        filter = std::move(*read);
      }
      return writeRecords<PlacedHash>(shop.byHash("windows"), unit, [&](auto &writer) {
        return forEachSurvivor(shop, unit, Taken::Substrings,
                               [&](uint32_t index, StoredDocument &document) {
                                 runs.addWindows(tokens.scan(document.text()),
                                                 makeDocumentId(unit, index), *filter, writer);
                                 return Status();
                               });
      });
    });
  }

  Status find() {
    std::string name = nameOf(Taken::Substrings);
    return shop.run(name, shop.partitionWork(), [&](uint32_t partition) {
      return writeRecords<RepeatedWindow>(
          shop.byDocument(name, shop.partitions()), partition, [&](auto &writer) {
            return writeRepeated(shop.byHash("windows"), partition, shop.sortOptions(), writer);
          });
    });
  }

  RecordFolder marked() const {
    return {shop.work.path() + "/marked-seeds", shop.partitions(), shop.partitions()};
  }

  const Workshop &shop;
  RepeatedRuns runs;
  SubstringTokens tokens;
};

} // namespace

Status findExactDuplicates(const Workshop &shop) {
  return isTaken(shop.file, Taken::Exact) ? findRepeated(shop, Taken::Exact, "documents")
                                          : Status();
}

Status findNearDuplicates(const Workshop &shop) {
  return isTaken(shop.file, Taken::Near) ? NearStages(shop).run() : Status();
}

Status findRepeatedParts(const Workshop &shop) {
  Status status = findParts(shop, Taken::Paragraphs, TextPart::Paragraph, "paragraphs");
  return status ? findParts(shop, Taken::Lines, TextPart::Line, "lines") : status;
}

Status findRepeatedRuns(const Workshop &shop) {
  return isTaken(shop.file, Taken::Substrings) ? RunStages(shop).run() : Status();
}

} // namespace heddle::corpus

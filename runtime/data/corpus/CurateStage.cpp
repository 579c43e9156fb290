//===- CurateStage.cpp - one pass over the text -----------------*- C++ -*-===//

#include "runtime/data/corpus/Curator.h"
#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Ledger.h"
#include "runtime/data/corpus/PlanWork.h"
#include "runtime/data/corpus/RemovalLog.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/MinHash.h"
#include "runtime/data/dedup/NearRecords.h"
#include "runtime/data/dedup/RecordWriter.h"
#include "runtime/data/sources/DocumentReader.h"

#include <cctype>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// What a process makes once for all its units.
struct Equipment {
  std::optional<Contamination> contamination;
  std::vector<std::unique_ptr<Curator>> curators; // by source
  std::optional<MinHasher> minHasher;
  runtime::PieceCache cache;
  std::vector<uint32_t> tokens;

  static Result<std::unique_ptr<Equipment>> create(const Workshop &shop);
};

Result<std::unique_ptr<Equipment>> Equipment::create(const Workshop &shop) {
  auto equipment = std::make_unique<Equipment>();
  if (shop.corpus().decontamination().benchmark_size() > 0) {
    Result<Contamination> read =
        Contamination::read(shop.corpus().decontamination(), shop.file.folder);
    if (!read)
      return read.status();
    equipment->contamination.emplace(std::move(*read));
  }
  const Contamination *contamination =
      equipment->contamination ? &*equipment->contamination : nullptr;
  for (const Curation &curation : shop.file.curations) {
    Result<std::unique_ptr<Curator>> curator = Curator::create(curation, shop.file, contamination);
    if (!curator)
      return curator.status();
    equipment->curators.push_back(std::move(*curator));
  }
  if (isTaken(shop.file, Taken::Near))
    equipment->minHasher.emplace(shop.corpus().deduplication().near());
  return equipment;
}

/// The kind of a problem: its message without what differs from record to record.
std::string kindOf(const std::string &message) {
  std::string kind;
  bool quoted = false;
  for (char c : message) {
    if (c == '\'' && !(quoted = !quoted))
      kind += "'...'";
    else if (!quoted && c != '\'' && !(std::isdigit(uint8_t(c)) && kind.ends_with('#')))
      kind += std::isdigit(uint8_t(c)) ? '#' : c;
  }
  return kind.substr(0, 120);
}

class UnitCuration {
public:
  UnitCuration(const Workshop &shop, Equipment &equipment, uint32_t unit)
      : shop(shop), equipment(equipment), unit(unit), source(shop.sourceOf(unit)),
        curator(*equipment.curators[shop.plan.unit(unit).source()]) {}

  Result<std::string> run() {
    if (Status status = open(); !status)
      return status;
    Result<std::unique_ptr<DocumentReader>> reader =
        DocumentReader::open(source, unitOf(shop.plan.unit(unit), shop.file));
    if (!reader)
      return reader.status();
    for (uint64_t read = 0;;) {
      Item item = (*reader)->next();
      shop.watcher.within((*reader)->bytesRead() - read);
      read = (*reader)->bytesRead();
      if (std::holds_alternative<EndOfUnit>(item))
        break;
      if (Status status = take(item); !status)
        return status;
    }
    return commit();
  }

private:
  Status open() {
    Result<DocumentWriter> documents =
        DocumentWriter::create(shop.work.file("curate", unit, "documents"));
    if (!documents)
      return documents.status();
    kept.emplace(std::move(*documents));
    Result<RemovalWriter> log =
        RemovalWriter::create(shop.unitFile("removed", unit, "curate.jsonl.zst"));
    if (!log)
      return log.status();
    removals.emplace(std::move(*log));
    if (isTaken(shop.file, Taken::Exact))
      if (Status status = openRecords(hashes, "documents"); !status)
        return status;
    return equipment.minHasher ? openRecords(bands, "bands") : Status();
  }

  template <typename Record>
  Status openRecords(std::optional<RecordWriter<Record>> &writer, const std::string &name) {
    Result<RecordWriter<Record>> created = RecordWriter<Record>::create(shop.byHash(name), unit);
    if (created)
      writer.emplace(std::move(*created));
    return created.status();
  }

  Status take(Item &item) {
    if (auto *document = std::get_if<Document>(&item))
      return take(*document);
    if (auto *bad = std::get_if<BadRecord>(&item))
      return take(*bad);
    // Files that are no text are counted; that a WARC holds requests is no news.
    ledger.tally().set_passed_over(ledger.tally().passed_over() + 1);
    return {};
  }

  Status take(const BadRecord &bad) {
    if (shop.corpus().bad_records() == Corpus::STOP)
      return error(bad.str(),
                   bad.why.hint().empty()
                       ? "repair or remove it, or say bad_records: SKIP in the corpus file"
                       : bad.why.hint());
    ++(*ledger.tally().mutable_bad_records())[kindOf(bad.why.message())];
    ledger.tally().set_bad_bytes(ledger.tally().bad_bytes() + bad.bytes.value_or(0));
    RemovalEntry entry;
    entry.kind = RemovalEntry::Kind::BadRecord;
    entry.document = bad.path + "@" + std::to_string(bad.offset);
    entry.source = source.name();
    entry.rule = bad.losesRest ? "rest of the file cannot be read" : "record cannot be read";
    entry.detail = bad.why.message();
    entry.bytes = int64_t(bad.bytes.value_or(0));
    return removals->add(entry);
  }

  Status take(Document &document) {
    uint64_t bytes = document.text.size(), tokens = countTokens(document.text);
    ledger.input(bytes, tokens);
    Passage passage;
    passage.text = std::move(document.text);
    document.text.clear();
    std::optional<Verdict> verdict = curator.curate(passage);
    if (!passage.language.empty())
      ++(*ledger.tally().mutable_languages())[passage.language];
    for (const auto &[kind, count] : passage.personalData)
      (*ledger.tally().mutable_personal_data())[kind] += count;
    if (!std::isnan(passage.score))
      ledger.score(passage.score);
    if (verdict)
      return remove(document, *verdict, bytes, tokens);
    return keep(document, passage, tokens);
  }

  uint64_t countTokens(std::string_view text) {
    if (!shop.tokenizer)
      return 0;
    equipment.tokens.clear();
    shop.tokenizer->encode(text, equipment.tokens, runtime::SpecialText::IsText, &equipment.cache);
    return equipment.tokens.size();
  }

  RemovalEntry entryOf(const Document &document, const std::string &rule) const {
    RemovalEntry entry;
    entry.document = document.name();
    entry.id = document.id;
    entry.url = document.url;
    entry.source = source.name();
    entry.rule = rule;
    return entry;
  }

  /// All of the document goes with the rule, what was cut before too.
  Status remove(const Document &document, const Verdict &verdict, uint64_t bytes, uint64_t tokens) {
    ledger.remove(verdict.rule, bytes, tokens);
    RemovalEntry entry = entryOf(document, verdict.rule);
    entry.value = verdict.value;
    entry.limit = verdict.limit;
    entry.of = verdict.of;
    entry.bytes = int64_t(bytes);
    return removals->add(entry);
  }

  Status keep(const Document &document, Passage &passage, uint64_t tokensBefore) {
    uint64_t tokens = passage.cuts.empty() ? tokensBefore : countTokens(passage.text);
    for (const Passage::Cut &cut : passage.cuts) {
      // What a change of the text does to its tokens cannot be told apart: the last cut gets it.
      bool last = &cut == &passage.cuts.back();
      ledger.cut(cut.rule, cut.count, cut.bytes, last ? int64_t(tokensBefore - tokens) : 0);
      RemovalEntry entry = entryOf(document, cut.rule);
      entry.kind = RemovalEntry::Kind::Cut;
      entry.cuts = cut.count;
      entry.bytes = cut.bytes;
      if (Status status = removals->add(entry); !status)
        return status;
    }
    DocumentId id = makeDocumentId(unit, count++);
    if (hashes)
      hashes->add(PlacedHash::of(passage.text.data(), passage.text.size(), id, 0));
    if (bands)
      for (uint64_t band : equipment.minHasher->signature(passage.text))
        bands->add({band, id});
    StoredDocument stored;
    stored.set_path(document.path);
    stored.set_offset(document.offset);
    stored.set_id(document.id);
    stored.set_url(document.url);
    stored.set_text(std::move(passage.text));
    stored.set_tokens(tokens);
    if (!std::isnan(passage.score))
      stored.set_score(passage.score);
    return kept->add(std::move(stored));
  }

  Result<std::string> commit() {
    if (Status status = kept->commit(); !status)
      return status;
    if (Status status = removals->commit(); !status)
      return status;
    if (hashes)
      if (Status status = hashes->commit(); !status)
        return status;
    if (bands)
      if (Status status = bands->commit(); !status)
        return status;
    return ledger.tally().SerializeAsString();
  }

  const Workshop &shop;
  Equipment &equipment;
  uint32_t unit;
  const Source &source;
  Curator &curator;
  Ledger ledger;
  uint32_t count = 0; // documents kept
  std::optional<DocumentWriter> kept;
  std::optional<RemovalWriter> removals;
  std::optional<RecordWriter<PlacedHash>> hashes;
  std::optional<RecordWriter<BandRecord>> bands;
};

} // namespace

Status curate(const Workshop &shop) {
  std::unique_ptr<Equipment> equipment;
  return shop.run("curate", shop.unitWork(), [&](uint32_t unit) -> Result<std::string> {
    if (!equipment) {
      Result<std::unique_ptr<Equipment>> created = Equipment::create(shop);
      if (!created)
        return created.status();
      equipment = std::move(*created);
    }
    return UnitCuration(shop, *equipment, unit).run();
  });
}

Result<Tally> tallyOf(const Workshop &shop, const std::string &stage, uint32_t unit) {
  Result<std::string> bytes = shop.work.resultOf(stage, unit);
  if (!bytes)
    return bytes.status();
  Tally tally;
  if (!tally.ParseFromString(*bytes))
    return error("'" + shop.work.file(stage, unit, "done") + "' is damaged",
                 "remove the build's folder and build again");
  return tally;
}

Status checkBadRecords(const Workshop &shop) {
  std::vector<uint64_t> bad(shop.corpus().source_size()), all(bad.size());
  for (uint32_t unit = 0; unit < shop.units(); ++unit) {
    Result<Tally> tally = tallyOf(shop, "curate", unit);
    if (!tally)
      return tally.status();
    uint32_t source = shop.plan.unit(unit).source();
    for (const auto &[kind, count] : tally->bad_records())
      bad[source] += count;
    all[source] += tally->input().documents();
  }
  for (size_t i = 0; i < bad.size(); ++i)
    if (double(bad[i]) > shop.corpus().max_bad_share() * double(all[i] + bad[i]))
      return error("source '" + shop.corpus().source(i).name() + "': " + std::to_string(bad[i]) +
                       " of " + std::to_string(all[i] + bad[i]) +
                       " records cannot be read, more than max_bad_share allows",
                   "'" + shop.folder +
                       "/removed' says which and why; repair them, or raise "
                       "max_bad_share");
  return {};
}

} // namespace heddle::corpus

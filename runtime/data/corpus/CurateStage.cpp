//===- CurateStage.cpp - one pass over the text -----------------*- C++ -*-===//

#include "runtime/data/corpus/Curator.h"
#include "runtime/data/corpus/CuratorKit.h"
#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Ledger.h"
#include "runtime/data/corpus/PlanWork.h"
#include "runtime/data/corpus/RemovalLog.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/ContaminationReport.h"
#include "runtime/data/dedup/NearRecords.h"
#include "runtime/data/dedup/RecordWriter.h"
#include "runtime/data/sources/DocumentReader.h"

#include <cctype>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

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
  UnitCuration(const Workshop &shop, CuratorKit &kit, uint32_t unit)
      : shop(shop), kit(kit), unit(unit), source(shop.sourceOf(unit)),
        curator(kit.curators[shop.plan.unit(unit).source()]) {}

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
    if (kit.contamination)
      contaminations.emplace(*kit.contamination);
    if (isTaken(shop.file, Taken::Exact))
      if (Status status = openRecords(hashes, "documents"); !status)
        return status;
    return kit.minHasher ? openRecords(bands, "bands") : Status();
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
      return error(bad.status().message(),
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
    if (Status status = curator.curate(passage); !status)
      return status.at(document.name());
    if (Status status = record(document, passage); !status)
      return status;
    return passage.removal ? remove(document, passage, bytes, tokens)
                           : keep(document, passage, tokens);
  }

  /// What is counted whether the document goes or stays.
  Status record(const Document &document, const Passage &passage) {
    Tally &tally = ledger.tally();
    if (!passage.language.empty())
      ++(*tally.mutable_languages())[std::string(passage.language)];
    if (!std::isnan(passage.score))
      ledger.score(passage.score);
    auto count = [&](const char *kind, uint64_t replaced) {
      if (replaced)
        (*tally.mutable_personal_data())[kind] += replaced;
    };
    count("email addresses", passage.personalData.emails);
    count("IP addresses", passage.personalData.ipAddresses);
    count("phone numbers", passage.personalData.phones);
    count("card numbers", passage.personalData.cards);
    if (contaminations)
      contaminations->add(makeDocumentId(unit, read++), document.name(), passage.hitText,
                          passage.hits);
    if (passage.hits.empty() || shop.corpus().decontamination().action() != Decontamination::REPORT)
      return {};
    RemovalEntry entry = entryOf(document, "decontamination");
    entry.kind = RemovalEntry::Kind::Reported;
    entry.of = itemOf(passage);
    return removals->add(entry);
  }

  /// The first item of a benchmark that the document holds, or nothing.
  std::string itemOf(const Passage &passage) const {
    return passage.hits.empty() ? "" : kit.contamination->items()[passage.hits.front().item].name();
  }

  uint64_t countTokens(std::string_view text) {
    if (!shop.tokenizer)
      return 0;
    kit.tokens.clear();
    shop.tokenizer->encode(text, kit.tokens, runtime::SpecialText::IsText, &kit.cache);
    return kit.tokens.size();
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
  Status remove(const Document &document, const Passage &passage, uint64_t bytes, uint64_t tokens) {
    std::string rule(passage.removal->rule);
    ledger.remove(rule, bytes, tokens);
    RemovalEntry entry = entryOf(document, rule);
    entry.value = passage.removal->value;
    entry.limit = passage.removal->limit;
    entry.of = itemOf(passage);
    if (rule.starts_with("language"))
      entry.detail = "it is in '" + std::string(passage.language) + "'";
    entry.bytes = int64_t(bytes);
    return removals->add(entry);
  }

  Status keep(const Document &document, Passage &passage, uint64_t tokensBefore) {
    const std::vector<Edit> &edits = passage.edits.all();
    uint64_t tokens = edits.empty() ? tokensBefore : countTokens(passage.text);
    for (const Edit &edit : edits) {
      // Which edit changed which tokens cannot be told: the last one gets the difference.
      bool last = &edit == &edits.back();
      std::string rule(edit.rule);
      ledger.cut(rule, edit.count, int64_t(edit.bytes), last ? int64_t(tokensBefore - tokens) : 0);
      RemovalEntry entry = entryOf(document, rule);
      entry.kind = RemovalEntry::Kind::Cut;
      entry.cuts = edit.count;
      entry.bytes = int64_t(edit.bytes);
      if (Status status = removals->add(entry); !status)
        return status;
    }
    DocumentId id = makeDocumentId(unit, count++);
    if (hashes)
      hashes->add(PlacedHash::of(passage.text.data(), passage.text.size(), id, 0));
    if (bands)
      for (uint64_t band : kit.minHasher->signature(passage.text))
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
    if (contaminations)
      *ledger.tally().mutable_contamination() = contaminations->report();
    return ledger.tally().SerializeAsString();
  }

  const Workshop &shop;
  CuratorKit &kit;
  uint32_t unit;
  const Source &source;
  Curator &curator;
  Ledger ledger;
  uint32_t count = 0, read = 0; // documents kept, and all
  std::optional<ContaminationTally> contaminations;
  std::optional<DocumentWriter> kept;
  std::optional<RemovalWriter> removals;
  std::optional<RecordWriter<PlacedHash>> hashes;
  std::optional<RecordWriter<BandRecord>> bands;
};

} // namespace

Status curate(const Workshop &shop) {
  std::unique_ptr<CuratorKit> kit;
  return shop.run("curate", shop.unitWork(), [&](uint32_t unit) -> Result<std::string> {
    if (!kit) {
      Result<std::unique_ptr<CuratorKit>> created = CuratorKit::create(shop);
      if (!created)
        return created.status();
      kit = std::move(*created);
    }
    return UnitCuration(shop, *kit, unit).run();
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

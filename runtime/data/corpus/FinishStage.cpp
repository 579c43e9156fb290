//===- FinishStage.cpp - what is found is done ------------------*- C++ -*-===//

#include "runtime/data/corpus/DocumentStore.h"
#include "runtime/data/corpus/Ledger.h"
#include "runtime/data/corpus/RemovalLog.h"
#include "runtime/data/corpus/Stages.h"
#include "runtime/data/corpus/SubstringTokens.h"
#include "runtime/data/corpus/Survivors.h"
#include "runtime/data/dedup/TextParts.h"
#include "runtime/data/tokens/TokenWriter.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

class UnitFinish {
public:
  UnitFinish(const Workshop &shop, TextFetcher &texts, runtime::PieceCache &cache, uint32_t unit)
      : shop(shop), texts(texts), cache(cache), unit(unit),
        runs(shop.tokenizer ? &*shop.tokenizer : nullptr) {}

  Result<std::string> run() {
    if (Status status = open(); !status)
      return status;
    Result<Takings> read = readTakings(shop, unit, Taken::End);
    if (!read)
      return read.status();
    takings = std::move(*read);
    Result<DocumentStore> store = DocumentStore::open(shop.work.file("curate", unit, "documents"));
    if (!store)
      return store.status();
    Status status = store->forEach([&](uint64_t number, StoredDocument &document) {
      return take(uint32_t(number), document);
    });
    return status ? commit() : status;
  }

private:
  Status open() {
    Result<DocumentWriter> documents =
        DocumentWriter::create(shop.unitFile("documents", unit, "documents"));
    if (!documents)
      return documents.status();
    kept.emplace(std::move(*documents));
    Result<RemovalWriter> log =
        RemovalWriter::create(shop.unitFile("removed", unit, "dedup.jsonl.zst"));
    if (!log)
      return log.status();
    removals.emplace(std::move(*log));
    if (!shop.tokenizer)
      return {};
    // The merged file holds the tokenizer, once.
    Result<TokenWriter> file =
        TokenWriter::create(shop.work.file("finish", unit, "tokens"),
                            originOf(*shop.tokenizer, /*keepsTokenizer=*/false));
    if (file)
      tokenFile.emplace(std::move(*file));
    return file.status();
  }

  Status take(uint32_t index, StoredDocument &document) {
    if (auto found = takings.unselected.find(index); found != takings.unselected.end())
      return removeUnselected(document, found->second);
    if (auto found = takings.exact.find(index); found != takings.exact.end())
      return removeDuplicate(document, Taken::Exact, found->second, 1);
    if (auto found = takings.near.find(index); found != takings.near.end())
      return removeDuplicate(document, Taken::Near, found->second.first, found->second.jaccard());
    lastCut = Taken::End;
    for (auto cut : {&UnitFinish::cutParagraphs, &UnitFinish::cutLines, &UnitFinish::cutRuns})
      if (Status status = (this->*cut)(index, document); !status)
        return status;
    return isSpent(document) ? removeSpent(document) : keep(document);
  }

  RemovalEntry entryOf(const StoredDocument &document, Taken kind) const {
    RemovalEntry entry;
    entry.document = document.path() + "@" + std::to_string(document.offset());
    entry.id = document.id();
    entry.url = document.url();
    entry.source = shop.sourceOf(unit).name();
    entry.rule = nameOf(kind);
    entry.bytes = int64_t(document.text().size());
    return entry;
  }

  Status removeUnselected(const StoredDocument &document, const Unselected &record) {
    ledger.remove(nameOf(Taken::Unselected), document.text().size(), document.tokens());
    RemovalEntry entry = entryOf(document, Taken::Unselected);
    entry.value = std::bit_cast<float>(record.score);
    entry.limit = std::bit_cast<float>(record.limit);
    return removals->add(entry);
  }

  Status removeDuplicate(const StoredDocument &document, Taken kind, DocumentId first,
                         double similarity) {
    ledger.remove(nameOf(kind), document.text().size(), document.tokens());
    ++(*ledger.tally().mutable_duplicates_of())[shop.sourceOf(unitOf(first)).name()];
    RemovalEntry entry = entryOf(document, kind);
    entry.value = similarity;
    if (kind == Taken::Near)
      entry.limit = shop.corpus().deduplication().near().min_jaccard();
    Result<std::string> name = texts.nameOf(first);
    if (!name)
      return name.status();
    entry.of = *name;
    return removals->add(entry);
  }

  Status cutParagraphs(uint32_t index, StoredDocument &document) {
    auto found = takings.paragraphs.find(index);
    return found == takings.paragraphs.end()
               ? Status()
               : cut(document, Taken::Paragraphs, found->second.size(),
                     removeParts(TextPart::Paragraph, document.text(), found->second));
  }
  Status cutLines(uint32_t index, StoredDocument &document) {
    auto found = takings.lines.find(index);
    return found == takings.lines.end()
               ? Status()
               : cut(document, Taken::Lines, found->second.size(),
                     removeParts(TextPart::Line, document.text(), found->second));
  }
  Status cutRuns(uint32_t index, StoredDocument &document) {
    auto found = takings.spans.find(index);
    if (found == takings.spans.end())
      return {};
    runs.scan(document.text());
    return cut(document, Taken::Substrings, found->second.size(),
               runs.cut(document.text(), found->second));
  }

  Status cut(StoredDocument &document, Taken kind, uint64_t cuts, std::string text) {
    lastCut = kind;
    uint64_t tokens = countTokens(text);
    auto bytes = int64_t(document.text().size() - text.size());
    ledger.cut(nameOf(kind), cuts, bytes, int64_t(document.tokens() - tokens));
    RemovalEntry entry = entryOf(document, kind);
    entry.kind = RemovalEntry::Kind::Cut;
    entry.cuts = cuts;
    entry.bytes = bytes;
    document.set_text(std::move(text));
    document.set_tokens(tokens);
    return removals->add(entry);
  }

  uint64_t countTokens(std::string_view text) {
    tokens.clear();
    if (shop.tokenizer)
      shop.tokenizer->encode(text, tokens, runtime::SpecialText::IsText, &cache);
    return tokens.size();
  }

  /// Cuts left nothing, or too little to keep.
  bool isSpent(const StoredDocument &document) {
    if (lastCut == Taken::End)
      return false;
    bool empty = document.text().find_first_not_of(" \t\n\r") == std::string::npos;
    return empty || (lastCut == Taken::Substrings &&
                     runs.scan(document.text()).size() <
                         shop.corpus().deduplication().substrings().min_rest());
  }

  Status removeSpent(const StoredDocument &document) {
    ledger.remove(nameOf(lastCut), document.text().size(), document.tokens());
    RemovalEntry entry = entryOf(document, lastCut);
    entry.detail = "the cuts left too little";
    return removals->add(entry);
  }

  Status keep(StoredDocument &document) {
    ledger.output(document.text().size());
    if (tokenFile) {
      tokens.clear();
      shop.tokenizer->encodeDocument(document.text(), tokens, &cache);
      if (Status status = tokenFile->add(tokens, document.text().size()); !status)
        return status;
    }
    return kept->add(std::move(document));
  }

  Result<std::string> commit() {
    if (Status status = kept->commit(); !status)
      return status;
    if (Status status = removals->commit(); !status)
      return status;
    if (tokenFile)
      if (Status status = tokenFile->finish(); !status)
        return status;
    return ledger.tally().SerializeAsString();
  }

  const Workshop &shop;
  TextFetcher &texts;
  runtime::PieceCache &cache;
  uint32_t unit;
  SubstringTokens runs;
  Takings takings;
  Ledger ledger;
  Taken lastCut = Taken::End; // of the document at hand; End: none
  std::vector<uint32_t> tokens;
  std::optional<DocumentWriter> kept;
  std::optional<RemovalWriter> removals;
  std::optional<TokenWriter> tokenFile;
};

} // namespace

Status finish(const Workshop &shop) {
  TextFetcher texts(shop);
  runtime::PieceCache cache;
  return shop.run("finish", shop.unitWork(),
                  [&](uint32_t unit) { return UnitFinish(shop, texts, cache, unit).run(); });
}

} // namespace heddle::corpus

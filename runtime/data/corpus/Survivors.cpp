//===- Survivors.cpp - documents as earlier stages left them ----*- C++ -*-===//

#include "runtime/data/corpus/Survivors.h"

#include "runtime/data/corpus/SubstringTokens.h"
#include "runtime/data/dedup/TextParts.h"

#include <algorithm>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

bool isTaken(const CorpusFile &file, Taken kind) {
  const Deduplication &dedup = file.corpus.deduplication();
  switch (kind) {
  case Taken::Unselected:
    return std::ranges::any_of(file.curations, [](const Curation &curation) {
      return curation.classifier().has_top_share();
    });
  case Taken::Exact:
    return dedup.exact().documents();
  case Taken::Near:
    return dedup.near().enabled();
  case Taken::Paragraphs:
    return dedup.exact().paragraphs();
  case Taken::Lines:
    return dedup.exact().lines();
  case Taken::Substrings:
    return dedup.substrings().enabled();
  case Taken::End:
    break;
  }
  return false;
}

std::string nameOf(Taken kind) {
  switch (kind) {
  case Taken::Unselected:
    return "classifier.top_share";
  case Taken::Exact:
    return "exact.documents";
  case Taken::Near:
    return "near.min_jaccard";
  case Taken::Paragraphs:
    return "exact.paragraphs";
  case Taken::Lines:
    return "exact.lines";
  case Taken::Substrings:
    return "substrings.min_tokens";
  case Taken::End:
    break;
  }
  return "";
}

namespace {

/// Who writes what a kind takes: parts of sources, partitions, or one.
uint32_t writersOf(const Workshop &shop, Taken kind) {
  return kind == Taken::Unselected ? shop.corpus().source_size()
         : kind == Taken::Near     ? 1
                                   : shop.partitions();
}

RecordFolder folderOf(const Workshop &shop, Taken kind) {
  return shop.byDocument(nameOf(kind), writersOf(shop, kind));
}

/// Reads what stages before `before` took, by kind.
class TakingsReader {
public:
  TakingsReader(const Workshop &shop, uint32_t unit) : shop(shop), unit(unit) {}

  Result<Takings> read(Taken before) {
    for (auto [kind, readKind] : {std::pair(Taken::Unselected, &TakingsReader::readUnselected),
                                  {Taken::Exact, &TakingsReader::readExact},
                                  {Taken::Near, &TakingsReader::readNear},
                                  {Taken::Paragraphs, &TakingsReader::readParagraphs},
                                  {Taken::Lines, &TakingsReader::readLines},
                                  {Taken::Substrings, &TakingsReader::readRuns}})
      if (kind < before && isTaken(shop.file, kind))
        if (Status status = (this->*readKind)(); !status)
          return status;
    return std::move(takings);
  }

private:
  template <typename Record, typename Use> Status forEach(Taken kind, const Use &use) {
    return forEachSorted<Record>(folderOf(shop, kind), unit, shop.sortOptions(),
                                 [&](const Record &record, bool) { use(record); });
  }

  Status readUnselected() {
    return forEach<Unselected>(Taken::Unselected, [&](const Unselected &record) {
      takings.unselected[indexOf(record.id)] = record;
    });
  }
  Status readExact() {
    return forEach<RepeatedPlace>(Taken::Exact, [&](const RepeatedPlace &record) {
      takings.exact[indexOf(record.id)] = record.firstId;
    });
  }
  Status readNear() {
    return forEach<NearDuplicate>(Taken::Near, [&](const NearDuplicate &record) {
      takings.near[indexOf(record.id)] = record;
    });
  }
  Status readParts(Taken kind, std::map<uint32_t, std::vector<uint32_t>> &parts) {
    return forEach<RepeatedPlace>(kind, [&](const RepeatedPlace &record) {
      parts[indexOf(record.id)].push_back(record.place);
    });
  }
  Status readParagraphs() { return readParts(Taken::Paragraphs, takings.paragraphs); }
  Status readLines() { return readParts(Taken::Lines, takings.lines); }
  Status readRuns() {
    return readSpans(
        folderOf(shop, Taken::Substrings), unit,
        shop.corpus().deduplication().substrings().min_tokens(), shop.sortOptions(),
        [&](const RepeatedSpan &span) { takings.spans[indexOf(span.id)].push_back(span); });
  }

  const Workshop &shop;
  uint32_t unit;
  Takings takings;
};

template <typename Parts>
void cutParts(TextPart kind, const Parts &parts, uint32_t document, StoredDocument &stored) {
  if (auto found = parts.find(document); found != parts.end())
    stored.set_text(removeParts(kind, stored.text(), found->second));
}

} // namespace

Result<Takings> readTakings(const Workshop &shop, uint32_t unit, Taken before) {
  return TakingsReader(shop, unit).read(before);
}

Status forEachSurvivor(const Workshop &shop, uint32_t unit, Taken before,
                       const std::function<Status(uint32_t, StoredDocument &)> &use) {
  Result<Takings> takings = readTakings(shop, unit, before);
  if (!takings)
    return takings.status();
  Result<DocumentStore> store = DocumentStore::open(shop.work.file("curate", unit, "documents"));
  if (!store)
    return store.status();
  SubstringTokens tokens(shop.tokenizer ? &*shop.tokenizer : nullptr);
  return store->forEach([&](uint64_t number, StoredDocument &document) {
    uint32_t index = uint32_t(number);
    if (takings->hasGone(index))
      return Status();
    cutParts(TextPart::Paragraph, takings->paragraphs, index, document);
    cutParts(TextPart::Line, takings->lines, index, document);
    if (auto spans = takings->spans.find(index); spans != takings->spans.end()) {
      tokens.scan(document.text());
      document.set_text(tokens.cut(document.text(), spans->second));
    }
    return use(index, document);
  });
}

Result<GoneSet> GoneSet::read(const Workshop &shop, Taken before) {
  GoneSet set;
  set.gone.resize(shop.units());
  auto add = [&](DocumentId id) {
    std::vector<bool> &unit = set.gone[unitOf(id)];
    if (unit.size() <= indexOf(id))
      unit.resize(indexOf(id) + 1);
    unit[indexOf(id)] = true;
  };
  auto readKind = [&]<typename Record>(Taken kind, const Record *) {
    if (kind >= before || !isTaken(shop.file, kind))
      return Status();
    return forEachRecord<Record>(folderOf(shop, kind),
                                 [&](const Record &record) { add(record.id); });
  };
  for (Status status : {readKind(Taken::Unselected, (Unselected *)nullptr),
                        readKind(Taken::Exact, (RepeatedPlace *)nullptr),
                        readKind(Taken::Near, (NearDuplicate *)nullptr)})
    if (!status)
      return status;
  return set;
}

/// Blocks of a few hundred KB of text.
static constexpr size_t kHeldBlocks = 256;
/// Open files.
static constexpr size_t kHeldStores = 128;

Result<const DocumentStore *> TextFetcher::storeOf(uint32_t unit) {
  auto found = stores.find(unit);
  if (found == stores.end()) {
    Result<DocumentStore> store = DocumentStore::open(shop.work.file("curate", unit, "documents"));
    if (!store)
      return store.status();
    if (stores.size() == kHeldStores)
      stores.erase(stores.begin());
    found = stores.emplace(unit, std::move(*store)).first;
  }
  return &found->second;
}

Result<std::string> TextFetcher::textOf(DocumentId id) {
  Result<const DocumentStore *> store = storeOf(unitOf(id));
  if (!store)
    return store.status();
  std::pair key(unitOf(id), (*store)->blockOf(indexOf(id)));
  auto found = blocks.find(key);
  if (found == blocks.end()) {
    Result<DocumentBlock> block = (*store)->read(key.second);
    if (!block)
      return block.status();
    if (order.size() == kHeldBlocks) {
      blocks.erase(order.front());
      order.pop_front();
    }
    order.push_back(key);
    found = blocks.emplace(key, std::move(*block)).first;
  }
  return found->second.document(indexOf(id) - (*store)->firstOf(key.second)).text();
}

Result<std::string> TextFetcher::nameOf(DocumentId id) {
  Result<const DocumentStore *> store = storeOf(unitOf(id));
  return store ? Result<std::string>((*store)->nameOf(indexOf(id))) : store.status();
}

} // namespace heddle::corpus

//===- Why.cpp - the fate of one document -----------------------*- C++ -*-===//

#include "runtime/data/corpus/Why.h"

#include "runtime/base/Format.h"
#include "runtime/data/corpus/DocumentStore.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

Result<std::vector<std::string>> filesIn(const std::string &folder) {
  std::error_code problem;
  std::vector<std::string> files;
  for (const auto &file : std::filesystem::directory_iterator(folder, problem))
    if (!file.path().filename().string().starts_with("."))
      files.push_back(file.path());
  if (problem)
    return error("'" + folder + "': " + problem.message(),
                 "give the folder that `heddle-corpus build --out` made");
  std::ranges::sort(files);
  return files;
}

/// A name that is taken apart: the file, and the offset in it if there is one.
struct Place {
  std::string path;
  uint64_t offset = 0;

  static std::optional<Place> parse(const std::string &name) {
    size_t at = name.rfind('@');
    Place place;
    if (at == std::string::npos)
      return std::nullopt;
    place.path = name.substr(0, at);
    const char *end = name.data() + name.size();
    auto [stop, problem] = std::from_chars(name.data() + at + 1, end, place.offset);
    return problem == std::errc() && stop == end ? std::optional(place) : std::nullopt;
  }
};

class Search {
public:
  explicit Search(const std::string &name) : name(name), wanted(Place::parse(name)) {}

  Status readLogs(const std::string &folder) {
    return readAllRemovals(folder, [&](const RemovalEntry &entry) {
      if (isNamed(entry.document, entry.id, entry.url))
        fate.entries.push_back(entry);
      return true;
    });
  }

  Status readDocuments(const std::string &folder) {
    Result<std::vector<std::string>> files = filesIn(folder);
    if (!files)
      return files.status();
    for (const std::string &file : *files)
      if (Status status = readStore(file); !status || fate.kept)
        return status;
    return {};
  }

  Result<Fate> finish() {
    if (!fate.entries.empty() || fate.kept)
      return std::move(fate);
    return error("no document is called '" + name + "'",
                 nearest ? "the record before that place is '" + *nearest + "'"
                         : "a name is PATH@OFFSET as the records in removed/ have it, or the id or "
                           "URL of a record");
  }

private:
  bool isNamed(const std::string &document, const std::string &id, const std::string &url) {
    if (document == name || id == name || url == name)
      return true;
    if (std::optional<Place> place = wanted ? Place::parse(document) : std::nullopt;
        place && place->path == wanted->path && place->offset <= wanted->offset &&
        (!nearest || place->offset > nearestOffset)) {
      nearest = document;
      nearestOffset = place->offset;
    }
    return false;
  }

  Status readStore(const std::string &path) {
    Result<DocumentStore> store = DocumentStore::open(path);
    if (!store)
      return store.status();
    return store->forEach([&](uint64_t number, StoredDocument &document) {
      std::string place = document.path() + "@" + std::to_string(document.offset());
      if (!fate.kept && isNamed(place, document.id(), document.url()))
        fate.kept = {place,  document.id(),          document.url(),   path,
                     number, document.text().size(), document.tokens()};
      return Status();
    });
  }

  const std::string &name;
  std::optional<Place> wanted;
  std::optional<std::string> nearest;
  uint64_t nearestOffset = 0;
  Fate fate;
};

} // namespace

Status readAllRemovals(const std::string &folder,
                       const std::function<bool(const RemovalEntry &)> &use) {
  Result<std::vector<std::string>> files = filesIn(folder + "/removed");
  if (!files)
    return files.status();
  bool goesOn = true;
  for (const std::string &file : *files) {
    Status status =
        readRemovals(file, [&](const RemovalEntry &entry) { return goesOn = use(entry); });
    if (!status || !goesOn)
      return status;
  }
  return {};
}

Result<Fate> explainDocument(const std::string &folder, const std::string &name) {
  Search search(name);
  if (Status status = search.readLogs(folder); !status)
    return status;
  if (Status status = search.readDocuments(folder + "/documents"); !status)
    return status;
  return search.finish();
}

std::string describe(const RemovalEntry &entry) {
  std::string text;
  switch (entry.kind) {
  case RemovalEntry::Kind::Removed:
    text = "removed by " + entry.rule;
    break;
  case RemovalEntry::Kind::Cut:
    text = "cut by " + entry.rule + ": " + std::to_string(entry.cuts) + " places, " +
           std::to_string(entry.bytes) + " bytes";
    break;
  case RemovalEntry::Kind::BadRecord:
    text = "could not be read";
    break;
  case RemovalEntry::Kind::Reported:
    text = "reported by " + entry.rule;
    break;
  }
  if (std::isfinite(entry.value))
    text += ": " + formatNumber("%.6g", entry.value);
  if (std::isfinite(entry.limit))
    text += " (limit " + formatNumber("%.6g", entry.limit) + ")";
  if (!entry.of.empty())
    text += ", like " + entry.of;
  if (!entry.detail.empty())
    text += ": " + entry.detail;
  return text;
}

std::string describe(const KeptDocument &kept) {
  return "kept: document " + std::to_string(kept.number) + " of " + kept.file + ", " +
         std::to_string(kept.bytes) + " bytes" +
         (kept.tokens ? ", " + std::to_string(kept.tokens) + " tokens" : "");
}

} // namespace heddle::corpus

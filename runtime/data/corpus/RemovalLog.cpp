//===- RemovalLog.cpp - why each document went ------------------*- C++ -*-===//

#include "runtime/data/corpus/RemovalLog.h"

#include "runtime/data/io/InputFile.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

namespace heddle::corpus {

using Json = nlohmann::ordered_json;
using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

constexpr std::array kKinds = {"removed", "cut", "bad record", "reported"};

void set(Json &line, const char *key, const std::string &value) {
  if (!value.empty())
    line[key] = value;
}

void set(Json &line, const char *key, double value) {
  if (std::isfinite(value))
    line[key] = value;
}

Json toJson(const RemovalEntry &entry) {
  Json line;
  line["document"] = entry.document;
  set(line, "id", entry.id);
  set(line, "url", entry.url);
  line["source"] = entry.source;
  line["what"] = kKinds[size_t(entry.kind)];
  line["rule"] = entry.rule;
  set(line, "value", entry.value);
  set(line, "limit", entry.limit);
  set(line, "of", entry.of);
  set(line, "detail", entry.detail);
  if (entry.cuts)
    line["cuts"] = entry.cuts;
  line["bytes"] = entry.bytes;
  return line;
}

RemovalEntry fromJson(const Json &line) {
  RemovalEntry entry;
  std::string kind = line.at("what");
  entry.kind = RemovalEntry::Kind(std::ranges::find(kKinds, kind) - kKinds.begin());
  entry.document = line.at("document");
  entry.id = line.value("id", "");
  entry.url = line.value("url", "");
  entry.source = line.at("source");
  entry.rule = line.at("rule");
  entry.value = line.value("value", double{NAN});
  entry.limit = line.value("limit", double{NAN});
  entry.of = line.value("of", "");
  entry.detail = line.value("detail", "");
  entry.cuts = line.value("cuts", uint64_t{0});
  entry.bytes = line.at("bytes");
  return entry;
}

} // namespace

Result<RemovalWriter> RemovalWriter::create(const std::string &path) {
  Result<OutputFile> file = OutputFile::create(path, {.zstd = true});
  return file ? Result<RemovalWriter>(RemovalWriter(std::move(*file))) : file.status();
}

std::string formatEntry(const RemovalEntry &entry) {
  // Names of files need not be UTF-8.
  return toJson(entry).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status RemovalWriter::add(const RemovalEntry &entry) { return file.write(formatEntry(entry)); }

Status readRemovals(const std::string &path, const std::function<bool(const RemovalEntry &)> &use) {
  Result<InputFile> file = InputFile::open(path);
  if (!file)
    return file.status();
  std::string pending;
  std::vector<char> piece(1 << 18);
  while (true) {
    Result<size_t> count = file->read(piece);
    if (!count)
      return count.status();
    if (*count == 0)
      return {};
    pending.append(piece.data(), *count);
    size_t begin = 0;
    for (size_t end; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
      Json line = Json::parse(pending.begin() + begin, pending.begin() + end, nullptr, false);
      if (line.is_discarded())
        return error("'" + path + "' is damaged: a line is no JSON");
      if (!use(fromJson(line)))
        return {};
    }
    pending.erase(0, begin);
  }
}

} // namespace heddle::corpus

//===- Why.cpp - heddle-corpus why, removed, export ----------------------*- C++ -*-===//

#include "runtime/data/corpus/Why.h"
#include "runtime/data/corpus/Datasheet.h"
#include "runtime/data/corpus/DocumentStore.h"
#include "tools/heddle-corpus/Commands.h"

#include <filesystem>
#include <iostream>
#include <memory>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

Status why(const std::string &folder, const std::string &name) {
  Result<Fate> fate = explainDocument(folder, name);
  if (!fate)
    return fate.status();
  const std::string &document = fate->kept ? fate->kept->document : fate->entries.front().document;
  std::cout << document << "\n";
  for (const RemovalEntry &entry : fate->entries)
    std::cout << "  " << entry.source << ": " << describe(entry) << "\n";
  if (fate->kept)
    std::cout << "  " << describe(*fate->kept) << "\n";
  return {};
}

Status printRemoved(const std::string &folder, const std::string &rule, uint64_t most) {
  uint64_t printed = 0;
  return readAllRemovals(folder, [&](const RemovalEntry &entry) {
    if (!entry.rule.starts_with(rule))
      return true;
    std::cout << formatEntry(entry);
    return ++printed != most;
  });
}

/// One file of documents as lines of JSON.
Status exportStore(const std::string &path, OutputFile &out) {
  Result<DocumentStore> store = DocumentStore::open(path);
  if (!store)
    return store.status();
  return store->forEach([&](uint64_t, StoredDocument &document) {
    Json line = {{"text", document.text()},
                 {"document", document.path() + "@" + std::to_string(document.offset())}};
    if (!document.id().empty())
      line["id"] = document.id();
    if (!document.url().empty())
      line["url"] = document.url();
    return out.write(line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  });
}

Status exportCorpus(const std::string &folder, const std::string &path) {
  Result<OutputFile> out = OutputFile::create(path, {.zstd = path.ends_with(".zst")});
  if (!out)
    return out.status();
  std::vector<std::string> files;
  std::error_code problem;
  for (const auto &file : std::filesystem::directory_iterator(folder + "/documents", problem))
    if (file.path().extension() == ".documents")
      files.push_back(file.path());
  if (problem)
    return error("'" + folder + "/documents': " + problem.message(),
                 "give the folder that `heddle-corpus build --out` made");
  std::ranges::sort(files);
  for (const std::string &file : files)
    if (Status status = exportStore(file, *out); !status)
      return status;
  return out->commit();
}

} // namespace

Run addWhy(CLI::App &app) {
  CLI::App *command = app.add_subcommand("why", "what became of a document, and why");
  auto folder = std::make_shared<std::string>(), name = std::make_shared<std::string>();
  command->add_option("folder", *folder, "folder of the corpus")->required();
  command->add_option("document", *name, "PATH@OFFSET, or the id or URL of a record")->required();
  return [=] { return why(*folder, *name); };
}

Run addRemoved(CLI::App &app) {
  CLI::App *command =
      app.add_subcommand("removed", "print what was removed or cut and why, as JSON lines");
  auto folder = std::make_shared<std::string>(), rule = std::make_shared<std::string>();
  auto most = std::make_shared<uint64_t>(0);
  command->add_option("folder", *folder, "folder of the corpus")->required();
  command->add_option("--rule", *rule, "only by rules that begin so: gopher_quality, near");
  command->add_option("--most", *most, "so many lines; 0: all")->capture_default_str();
  return [=] { return printRemoved(*folder, *rule, *most); };
}

Run addExport(CLI::App &app) {
  CLI::App *command = app.add_subcommand("export", "write the kept documents as JSON lines");
  auto folder = std::make_shared<std::string>(), path = std::make_shared<std::string>();
  command->add_option("folder", *folder, "folder of the corpus")->required();
  command->add_option("--out", *path, "file to write; .zst is compressed")->required();
  return [=] { return exportCorpus(*folder, *path); };
}

} // namespace heddle::corpus

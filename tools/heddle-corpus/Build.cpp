//===- Build.cpp - heddle-corpus build, check, datasheet --------*- C++ -*-===//

#include "runtime/data/corpus/Build.h"
#include "runtime/base/Format.h"
#include "runtime/data/corpus/Datasheet.h"
#include "runtime/data/corpus/PlanWork.h"
#include "runtime/data/io/WholeFiles.h"
#include "tools/heddle-corpus/Commands.h"
#include "tools/heddle-corpus/Workers.h"

#include <iostream>
#include <memory>
#include <thread>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

Result<Json> readDatasheet(const std::string &folder) {
  Result<std::string> text = readInput(folder + "/datasheet.json");
  if (!text)
    return Status::error(text.status().message(),
                         "give the folder that `heddle-corpus build --out` made");
  Json sheet = Json::parse(*text, nullptr, false);
  return sheet.is_discarded() ? Result<Json>(error("'" + folder + "/datasheet.json' is no JSON"))
                              : Result<Json>(std::move(sheet));
}

Status printSummary(const std::string &folder) {
  Result<Json> sheet = readDatasheet(folder);
  if (!sheet)
    return sheet.status();
  printDatasheet(*sheet, std::cout);
  std::cout << "\n" << folder << "/datasheet.html shows it all\n";
  return {};
}

struct BuildOptions {
  std::string file, folder;
  unsigned jobs = 1;
};

Status build(const BuildOptions &options) {
  Result<CorpusFile> file = readCorpusFile(options.file);
  if (!file)
    return file.status();
  Status status = runWorkers(
      options.jobs, [&](Watcher &watcher) { return buildCorpus(*file, options.folder, watcher); });
  return status && isFirstProcess() ? printSummary(options.folder) : status;
}

Status check(const std::string &path, Helpers helpers) {
  Result<CorpusFile> file = readCorpusFile(path, helpers);
  if (!file)
    return file.status();
  Result<std::vector<Plan::Unit>> units = planUnits(*file);
  if (!units)
    return units.status();
  TextTable table({"source", "kind", "licence", "curation", "files", "bytes", "units"});
  for (int i = 0; i < file->corpus.source_size(); ++i) {
    const Source &source = file->corpus.source(i);
    uint64_t files = 0, bytes = 0, parts = 0;
    std::string last;
    for (const Plan::Unit &unit : *units)
      if (int(unit.source()) == i) {
        ++parts;
        bytes += unit.end() - unit.begin();
        for (const Plan::File &text : unit.file()) {
          files += text.path() != last;
          last = text.path();
        }
      }
    table.add({source.name(), Source::Kind_Name(source.kind()), source.licence(),
               file->curations[i].name(), formatExact(files), formatCount(double(bytes), "B"),
               formatExact(parts)});
  }
  table.print(std::cout);
  return {};
}

} // namespace

Run addBuild(CLI::App &app) {
  CLI::App *command = app.add_subcommand(
      "build", "curate, deduplicate, tokenize; goes on where an earlier build was stopped");
  auto options = std::make_shared<BuildOptions>();
  command->add_option("corpus", options->file, "corpus file (text Protobuf)")->required();
  command->add_option("--out", options->folder, "folder of the corpus")->required();
  command
      ->add_option("-j,--jobs", options->jobs,
                   "processes; more may join with the same command, from other machines too")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  return [options] { return build(*options); };
}

Run addCheck(CLI::App &app) {
  CLI::App *command = app.add_subcommand("check", "check a corpus file and list its sources");
  auto file = std::make_shared<std::string>();
  auto helpers = std::make_shared<bool>(false);
  command->add_option("corpus", *file, "corpus file (text Protobuf)")->required();
  command->add_flag("--without-models", *helpers,
                    "the tokenizer, tables and models that it names need not be there yet");
  return [=] { return check(*file, *helpers ? Helpers::MayBeMissing : Helpers::MustBeThere); };
}

Run addDatasheet(CLI::App &app) {
  CLI::App *command = app.add_subcommand("datasheet", "print the summary of a corpus");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "folder of the corpus")->required();
  return [folder] { return printSummary(*folder); };
}

} // namespace heddle::corpus

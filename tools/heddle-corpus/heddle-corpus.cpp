//===- heddle-corpus.cpp - from raw text to training data -------*- C++ -*-===//
//
//   heddle-corpus build corpus.txtpb --out corpus -j 8
//   heddle-corpus why corpus web.jsonl.zst@12345
//
// Exit status: 0; 1 after an error; that of CLI11 (100 and more) for a wrong command line.
//
//===----------------------------------------------------------------------===//

#include "runtime/base/Log.h"
#include "runtime/base/StandardFiles.h"
#include "tools/heddle-corpus/Commands.h"

#include <csignal>

using namespace heddle;
using namespace heddle::corpus;

int main(int argc, char **argv) {
  runtime::holdStandardFiles();
  // A file that grows beyond what is allowed is an error of write(), which says so.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("From raw text to curated, deduplicated, tokenized, mixed training data.",
               "heddle-corpus");
  app.require_subcommand(1);
  std::vector<Run> commands;
  for (auto add :
       {addBuild, addCheck, addWhy, addRemoved, addDatasheet, addExport, addTrainTokenizer,
        addEncode, addDecode, addConvert, addVerify, addCountWords, addTrainClassifier, addScore})
    commands.push_back(add(app));
  CLI11_PARSE(app, argc, argv);

  // Subcommands stand in the order in which they were added.
  auto all = app.get_subcommands([](CLI::App *) { return true; });
  size_t chosen = std::ranges::find(all, app.get_subcommands().front()) - all.begin();
  runtime::Status status = commands[chosen]();
  if (status)
    status = runtime::flushOutput();
  if (!status) {
    runtime::logError(status);
    return 1;
  }
  return 0;
}

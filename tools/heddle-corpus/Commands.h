//===- Commands.h - the subcommands -----------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_CORPUS_COMMANDS_H
#define HEDDLE_TOOLS_HEDDLE_CORPUS_COMMANDS_H

#include "runtime/base/Status.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace heddle::corpus {

/// What a subcommand does once its options are read.
using Run = std::function<runtime::Status()>;

/// Each adds a subcommand to `app` and gives what runs it.
Run addBuild(CLI::App &app);
Run addCheck(CLI::App &app);
Run addWhy(CLI::App &app);
Run addRemoved(CLI::App &app);
Run addDatasheet(CLI::App &app);
Run addExport(CLI::App &app);
Run addTrainTokenizer(CLI::App &app);
Run addEncode(CLI::App &app);
Run addDecode(CLI::App &app);
Run addConvert(CLI::App &app);
Run addVerify(CLI::App &app);
Run addCountWords(CLI::App &app);
Run addTrainClassifier(CLI::App &app);
Run addScore(CLI::App &app);

} // namespace heddle::corpus

#endif // HEDDLE_TOOLS_HEDDLE_CORPUS_COMMANDS_H

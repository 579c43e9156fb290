//===- Commands.h - the subcommands -----------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_COMMANDS_H
#define HEDDLE_TOOLS_HEDDLE_RUN_COMMANDS_H

#include "runtime/base/Status.h"
#include "tools/heddle-run/Options.h"

namespace heddle::run {

runtime::Status train(const TrainOptions &options);
runtime::Status eval(const EvalOptions &options);
runtime::Status generate(const GenerateOptions &options);

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_COMMANDS_H

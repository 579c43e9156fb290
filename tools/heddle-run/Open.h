//===- Open.h - a program ready to run --------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_OPEN_H
#define HEDDLE_TOOLS_HEDDLE_RUN_OPEN_H

#include "runtime/checkpoint/Checkpoint.h"
#include "runtime/executor/Session.h"
#include "tools/heddle-run/Options.h"

#include <memory>

namespace heddle::run {

/// Loads and checks the program, and starts its ranks.
runtime::Result<std::unique_ptr<runtime::Session>> openSession(const CommonOptions &options);

/// The state of its ranks, for checkpoints.
runtime::RankState stateOf(runtime::Session &session);

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_OPEN_H

//===- Workers.h - several processes for one command ------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_CORPUS_WORKERS_H
#define HEDDLE_TOOLS_HEDDLE_CORPUS_WORKERS_H

#include "runtime/data/corpus/Stage.h"

#include <functional>

namespace heddle::corpus {

/// Of processes that mpirun or Slurm started for one step the first; it speaks for all.
bool isFirstProcess();

/// Runs `work` in `count` processes and shows how far they are. A process that fails has said why;
/// the others are stopped then. SIGINT and SIGTERM stop all: what was finished stays finished.
runtime::Status runWorkers(unsigned count, const std::function<runtime::Status(Watcher &)> &work);

} // namespace heddle::corpus

#endif // HEDDLE_TOOLS_HEDDLE_CORPUS_WORKERS_H

//===- Threads.h - ranks that are threads of one process --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_THREADS_H
#define HEDDLE_RUNTIME_COMM_THREADS_H

#include "runtime/comm/Communicator.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace heddle::runtime {

struct ThreadsOptions {
  /// A send blocks until its receive is posted, as the proof of a program assumes. Otherwise it is
  /// buffered.
  bool rendezvous = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(5);
  /// How errors name a rank; "rank 3" if empty.
  std::vector<std::string> names;
};

/// One communicator for each of `size` threads. They keep what they share alive.
std::vector<std::unique_ptr<Communicator>> makeThreadCommunicators(uint32_t size,
                                                                   ThreadsOptions options = {});

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_THREADS_H

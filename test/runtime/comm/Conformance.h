//===- Conformance.h - what every communicator must do ----------*- C++ -*-===//
//
// The suite is in ConformanceTest.cpp. A new communicator adds itself to its list of kinds.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_RUNTIME_COMM_CONFORMANCE_H
#define HEDDLE_TEST_RUNTIME_COMM_CONFORMANCE_H

#include "runtime/comm/Communicator.h"

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace heddle::test {

using runtime::Communicator;
using runtime::Status;

struct CommunicatorKind {
  const char *name;
  /// The communicators of `size` ranks, each to be used on its own thread.
  std::function<std::vector<std::unique_ptr<Communicator>>(uint32_t size,
                                                           std::chrono::milliseconds timeout)>
      make;
  bool buffersSends;
};

/// Runs `body` for every rank on its thread; its Status ends the rank and, if it is an error, is
/// told to the peers. Returns the Status of each rank.
inline std::vector<Status> runRanks(const CommunicatorKind &kind, uint32_t size,
                                    const std::function<Status(Communicator &)> &body,
                                    std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
  auto communicators = kind.make(size, timeout);
  std::vector<Status> results(size);
  std::vector<std::thread> threads;
  for (uint32_t rank = 0; rank < size; ++rank)
    threads.emplace_back([&, rank] {
      results[rank] = body(*communicators[rank]);
      if (!results[rank].ok())
        communicators[rank]->abort(results[rank]);
    });
  for (std::thread &thread : threads)
    thread.join();
  return results;
}

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_COMM_CONFORMANCE_H

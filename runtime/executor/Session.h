//===- Session.h - all ranks of a program in this process -------*- C++ -*-===//
//
// What tools use: open a program, run its entries, read and write its state. Inputs and
// outputs are global arrays; the session hands each rank its part.
//
//   auto session = Session::open(std::move(program), {});
//   (*session)->run("init", {{"seed", seed}});
//   auto out = (*session)->run("train", {{"tokens", tokens}, {"targets", targets}, {"weights",
//   weights}}); double loss = out->at("loss").at(0);
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_SESSION_H
#define HEDDLE_RUNTIME_EXECUTOR_SESSION_H

#include "runtime/base/Status.h"
#include "runtime/executor/Counters.h"
#include "runtime/executor/ShardMap.h"
#include "runtime/executor/Tensor.h"

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace heddle::runtime {

struct SessionOptions {
  /// Sends block until they are received: nothing is buffered. (The default may buffer.)
  bool rendezvous = false;
  /// Per-kind times, calls and bytes in Counters.
  bool profile = false;
  /// How long a rank waits for another inside one operation before the run fails.
  std::chrono::milliseconds timeout = std::chrono::minutes(5);
};

using Tensors = std::map<std::string, Tensor>;

class Session {
public:
  /// Checks the target, starts one thread per rank, allocates and zeroes the arenas. The program
  /// must be one that loadProgram() or validateProgram() accepted.
  static Result<std::unique_ptr<Session>> open(program::Program program,
                                               SessionOptions options = {});
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  const program::Program &program() const;
  const ShardMap &shardMap() const;
  bool hasEntry(const std::string &entry) const;

  /// The global shape and type of what an entry takes and gives. Batched ports are [global batch,
  /// ...].
  Result<Tensors> inputsOf(const std::string &entry) const;
  Result<Tensors> outputsOf(const std::string &entry) const;

  /// Runs `entry` on all ranks. `inputs` must have exactly the entry's names, shapes and types.
  /// Returns its outputs, or the first error; after an error inside a rank the session is lost and
  /// every later run gives the same error.
  Result<Tensors> run(const std::string &entry, const Tensors &inputs);

  /// State between runs (not during one).
  std::span<std::byte> arena(uint32_t rank);
  ShardMap::ArenaOf arenas();
  Result<Tensor> read(const StateName &name);
  Status write(const StateName &name, const Tensor &tensor);

  const Counters &counters(uint32_t rank) const;
  void resetCounters();
  void setProfiling(bool on);

  /// Makes the rank fail at the start of its next row, as a crash would; peers must notice. For
  /// tests and drills.
  void injectFailure(uint32_t rank);

private:
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_SESSION_H

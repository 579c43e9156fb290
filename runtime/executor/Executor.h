//===- Executor.h - one rank walks its tables -------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_EXECUTOR_EXECUTOR_H
#define HEDDLE_RUNTIME_EXECUTOR_EXECUTOR_H

#include "runtime/comm/Communicator.h"
#include "runtime/device/Device.h"
#include "runtime/executor/BoundSegment.h"
#include "runtime/executor/Counters.h"
#include "runtime/program/Mesh.h"

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace heddle::runtime {

/// A rank: its device, its arena, its communicator. Used from one thread, except where said.
class Executor {
public:
  /// The program must be valid and outlive the executor; the device must have its kernels.
  static Result<std::unique_ptr<Executor>> create(const program::Program &program,
                                                  std::unique_ptr<Device> device,
                                                  std::unique_ptr<Communicator> communicator);

  /// Once, on the thread that will call run().
  void attachThread() { device->attachThread(); }

  /// Runs the rows of an entry. An error says rank, entry, row and the line of the spec; the peers
  /// were told.
  Status run(const program::Entry &entry);

  std::span<std::byte> arena() const { return memory; }
  program::Coordinates coordinates() const { return at; }
  Communicator &peers() { return *communicator; }

  Counters counters;
  bool profile = false;

  /// From any thread: fail at the start of the next row.
  void injectFailure() { failNext.store(true, std::memory_order_relaxed); }

private:
  Executor(const program::Program &program, std::unique_ptr<Device> device,
           std::unique_ptr<Communicator> communicator);

  template <bool Profile> Status runRows(const program::Entry &entry);
  template <bool Profile> Status runRow(const program::Row &row, size_t &instruction);
  Status execute(const BoundInstruction &instruction);
  Status execute(const BoundGemm &gemm);
  Status execute(const BoundLaunch &launch);
  Status execute(const BoundAttention &attention);
  Status execute(const BoundCollective &collective);
  Status execute(const BoundExchange &exchange);
  Status execute(const BoundFill &fill);
  Status execute(const BoundCopy &copy);
  void *resolve(BoundRef ref) const { return memory.data() + bases[ref.frame] + ref.offset; }
  int64_t resolve(BoundScalar scalar) const {
    return int64_t(scalar.constant +
                   (scalar.rowScalar ? uint64_t(scalars[scalar.rowScalar - 1]) : 0));
  }
  std::string describe(const program::Entry &entry, int row, size_t instruction) const;

  const program::Program &program;
  std::unique_ptr<Device> device;
  std::unique_ptr<Communicator> communicator;
  const program::Coordinates at;
  std::span<std::byte> memory;
  std::vector<BoundSegment> segments; // by number; empty for those of other stages
  std::atomic<bool> failNext = false;

  // Of the row that runs.
  const uint64_t *bases = nullptr;
  const int64_t *scalars = nullptr;
  std::vector<void *> argBuffer;
  std::vector<int64_t> scalarBuffer;
  std::vector<Message> sendBuffer, receiveBuffer;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_EXECUTOR_EXECUTOR_H

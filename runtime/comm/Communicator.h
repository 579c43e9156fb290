//===- Communicator.h - what ranks say to each other ------------*- C++ -*-===//
//
// One Communicator belongs to one rank and is used from one thread; it knows its peers. A new kind
// implements this interface and passes the conformance suite (test/runtime/comm).
//
// The contract:
//  * Reductions have a fixed order: the result is equal to the bit on all ranks and in every rerun.
//  * Ranks of a group that issue different collectives get an error that names both, not wrong
//  numbers.
//  * A rank that fails calls abort(); every peer that waits, now or later, gets an error within a
//  second that names
//    the rank and what it was doing. A wait longer than the timeout is an error that names who is
//    missing.
//  * After any error the communicator is of no more use.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_COMM_COMMUNICATOR_H
#define HEDDLE_RUNTIME_COMM_COMMUNICATOR_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::runtime {

/// In place on `buffer`, as program.Collective.
struct CollectiveCall {
  program::Collective::Kind kind;
  program::Collective::Reduction reduction; // not looked at by ALL_GATHER
  program::DataType type;
  uint64_t count; // elements of the whole buffer; a multiple of the group's size unless ALL_REDUCE
  void *buffer;
};

/// One side of a point-to-point message. Both sides name the same value and the same bytes.
struct Message {
  uint32_t peer;
  void *buffer;
  uint64_t bytes;
  uint32_t value;
};

class Communicator {
public:
  virtual ~Communicator() = default;
  virtual uint32_t rank() const = 0;
  virtual uint32_t size() const = 0;

  /// A number for a set of ranks, ascending, own included; asked for once, before the first step.
  /// The position in the set is the position of the rank's part in scattered and gathered buffers.
  virtual uint32_t group(const std::vector<uint32_t> &ranks) = 0;

  virtual Status collective(uint32_t group, const CollectiveCall &call) = 0;

  /// Posts all messages together, returns when all have completed. Messages between two ranks match
  /// in order.
  virtual Status exchange(std::span<const Message> sends, std::span<const Message> receives) = 0;

  /// All ranks.
  virtual Status barrier() = 0;

  /// Tells all peers that this rank fails and why. The first one counts. Never blocks.
  virtual void abort(const Status &why) = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_COMMUNICATOR_H

//===- Collectives.h - the traffic of a step --------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_FACTS_COLLECTIVES_H
#define HEDDLE_TOOLS_FACTS_COLLECTIVES_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace heddle::facts {

/// One communication instruction of a segment, as often as one entry runs it, seen by one rank.
struct CollectiveUse {
  /// "all_reduce", "reduce_scatter", "all_gather", "send", "receive".
  std::string kind;
  /// Over which the group extends; {PP} for a message.
  std::vector<program::MeshAxis> axes;
  /// What a collective over pp is restricted to (empty: all), or the peer of a message.
  std::vector<uint32_t> stages;
  /// Ranks that take part. A group of 1 moves nothing.
  uint32_t groupSize = 1;
  program::DataType type = program::DATA_TYPE_UNSPECIFIED;
  /// Of the whole buffer, as in program.Collective; 0 for messages, which have bytes only.
  uint64_t elements = 0;
  /// Payload of one run: the whole buffer, or the message.
  uint64_t bytes = 0;
  /// Rows of the entry that run it.
  uint64_t timesPerStep = 0;
  std::string segment;
  /// Where the spec asks for it: "gpt2.heddle:31:9".
  std::string location;

  bool isMessage() const { return kind == "send" || kind == "receive"; }
  uint64_t bytesPerStep() const { return bytes * timesPerStep; }

  /// Bytes that one rank sends per run if the collective is a ring: 2 (n - 1) / n of the buffer for
  /// an all-reduce, (n - 1) / n for its two halves (Thakur et al. 2005; the accounting of
  /// Megatron-LM and ZeRO). A send is itself, a receive nothing.
  double wireBytes() const;
  double wireBytesPerStep() const { return wireBytes() * double(timesPerStep); }
};

/// All communication of one entry as a rank of `role` sees it, in the order of segments and
/// instructions. Empty if the role lacks the entry.
std::vector<CollectiveUse> collectCollectives(const program::Program &program,
                                              const program::Role &role, const std::string &entry);

/// Sums over some uses.
struct Traffic {
  uint64_t timesPerStep = 0;
  uint64_t bytesPerStep = 0;
  double wireBytesPerStep = 0;
};

/// Totals per axes and kind, "tp all_reduce"; groups of one rank are left out.
std::map<std::string, Traffic> totalTraffic(const std::vector<CollectiveUse> &uses);

} // namespace heddle::facts

#endif // HEDDLE_TOOLS_FACTS_COLLECTIVES_H

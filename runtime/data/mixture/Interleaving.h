//===- Interleaving.h - whose turn it is ------------------------*- C++ -*-===//
//
// Which source the sample at a position comes from, so that every prefix of the run holds
// each source in its proportion. A binary tree of sources: a node that has passed n samples
// has given round(n f) of them to its left child, f the share of that child's weight. So how
// often a source was drawn before any position is a closed formula: there is no state and no
// index, and a run can be entered anywhere.
//
// The count of a source differs from position x share by at most half a sample below the root and
// by f e + 1/2 below a node that is off by e. The tree is chosen so that the largest of these
// errors is small: at most 1 for six sources, 1.05 for ten, 1.25 for dozens, of all weights that
// were tried (bound() says it).
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_MIXTURE_INTERLEAVING_H
#define HEDDLE_RUNTIME_DATA_MIXTURE_INTERLEAVING_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle::runtime {

class Interleaving {
public:
  /// Positions are below this: rounding shares to 64 bits stays out of sight.
  static constexpr uint64_t kMaxPosition = uint64_t{1} << 48;

  struct Turn {
    uint32_t source;
    uint64_t cursor; // how often it had its turn before
  };

  /// Fails without a source, on a weight that is not finite or below 0, and if all are 0. A source
  /// of weight 0 has no turn.
  static Result<Interleaving> create(std::span<const double> weights);

  /// `position` < kMaxPosition.
  Turn at(uint64_t position) const;
  /// Turns of `source` at positions before `position`.
  uint64_t countBefore(uint32_t source, uint64_t position) const;
  double shareOf(uint32_t source) const { return shares[source]; }
  /// No source is ever off by more than this many samples.
  double bound() const { return largestError; }

private:
  /// A child is a node, or a source as ~index.
  struct Node {
    uint64_t leftShare; // of 2^64
    int32_t left, right;
  };
  class Builder;

  Interleaving() = default;
  static uint64_t leftOf(const Node &node, uint64_t count);

  std::vector<Node> nodes;
  /// Of each source, from the root on: its children, 0 the left one.
  std::vector<std::vector<bool>> paths;
  std::vector<double> shares;
  int32_t root = 0;
  double largestError = 0;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_MIXTURE_INTERLEAVING_H

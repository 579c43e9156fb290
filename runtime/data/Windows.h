//===- Windows.h - which tokens make sample i of step s ---------*- C++ -*-===//
//
// The token file is cut into groups of 20 blocks: 19 to train on, then one held out
// (5 %). A block has 65,536 tokens, or a 20th of a file too small for 20 such. Since
// held-out blocks are spread over the file, they are like the rest; since no window
// crosses a block's border into the other kind, no held-out token is ever trained on.
//
// A sample is a window of seq + 1 tokens: tokens [0, seq) and their targets [1, seq].
// Sample `position` = step x global batch + place in the batch. Epoch e = position /
// windows visits each training window once, in the order of a permutation seeded by
// (seed, e). In each epoch all windows start at another offset in [0, seq), so that
// they are cut elsewhere. All of it is a pure function of (seed, position): the state
// of the data is the step number.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_WINDOWS_H
#define HEDDLE_RUNTIME_DATA_WINDOWS_H

#include "runtime/base/Status.h"

#include <cstdint>

namespace heddle::runtime {

class Windows {
public:
  static constexpr uint64_t kBlocksPerGroup = 20;
  static constexpr uint64_t kMaxBlock = 65536;

  /// Fails if a 20th of `tokens` has no room for one window.
  static Result<Windows> create(uint64_t tokens, uint64_t seq, uint64_t seed);

  uint64_t seq() const { return length; }
  /// Samples of an epoch.
  uint64_t trainCount() const { return train.count; }
  uint64_t heldOutCount() const { return heldOut.count; }
  /// First token of training sample `position`.
  uint64_t trainStart(uint64_t position) const;
  /// First token of held-out window `index` < heldOutCount(). The order is a fixed permutation, the
  /// same for every seed, so the first n of them are a fair sample and losses of different runs
  /// compare.
  uint64_t heldOutStart(uint64_t index) const;
  bool isHeldOut(uint64_t token) const;

private:
  /// The windows of one kind: `perGroup` in each full group, the rest in the last, partial one.
  struct Kind {
    uint64_t firstToken = 0; // of the first window of group 0
    uint64_t perGroup = 0;
    uint64_t count = 0;
  };

  uint64_t startOf(const Kind &kind, uint64_t window) const;

  uint64_t length = 0;
  uint64_t seed = 0;
  uint64_t block = 0;
  Kind train;
  Kind heldOut;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_WINDOWS_H

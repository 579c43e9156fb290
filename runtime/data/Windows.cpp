//===- Windows.cpp - which tokens make sample i of step s -------*- C++ -*-===//

#include "runtime/data/Windows.h"

#include "runtime/base/Philox.h"
#include "runtime/data/Permutation.h"

#include <algorithm>

namespace heddle::runtime {
namespace {

/// Streams of random numbers, so that no two uses share a counter. Epoch e has the streams 2e and
/// 2e + 1.
uint64_t orderStream(uint64_t epoch) { return 2 * epoch; }
uint64_t offsetStream(uint64_t epoch) { return 2 * epoch + 1; }

/// Windows of seq + 1 tokens that overlap by one, in a range that starts at any of `offsets`
/// tokens.
uint64_t windowsIn(uint64_t tokens, uint64_t seq, uint64_t offsets) {
  return tokens < seq + offsets ? 0 : (tokens - offsets) / seq;
}

} // namespace

Result<Windows> Windows::create(uint64_t tokens, uint64_t seq, uint64_t seed) {
  Windows windows;
  windows.length = seq;
  windows.seed = seed;
  windows.block = std::min(kMaxBlock, tokens / kBlocksPerGroup);
  if (seq == 0 || windows.block < seq + 1)
    return error("the data has " + std::to_string(tokens) + " tokens in blocks of " +
                     std::to_string(windows.block) + "; a window of seq = " + std::to_string(seq) +
                     " and its targets needs blocks of " + std::to_string(seq + 1),
                 "use at least " + std::to_string(kBlocksPerGroup * (seq + 1)) +
                     " tokens and seq < " + std::to_string(kMaxBlock));

  uint64_t trainTokens = (kBlocksPerGroup - 1) * windows.block;
  uint64_t groupTokens = kBlocksPerGroup * windows.block;
  uint64_t groups = tokens / groupTokens;
  uint64_t rest = tokens % groupTokens;
  uint64_t heldOutRest = rest > trainTokens ? rest - trainTokens : 0;
  uint64_t perTrain = windowsIn(trainTokens, seq, seq);
  uint64_t perHeldOut = windowsIn(windows.block, seq, 1);
  windows.train = {0, perTrain, groups * perTrain + windowsIn(rest - heldOutRest, seq, seq)};
  windows.heldOut = {trainTokens, perHeldOut, groups * perHeldOut + windowsIn(heldOutRest, seq, 1)};
  return windows;
}

uint64_t Windows::startOf(const Kind &kind, uint64_t window) const {
  uint64_t group = window / kind.perGroup;
  return group * kBlocksPerGroup * block + kind.firstToken + window % kind.perGroup * length;
}

uint64_t Windows::trainStart(uint64_t position) const {
  uint64_t epoch = position / train.count;
  uint64_t window = Permutation(train.count, seed, orderStream(epoch))(position % train.count);
  return startOf(train, window) + randomBits(seed, offsetStream(epoch), 0) % length;
}

uint64_t Windows::heldOutStart(uint64_t index) const {
  return startOf(heldOut, Permutation(heldOut.count, 0, 0)(index));
}

bool Windows::isHeldOut(uint64_t token) const {
  return token / block % kBlocksPerGroup == kBlocksPerGroup - 1;
}

} // namespace heddle::runtime

//===- Attention.h - what compiler and device agree on about attention ----===//

#ifndef HEDDLE_RUNTIME_PROGRAM_ATTENTION_H
#define HEDDLE_RUNTIME_PROGRAM_ATTENTION_H

#include <algorithm>
#include <cstdint>

namespace heddle::program {

/// Rows (queries) and columns (keys) of the tile of scores that the host device holds at a time.
inline constexpr uint64_t kAttentionTile = 128;

/// Bytes of scratch that one attention instruction needs: forward holds one tile of scores, an
/// accumulator of one tile of queries and two row statistics; backward two tiles of scores and one
/// row statistic. With documents, also where the document of each position begins and ends.
inline uint64_t attentionWorkspaceBytes(bool backward, uint64_t seq, uint64_t headDim,
                                        uint64_t elementBytes, bool documents) {
  uint64_t tile = std::min(seq, kAttentionTile);
  uint64_t elements = backward ? 2 * tile * tile + seq : tile * tile + tile * headDim + 2 * tile;
  return elements * elementBytes + (documents ? 2 * seq * sizeof(uint32_t) : 0);
}

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_ATTENTION_H

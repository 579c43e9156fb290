//===- LongPiece.h - merging a piece of any length --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_LONGPIECE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_LONGPIECE_H

#include "runtime/data/tokenizer/MergeQueue.h"
#include "runtime/data/tokenizer/PairTable.h"

#include <string_view>

namespace heddle::runtime {

/// Merges a list of parts, best rule first, in time n log n at worst. A place where the parts have
/// changed since it was noted is skipped when its turn comes.
class LongPiece {
public:
  LongPiece(std::string_view piece, const std::array<uint32_t, 256> &byteTokens,
            const PairTable &rules);
  /// Until nothing merges, or `least` parts are left.
  void merge(size_t least);
  void append(std::vector<uint32_t> &tokens) const;

private:
  static constexpr uint32_t kNone = ~uint32_t(0);
  struct Node {
    uint32_t token, previous, next;
    uint32_t rank, result; // of the merge with the next part; kNone if there is none
  };

  bool lookUp(uint32_t at);
  void note(uint32_t at);
  void mergeAt(uint32_t at);

  const PairTable &rules;
  std::vector<Node> nodes;
  MergeQueue queue;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_LONGPIECE_H

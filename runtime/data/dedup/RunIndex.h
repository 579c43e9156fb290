//===- RunIndex.h - the longest run that two sequences share ----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_RUNINDEX_H
#define HEDDLE_RUNTIME_DATA_DEDUP_RUNINDEX_H

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace heddle::corpus {

/// A suffix automaton (Blumer et al. 1985) of a sequence of symbols: it reads another sequence and
/// knows after each symbol the longest run that ends there and is in the first sequence. Building
/// and reading take a time that is linear in the sequences, whatever they are.
class RunIndex {
public:
  RunIndex() { clear(); }
  void clear();

  /// The next symbol of the indexed sequence, and what to call its place.
  void append(uint32_t symbol, uint64_t place);

  /// The longest run that ends in the last symbol that was read.
  struct Match {
    uint32_t state = 0;
    uint32_t length = 0; // symbols
  };
  void read(Match &match, uint32_t symbol) const;

  /// The place of the last symbol of the run's first occurrence.
  uint64_t placeOf(const Match &match) const { return states[match.state].place; }

private:
  static constexpr uint32_t kNone = ~uint32_t(0);

  struct State {
    uint32_t length; // of the longest run of the state
    uint32_t link;   // the state of its longest suffix that is in another one
    uint32_t edges;  // the first of a list
    uint64_t place;
  };
  struct Edge {
    uint32_t symbol, next;
  };
  static uint64_t keyOf(uint32_t state, uint32_t symbol) { return uint64_t(state) << 32 | symbol; }
  uint32_t follow(uint32_t state, uint32_t symbol) const;
  void setEdge(uint32_t state, uint32_t symbol, uint32_t target);
  uint32_t addState(uint32_t length, uint64_t place);
  uint32_t splitState(uint32_t parent, uint32_t symbol, uint32_t state);

  std::vector<State> states;
  std::vector<Edge> edges;
  std::unordered_map<uint64_t, uint32_t> targets;
  uint32_t last;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_RUNINDEX_H

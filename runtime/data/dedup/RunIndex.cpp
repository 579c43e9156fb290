//===- RunIndex.cpp - the longest run that two sequences share ------------===//

#include "runtime/data/dedup/RunIndex.h"

namespace heddle::corpus {

void RunIndex::clear() {
  states.clear();
  edges.clear();
  targets = {}; // to clear it takes the time of the largest sequence that it ever had
  last = addState(0, 0);
}

uint32_t RunIndex::addState(uint32_t length, uint64_t place) {
  states.push_back({length, kNone, kNone, place});
  return uint32_t(states.size() - 1);
}

uint32_t RunIndex::follow(uint32_t state, uint32_t symbol) const {
  auto found = targets.find(keyOf(state, symbol));
  return found == targets.end() ? kNone : found->second;
}

void RunIndex::setEdge(uint32_t state, uint32_t symbol, uint32_t target) {
  if (!targets.insert_or_assign(keyOf(state, symbol), target).second)
    return;
  edges.push_back({symbol, states[state].edges});
  states[state].edges = uint32_t(edges.size() - 1);
}

void RunIndex::append(uint32_t symbol, uint64_t place) {
  uint32_t added = addState(states[last].length + 1, place);
  uint32_t parent = last;
  last = added;
  for (; parent != kNone && follow(parent, symbol) == kNone; parent = states[parent].link)
    setEdge(parent, symbol, added);
  if (parent == kNone) {
    states[added].link = 0;
    return;
  }
  uint32_t target = follow(parent, symbol);
  bool isWhole = states[target].length == states[parent].length + 1;
  states[added].link = isWhole ? target : splitState(parent, symbol, target);
}

/// The runs of `state` that end what `parent` has become a state of their own. Edges are copied;
/// there are at most three a symbol of the sequence, copies included.
uint32_t RunIndex::splitState(uint32_t parent, uint32_t symbol, uint32_t state) {
  uint32_t shorter = addState(states[parent].length + 1, states[state].place);
  for (uint32_t edge = states[state].edges; edge != kNone; edge = edges[edge].next)
    setEdge(shorter, edges[edge].symbol, follow(state, edges[edge].symbol));
  states[shorter].link = states[state].link;
  states[state].link = shorter;
  for (; parent != kNone && follow(parent, symbol) == state; parent = states[parent].link)
    setEdge(parent, symbol, shorter);
  return shorter;
}

void RunIndex::read(Match &match, uint32_t symbol) const {
  uint32_t target = follow(match.state, symbol);
  while (target == kNone && match.state != 0) {
    match.state = states[match.state].link;
    match.length = states[match.state].length;
    target = follow(match.state, symbol);
  }
  match = target == kNone ? Match() : Match{target, match.length + 1};
}

} // namespace heddle::corpus

//===- LongPiece.cpp - merging a piece of any length ----------------------===//

#include "runtime/data/tokenizer/LongPiece.h"

namespace heddle::runtime {

LongPiece::LongPiece(std::string_view piece, const std::array<uint32_t, 256> &byteTokens,
                     const PairTable &rules)
    : rules(rules) {
  uint32_t count = piece.size();
  nodes.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    nodes.push_back({byteTokens[uint8_t(piece[i])], i == 0 ? kNone : i - 1,
                     i + 1 == count ? kNone : i + 1, kNone, 0});
  std::vector<MergeQueue::Item> first;
  first.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    if (lookUp(i))
      first.push_back(MergeQueue::makeItem(nodes[i].rank, i));
  queue.fill(std::move(first));
}

/// What the part at `at` and the next merge into; false if nothing.
bool LongPiece::lookUp(uint32_t at) {
  Node &node = nodes[at];
  const MergeRule *rule =
      node.next == kNone ? nullptr : rules.find(node.token, nodes[node.next].token);
  node.rank = rule ? rule->rank : kNone;
  node.result = rule ? rule->result : 0;
  return rule;
}

void LongPiece::note(uint32_t at) {
  if (lookUp(at))
    queue.push(MergeQueue::makeItem(nodes[at].rank, at));
}

void LongPiece::mergeAt(uint32_t at) {
  Node &node = nodes[at], &merged = nodes[node.next];
  node.token = node.result;
  node.next = merged.next;
  merged.rank = kNone; // gone
  if (node.next != kNone)
    nodes[node.next].previous = at;
  if (node.previous != kNone)
    note(node.previous);
  note(at);
}

void LongPiece::merge(size_t least) {
  size_t count = nodes.size();
  while (count > least) {
    std::optional<MergeQueue::Item> item = queue.pop();
    if (!item)
      return;
    uint32_t place = MergeQueue::placeOf(*item);
    if (nodes[place].rank != MergeQueue::rankOf(*item))
      continue;
    mergeAt(place);
    --count;
  }
}

void LongPiece::append(std::vector<uint32_t> &tokens) const {
  for (uint32_t i = 0; i != kNone; i = nodes[i].next)
    tokens.push_back(nodes[i].token);
}

} // namespace heddle::runtime

//===- Bpe.cpp - byte-level byte-pair encoding ----------------------------===//

#include "runtime/data/tokenizer/Bpe.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace heddle::runtime {

namespace {

constexpr uint32_t kNoRank = std::numeric_limits<uint32_t>::max();

/// Pieces up to this long are searched for their best merge again and again; a heap is faster for
/// longer ones only.
constexpr size_t kShort = 48;

/// A part of a short piece, and what it and the next part merge into.
struct Part {
  uint32_t token;
  uint32_t rank = kNoRank, result = 0;
};

} // namespace

Result<Bpe> Bpe::create(Vocabulary vocabulary, PreTokenizer preTokenizer) {
  Bpe bpe;
  bpe.vocabulary = std::move(vocabulary);
  bpe.preTokenizer = preTokenizer;
  std::array<bool, 256> known{};
  for (uint32_t id = 0; id < bpe.size(); ++id) {
    const std::string &bytes = bpe.vocabulary.tokens[id];
    if (bytes.size() == 1) {
      bpe.byteTokens[uint8_t(bytes.front())] = id;
      known[uint8_t(bytes.front())] = true;
    }
    if (bpe.vocabulary.wholePieces && !bytes.empty())
      bpe.pieces.emplace(bytes, id);
  }
  if (auto missing = std::ranges::find(known, false); missing != known.end())
    return error("the vocabulary has no token for the byte " +
                     std::to_string(missing - known.begin()),
                 "byte-level BPE needs all 256, so that every text can be encoded");
  if (Status status = bpe.addMerges(); !status)
    return status;
  return bpe;
}

Status Bpe::addMerges() {
  rules = PairTable(vocabulary.merges.size());
  uint32_t rank = 0;
  for (const Vocabulary::Merge &merge : vocabulary.merges) {
    if (std::max({merge.left, merge.right, merge.result}) >= size())
      return error("the vocabulary merges tokens that it does not have");
    if (!rules.insert(merge.left, merge.right, rank++, merge.result))
      return error("the vocabulary merges the tokens " + std::to_string(merge.left) + " and " +
                   std::to_string(merge.right) + " twice");
  }
  return {};
}

void Bpe::mergeShort(std::string_view piece, std::vector<uint32_t> &tokens) const {
  std::array<Part, kShort> parts;
  size_t count = piece.size();
  auto update = [&](size_t i) {
    const MergeRule *rule =
        i + 1 < count ? rules.find(parts[i].token, parts[i + 1].token) : nullptr;
    parts[i].rank = rule ? rule->rank : kNoRank;
    parts[i].result = rule ? rule->result : 0;
  };
  for (size_t i = 0; i < count; ++i)
    parts[i].token = byteTokens[uint8_t(piece[i])];
  for (size_t i = 0; i < count; ++i)
    update(i);
  while (true) {
    // The first of the best, as everywhere.
    size_t best = 0;
    for (size_t i = 1; i < count; ++i)
      if (parts[i].rank < parts[best].rank)
        best = i;
    if (parts[best].rank == kNoRank)
      break;
    parts[best].token = parts[best].result;
    std::copy(parts.begin() + best + 2, parts.begin() + count, parts.begin() + best + 1);
    --count;
    update(best);
    if (best > 0)
      update(best - 1);
  }
  for (size_t i = 0; i < count; ++i)
    tokens.push_back(parts[i].token);
}

/// The same with a heap of merges over a list of parts: a merge whose parts have changed since it
/// was found is skipped.
void Bpe::mergeLong(std::string_view piece, std::vector<uint32_t> &tokens) const {
  struct Node {
    uint32_t token;
    uint32_t previous, next;
  };
  struct Candidate {
    uint32_t rank, at, left, right, result;
    bool operator<(const Candidate &other) const {
      return std::pair(rank, at) > std::pair(other.rank, other.at);
    }
  };
  uint32_t count = piece.size();
  constexpr uint32_t kEnd = kNoRank;
  std::vector<Node> nodes(count);
  std::vector<Candidate> found;
  auto propose = [&](uint32_t at, auto &&add) {
    if (at == kEnd || nodes[at].next == kEnd)
      return;
    uint32_t left = nodes[at].token, right = nodes[nodes[at].next].token;
    if (const MergeRule *rule = rules.find(left, right))
      add(Candidate{rule->rank, at, left, right, rule->result});
  };
  for (uint32_t i = 0; i < count; ++i)
    nodes[i] = {byteTokens[uint8_t(piece[i])], i == 0 ? kEnd : i - 1,
                i + 1 == count ? kEnd : i + 1};
  for (uint32_t i = 0; i < count; ++i)
    propose(i, [&](const Candidate &candidate) { found.push_back(candidate); });
  std::priority_queue<Candidate> heap(std::less<Candidate>(), std::move(found));
  while (!heap.empty()) {
    Candidate best = heap.top();
    heap.pop();
    Node &node = nodes[best.at];
    if (node.token != best.left || node.next == kEnd || nodes[node.next].token != best.right)
      continue;
    Node &merged = nodes[node.next];
    node.token = best.result;
    node.next = merged.next;
    merged.token = kNoRank; // gone
    if (node.next != kEnd)
      nodes[node.next].previous = best.at;
    propose(best.at, [&](const Candidate &candidate) { heap.push(candidate); });
    propose(node.previous, [&](const Candidate &candidate) { heap.push(candidate); });
  }
  for (uint32_t i = 0; i != kEnd; i = nodes[i].next)
    tokens.push_back(nodes[i].token);
}

void Bpe::encodePiece(std::string_view piece, std::vector<uint32_t> &tokens) const {
  if (piece.size() == 1) {
    tokens.push_back(byteTokens[uint8_t(piece.front())]);
    return;
  }
  if (vocabulary.wholePieces)
    if (auto whole = pieces.find(piece); whole != pieces.end()) {
      tokens.push_back(whole->second);
      return;
    }
  if (piece.size() <= kShort)
    mergeShort(piece, tokens);
  else
    mergeLong(piece, tokens);
}

void Bpe::encode(std::string_view text, std::vector<uint32_t> &tokens) const {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = findPieceEnd(preTokenizer, text, begin);
    encodePiece(text.substr(begin, end - begin), tokens);
    begin = end;
  }
}

std::vector<uint32_t> Bpe::encode(std::string_view text) const {
  std::vector<uint32_t> tokens;
  encode(text, tokens);
  return tokens;
}

Result<std::string> Bpe::decode(std::span<const uint32_t> tokens) const {
  std::string text;
  for (uint32_t token : tokens) {
    if (token >= size() || vocabulary.tokens[token].empty())
      return error("there is no token " + std::to_string(token) + "; the vocabulary has " +
                   std::to_string(size()));
    text += vocabulary.tokens[token];
  }
  return text;
}

} // namespace heddle::runtime

//===- Bpe.cpp - byte-level byte-pair encoding ----------------------------===//

#include "runtime/data/tokenizer/Bpe.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <queue>
#include <unordered_map>

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

namespace {

/// The places in a long piece where one rule may apply, smallest first. They come nearly in order,
/// so most are kept in a list and only the others in a heap.
class Places {
public:
  void add(uint32_t place) {
    if (sorted.empty() || place > sorted.back())
      sorted.push_back(place);
    else
      others.push(place);
  }

  std::optional<uint32_t> take() {
    bool hasSorted = next < sorted.size();
    if (!others.empty() && (!hasSorted || others.top() < sorted[next])) {
      uint32_t place = others.top();
      others.pop();
      return place;
    }
    return hasSorted ? std::optional(sorted[next++]) : std::nullopt;
  }

private:
  std::vector<uint32_t> sorted;
  size_t next = 0;
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> others;
};

/// Merges a list of parts, best rule first, in time n log n at worst. A place where the parts have
/// changed since it was noted is skipped when its turn comes.
class LongPiece {
public:
  LongPiece(std::string_view piece, const std::array<uint32_t, 256> &byteTokens,
            const PairTable &rules);
  void merge();
  void append(std::vector<uint32_t> &tokens) const;

private:
  static constexpr uint32_t kEnd = kNoRank;
  struct Node {
    uint32_t token, previous, next;
    uint32_t rank, result; // of the merge with the next part; kNoRank if there is none
  };

  void note(uint32_t at);
  void mergeAt(uint32_t at);

  const PairTable &rules;
  std::vector<Node> nodes;
  std::unordered_map<uint32_t, Places> places; // by rank
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> ranks;
};

LongPiece::LongPiece(std::string_view piece, const std::array<uint32_t, 256> &byteTokens,
                     const PairTable &rules)
    : rules(rules), nodes(piece.size()) {
  uint32_t count = piece.size();
  for (uint32_t i = 0; i < count; ++i)
    nodes[i] = {byteTokens[uint8_t(piece[i])], i == 0 ? kEnd : i - 1, i + 1 == count ? kEnd : i + 1,
                kNoRank, 0};
  for (uint32_t i = 0; i < count; ++i)
    note(i);
}

/// Looks up what the part at `at` and the next merge into.
void LongPiece::note(uint32_t at) {
  Node &node = nodes[at];
  const MergeRule *rule =
      node.next == kEnd ? nullptr : rules.find(node.token, nodes[node.next].token);
  node.rank = rule ? rule->rank : kNoRank;
  if (!rule)
    return;
  node.result = rule->result;
  auto [found, isNew] = places.try_emplace(rule->rank);
  if (isNew)
    ranks.push(rule->rank);
  found->second.add(at);
}

void LongPiece::mergeAt(uint32_t at) {
  Node &node = nodes[at], &merged = nodes[node.next];
  node.token = node.result;
  node.next = merged.next;
  merged.rank = kNoRank; // gone
  if (node.next != kEnd)
    nodes[node.next].previous = at;
  if (node.previous != kEnd)
    note(node.previous);
  note(at);
}

void LongPiece::merge() {
  while (!ranks.empty()) {
    uint32_t rank = ranks.top();
    std::optional<uint32_t> at = places[rank].take();
    if (!at) {
      places.erase(rank);
      ranks.pop();
    } else if (nodes[*at].rank == rank) {
      mergeAt(*at);
    }
  }
}

void LongPiece::append(std::vector<uint32_t> &tokens) const {
  for (uint32_t i = 0; i != kEnd; i = nodes[i].next)
    tokens.push_back(nodes[i].token);
}

} // namespace

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
  if (piece.size() <= kShort) {
    mergeShort(piece, tokens);
    return;
  }
  LongPiece parts(piece, byteTokens, rules);
  parts.merge();
  parts.append(tokens);
}

void Bpe::encodeCached(std::string_view piece, std::vector<uint32_t> &tokens,
                       PieceCache &cache) const {
  PieceCache::Key key = PieceCache::makeKey(piece);
  if (std::span<const uint32_t> known = cache.find(key); !known.empty()) {
    tokens.insert(tokens.end(), known.begin(), known.end());
    return;
  }
  size_t before = tokens.size();
  encodePiece(piece, tokens);
  cache.insert(key, std::span(tokens).subspan(before));
}

void Bpe::encode(std::string_view text, std::vector<uint32_t> &tokens, PieceCache *cache) const {
  forEachPiece(preTokenizer, text, [&](std::string_view piece) {
    if (cache && piece.size() > 1 && piece.size() <= PieceCache::kLongest)
      encodeCached(piece, tokens, *cache);
    else
      encodePiece(piece, tokens);
  });
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

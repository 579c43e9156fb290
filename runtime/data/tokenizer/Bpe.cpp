//===- Bpe.cpp - byte-level byte-pair encoding ----------------------------===//

#include "runtime/data/tokenizer/Bpe.h"

#include "runtime/data/tokenizer/LongPiece.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace heddle::runtime {

namespace {

constexpr uint32_t kNoRank = std::numeric_limits<uint32_t>::max();

/// Pieces up to this long are searched for their best merge again and again; a queue is faster for
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
  if (Status status = bpe.addBytes(); !status)
    return status;
  if (Status status = bpe.addMerges(); !status)
    return status;
  bpe.reduce();
  return bpe;
}

Status Bpe::addBytes() {
  std::array<bool, 256> known{};
  TokenTable table(size());
  for (uint32_t id = 0; id < size(); ++id) {
    const std::string &bytes = vocabulary.tokens[id];
    if (bytes.empty())
      continue;
    if (uint32_t other = table.find(vocabulary.tokens, bytes); other != TokenTable::kNone)
      return error("the tokens " + std::to_string(other) + " and " + std::to_string(id) +
                   " have the same bytes");
    table.insert(vocabulary.tokens, id);
    if (bytes.size() > 1)
      continue;
    byteTokens[uint8_t(bytes.front())] = id;
    known[uint8_t(bytes.front())] = true;
  }
  if (auto missing = std::ranges::find(known, false); missing != known.end())
    return error("the vocabulary has no token for the byte " +
                     std::to_string(missing - known.begin()),
                 "byte-level BPE needs all 256, so that every text can be encoded");
  return {};
}

Status Bpe::checkMerge(const Vocabulary::Merge &merge) const {
  if (std::max({merge.left, merge.right, merge.result}) >= size())
    return error("the vocabulary merges tokens that it does not have");
  std::string_view left = vocabulary.tokens[merge.left], right = vocabulary.tokens[merge.right],
                   result = vocabulary.tokens[merge.result];
  if (!left.empty() && !right.empty() && result.size() == left.size() + right.size() &&
      result.starts_with(left) && result.ends_with(right))
    return {};
  return error("the vocabulary merges the tokens " + std::to_string(merge.left) + " and " +
               std::to_string(merge.right) + " into " + std::to_string(merge.result) +
               ", which has other bytes");
}

Status Bpe::addMerges() {
  rules = PairTable(vocabulary.merges.size());
  for (uint32_t rank = 0; const Vocabulary::Merge &merge : vocabulary.merges) {
    if (Status status = checkMerge(merge); !status)
      return status;
    if (!rules.insert(merge.left, merge.right, rank++, merge.result))
      return error("the vocabulary merges the tokens " + std::to_string(merge.left) + " and " +
                   std::to_string(merge.right) + " twice");
  }
  return {};
}

/// What happens among the bytes of a token until it is made does not depend on what stands around
/// them, as no merge crosses their ends: so they come to the same two parts everywhere, and of the
/// merges that could make the token only the one of these two ever happens.
void Bpe::reduce() {
  std::vector<Vocabulary::Merge> used;
  std::vector<uint32_t> parts;
  std::vector<bool> isReached(size());
  for (const std::string &bytes : vocabulary.tokens) {
    uint32_t id = &bytes - vocabulary.tokens.data();
    isReached[id] = bytes.size() < 2;
    if (isReached[id])
      continue;
    parts.clear();
    mergePiece(bytes, 2, parts);
    const MergeRule *rule = parts.size() == 2 ? rules.find(parts[0], parts[1]) : nullptr;
    if (!rule)
      continue;
    used.push_back({parts[0], parts[1], id});
    isReached[id] = true;
  }
  std::ranges::sort(used, {}, [&](const Vocabulary::Merge &merge) {
    return rules.find(merge.left, merge.right)->rank;
  });
  vocabulary.merges = std::move(used);
  vocabulary.wholePieces &= !std::ranges::all_of(isReached, std::identity());
  rules = PairTable(vocabulary.merges.size());
  for (uint32_t rank = 0; const Vocabulary::Merge &merge : vocabulary.merges)
    rules.insert(merge.left, merge.right, rank++, merge.result);
  pieces = TokenTable(size());
  for (uint32_t id = 0; id < size(); ++id)
    if (!vocabulary.tokens[id].empty() && (isReached[id] || vocabulary.wholePieces))
      pieces.insert(vocabulary.tokens, id);
}

void Bpe::mergeShort(std::string_view piece, size_t least, std::vector<uint32_t> &tokens) const {
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
  while (count > least) {
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

/// Appends what is left of the bytes of `piece` when nothing merges, or `least` parts are left.
void Bpe::mergePiece(std::string_view piece, size_t least, std::vector<uint32_t> &tokens) const {
  if (piece.size() <= kShort) {
    mergeShort(piece, least, tokens);
    return;
  }
  LongPiece parts(piece, byteTokens, rules);
  parts.merge(least);
  parts.append(tokens);
}

void Bpe::encodePiece(std::string_view piece, std::vector<uint32_t> &tokens) const {
  if (piece.size() == 1)
    tokens.push_back(byteTokens[uint8_t(piece.front())]);
  else if (uint32_t whole = pieces.find(vocabulary.tokens, piece); whole != TokenTable::kNone)
    tokens.push_back(whole);
  else
    mergePiece(piece, 1, tokens);
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

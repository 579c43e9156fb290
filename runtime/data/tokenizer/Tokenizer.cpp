//===- Tokenizer.cpp - text to tokens and back ----------------------------===//

#include "runtime/data/tokenizer/Tokenizer.h"

#include "runtime/data/text/TextMap.h"
#include "runtime/data/text/UnicodeClasses.h"
#include "runtime/data/tokenizer/Fingerprint.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

namespace heddle::runtime {

namespace {

constexpr const char *kEndNames[] = {"<|endoftext|>", "</s>", "<|end_of_text|>"};

Status checkAdded(const std::vector<AddedToken> &added) {
  TextMap<uint32_t> ids;
  for (const AddedToken &token : added) {
    std::string name = "the added token '" + token.content + "'";
    if (token.content.empty() || !isUtf8(token.content))
      return error("the content of the added token " + std::to_string(token.id) +
                   " is no UTF-8 text");
    if (token.id >= kMaxTokens)
      return error(name + " has the id " + std::to_string(token.id) + "; ids are below " +
                   std::to_string(kMaxTokens));
    if (!ids.emplace(token.content, token.id).second)
      return error(name + " is given twice");
  }
  for (size_t i = 1; i < added.size(); ++i) // in the order of their ids
    if (added[i - 1].id == added[i].id)
      return error("the added tokens '" + added[i - 1].content + "' and '" + added[i].content +
                   "' have one id, " + std::to_string(added[i].id));
  return {};
}

/// In some files added tokens stand in the vocabulary, too, in others not. It makes no difference
/// unless merges use them, or a piece can be one.
void dropAdded(TokenizerDescription &tokenizer) {
  std::vector<std::string> &tokens = tokenizer.vocabulary.tokens;
  std::vector<bool> isMerged(tokens.size());
  for (const Vocabulary::Merge &merge : tokenizer.vocabulary.merges)
    for (uint32_t id : {merge.left, merge.right, merge.result})
      if (id < isMerged.size())
        isMerged[id] = true;
  for (const AddedToken &token : tokenizer.added) {
    if (token.id >= tokens.size() || tokens[token.id].size() < 2 || isMerged[token.id])
      continue;
    std::string &bytes = tokens[token.id];
    bool isPiece = findPieceEnd(tokenizer.preTokenizer, bytes, 0) == bytes.size();
    if (!tokenizer.vocabulary.wholePieces || !isPiece)
      bytes.clear();
  }
  while (!tokens.empty() && tokens.back().empty())
    tokens.pop_back();
}

} // namespace

Result<Tokenizer> Tokenizer::create(TokenizerDescription description,
                                    const std::string &endOfDocument) {
  std::ranges::sort(description.added, {}, &AddedToken::id);
  if (Status status = checkAdded(description.added); !status)
    return status;
  if (std::ranges::all_of(description.added, &AddedToken::isSecond))
    for (AddedToken &token : description.added)
      token.isSecond = false; // there are no first ones
  dropAdded(description);
  Result<Bpe> bpe = Bpe::create(std::move(description.vocabulary), description.preTokenizer);
  if (!bpe)
    return bpe.status();
  Tokenizer tokenizer(std::move(*bpe), description.preTokenizer, std::move(description.added));
  if (Status status = tokenizer.findEnd(endOfDocument); !status)
    return status;
  return tokenizer;
}

Tokenizer::Tokenizer(Bpe givenBpe, PreTokenizer preTokenizer, std::vector<AddedToken> givenAdded)
    : bpe(std::move(givenBpe)), preTokenizer(preTokenizer), added(std::move(givenAdded)),
      bytes(bpe.getVocabulary().tokens) {
  if (!added.empty())
    bytes.resize(std::max<size_t>(bytes.size(), added.back().id + 1));
  special.resize(bytes.size());
  for (const AddedToken &token : added) {
    bytes[token.id] = token.content;
    special[token.id] = token.isSpecial;
    (token.isSecond ? second : first).add(token.content, token.id, token.isSpecial);
  }
  hash = fingerprintOf(describe());
}

Status Tokenizer::findEnd(const std::string &name) {
  auto find = [&](std::string_view content) {
    auto found = std::ranges::find(added, content, &AddedToken::content);
    if (found != added.end())
      end = found->id;
    return end.has_value();
  };
  if (!name.empty())
    return find(name) ? Status()
                      : error("there is no added token '" + name + "' to end documents",
                              "name one of the tokenizer's added tokens");
  for (const char *usual : kEndNames)
    if (find(usual))
      break;
  return {};
}

namespace {

/// Cuts `text` at the tokens of `added`, without the special ones if they are text, and calls `use`
/// with what is between them.
template <typename Use>
void cutAt(const AddedTokens &added, std::string_view text, std::vector<uint32_t> &tokens,
           SpecialText special, const Use &use) {
  bool textOnly = special == SpecialText::IsText;
  size_t begin = 0;
  if (!added.isEmpty() && !(textOnly && added.isSpecial()))
    for (size_t at = 0; std::optional<AddedTokens::Found> found = added.find(text, at);) {
      at = found->end;
      if (textOnly && found->isSpecial)
        continue; // as in Hugging Face's, nothing else is looked for within it
      use(text.substr(begin, found->begin - begin));
      tokens.push_back(found->id);
      begin = at;
    }
  use(text.substr(begin));
}

} // namespace

void Tokenizer::encode(std::string_view text, std::vector<uint32_t> &tokens, SpecialText special,
                       PieceCache *cache) const {
  cutAt(first, text, tokens, special, [&](std::string_view between) {
    cutAt(second, between, tokens, special,
          [&](std::string_view rest) { bpe.encode(rest, tokens, cache); });
  });
}

void Tokenizer::encodeDocument(std::string_view text, std::vector<uint32_t> &tokens,
                               PieceCache *cache) const {
  encode(text, tokens, SpecialText::IsText, cache);
  if (end)
    tokens.push_back(*end);
}

Result<std::string> Tokenizer::decode(std::span<const uint32_t> tokens) const {
  std::string text;
  for (uint32_t token : tokens) {
    std::string_view part = bytesOf(token);
    if (part.empty())
      return error("there is no token " + std::to_string(token) + "; the vocabulary has " +
                   std::to_string(size()));
    text += part;
  }
  return text;
}

TokenizerDescription Tokenizer::describe() const {
  return {bpe.getVocabulary(), preTokenizer, added};
}

std::string formatFingerprint(uint64_t fingerprint) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016" PRIx64, fingerprint);
  return digits;
}

} // namespace heddle::runtime

//===- AddedTokens.cpp - added tokens in a text ---------------------------===//

#include "runtime/data/tokenizer/AddedTokens.h"

#include <algorithm>

namespace heddle::runtime {

void AddedTokens::add(std::string content, uint32_t id, bool isSpecial) {
  std::vector<Token> &tokens = byFirst[uint8_t(content.front())];
  if (tokens.empty())
    firstBytes.push_back(content.front());
  hasOthers |= !isSpecial;
  auto shorter = std::ranges::find_if(
      tokens, [&](const Token &token) { return token.content.size() < content.size(); });
  tokens.insert(shorter, {std::move(content), id, isSpecial});
}

size_t AddedTokens::findFirstByte(std::string_view text, size_t from) const {
  if (firstBytes.size() == 1)
    return std::min(text.find(firstBytes.front(), from), text.size());
  while (from < text.size() && byFirst[uint8_t(text[from])].empty())
    ++from;
  return from;
}

std::optional<AddedTokens::Found> AddedTokens::find(std::string_view text, size_t from) const {
  for (size_t at = findFirstByte(text, from); at < text.size(); at = findFirstByte(text, at + 1))
    for (const Token &token : byFirst[uint8_t(text[at])])
      if (text.substr(at).starts_with(token.content))
        return Found{at, at + token.content.size(), token.id, token.isSpecial};
  return std::nullopt;
}

} // namespace heddle::runtime

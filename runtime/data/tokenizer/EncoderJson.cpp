//===- EncoderJson.cpp - the ids of GPT-2's tokens ------------------------===//

#include "runtime/data/tokenizer/EncoderJson.h"

#include "runtime/data/tokenizer/ByteNames.h"

#include "nlohmann/json.hpp"

namespace heddle::runtime {

Result<std::vector<AddedToken>>
parseEncoderJson(std::string_view text, const Vocabulary &vocabulary, const std::string &source) {
  nlohmann::json ids = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!ids.is_object())
    return error(source + ": is no JSON object of tokens and their ids");
  std::vector<AddedToken> added;
  size_t count = 0;
  for (const auto &[name, id] : ids.items()) {
    if (!id.is_number_unsigned() || id >= kMaxTokens)
      return error(source + ": gives the token '" + name + "' no id");
    if (id >= vocabulary.tokens.size())
      added.push_back({name, id});
    else if (readByteNames(name) != vocabulary.tokens[id.get<size_t>()])
      return error(source + ": gives the id " + id.dump() + " to '" + name +
                       "', but the vocab.bpe beside it to '" +
                       writeByteNames(vocabulary.tokens[id.get<size_t>()]) + "'",
                   "both files must come from one tokenizer");
    else
      ++count;
  }
  if (count != vocabulary.tokens.size())
    return error(source + ": has " + std::to_string(count) + " of the " +
                     std::to_string(vocabulary.tokens.size()) +
                     " tokens of the vocab.bpe beside it",
                 "both files must come from one tokenizer");
  return added;
}

} // namespace heddle::runtime

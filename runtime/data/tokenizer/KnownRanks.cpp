//===- KnownRanks.cpp - what a .tiktoken file does not say ----------------===//

#include "runtime/data/tokenizer/KnownRanks.h"

#include <algorithm>

namespace heddle::runtime {

static std::vector<AddedToken> makeLlama3Specials() {
  std::vector<std::string> names = {"<|begin_of_text|>", "<|end_of_text|>"};
  auto reserve = [&](unsigned first, unsigned last) {
    for (unsigned i = first; i <= last; ++i)
      names.push_back("<|reserved_special_token_" + std::to_string(i) + "|>");
  };
  reserve(0, 3);
  names.insert(names.end(), {"<|start_header_id|>", "<|end_header_id|>"});
  reserve(4, 4);
  names.push_back("<|eot_id|>");
  reserve(5, 250);
  std::vector<AddedToken> added;
  for (uint32_t id = 128000; std::string &name : names)
    added.push_back({std::move(name), id++});
  return added;
}

static std::optional<KnownRanks> findByCount(size_t tokens) {
  switch (tokens) {
  case 50256:
    return KnownRanks{"r50k", PreTokenizer::Gpt2, {{"<|endoftext|>", 50256}}};
  case 50280: // its ranks leave room for the special one
    return KnownRanks{"p50k", PreTokenizer::Gpt2, {{"<|endoftext|>", 50256}}};
  case 100256:
    return KnownRanks{"cl100k",
                      PreTokenizer::Cl100k,
                      {{"<|endoftext|>", 100257},
                       {"<|fim_prefix|>", 100258},
                       {"<|fim_middle|>", 100259},
                       {"<|fim_suffix|>", 100260},
                       {"<|endofprompt|>", 100276}}};
  case 128000:
    return KnownRanks{"llama3", PreTokenizer::Llama3, makeLlama3Specials()};
  case 199998:
    return KnownRanks{
        "o200k", PreTokenizer::O200k, {{"<|endoftext|>", 199999}, {"<|endofprompt|>", 200018}}};
  default:
    return std::nullopt;
  }
}

std::optional<KnownRanks> findKnownRanks(const Vocabulary &vocabulary) {
  const std::vector<std::string> &tokens = vocabulary.tokens;
  std::optional<KnownRanks> known =
      findByCount(tokens.size() - std::ranges::count(tokens, std::string()));
  auto isTaken = [&](const AddedToken &token) {
    return token.id < tokens.size() && !tokens[token.id].empty();
  };
  if (known && std::ranges::any_of(known->added, isTaken))
    return std::nullopt; // another vocabulary of the same size
  return known;
}

} // namespace heddle::runtime

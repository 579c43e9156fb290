//===- TokenizerJson.cpp - Hugging Face's tokenizer.json ------------------===//

#include "runtime/data/tokenizer/TokenizerJson.h"

#include "runtime/data/text/TextMap.h"
#include "runtime/data/tokenizer/ByteNames.h"

#include "nlohmann/json.hpp"

#include <optional>

namespace heddle::runtime {

namespace {

using Json = nlohmann::json;

/// The patterns as they stand in files. They are read by Oniguruma, where $ ends a line and {1,3}+
/// is no possessive repetition, so tiktoken's own spelling would mean something else.
struct Pattern {
  PreTokenizer preTokenizer;
  const char *regex;
};
constexpr Pattern kPatterns[] = {
    {PreTokenizer::Gpt2,
     R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)"},
    {PreTokenizer::Cl100k,
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {PreTokenizer::Llama3,
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {PreTokenizer::O200k,
     R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
     R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
     R"(\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
};

/// The value of `key`; null if there is none.
const Json &get(const Json &object, const char *key) {
  static const Json null;
  auto found = object.find(key);
  return found == object.end() ? null : *found;
}

bool isType(const Json &object, const char *type) { return get(object, "type") == type; }

Status unsupported(const std::string &what) {
  return error(what + " is not supported",
               "supported is byte-level BPE without normalizer or prefix space, cut as GPT-2, "
               "cl100k, Llama 3 or o200k do");
}

/// ByteLevel alone, or a known pattern and ByteLevel.
Result<PreTokenizer> readPreTokenizer(const Json &json) {
  Json split, byteLevel = json;
  if (isType(json, "Sequence") && get(json, "pretokenizers").size() == 2) {
    split = json["pretokenizers"][0];
    byteLevel = json["pretokenizers"][1];
  }
  if (!isType(byteLevel, "ByteLevel") || get(byteLevel, "add_prefix_space") != false)
    return unsupported("the pre_tokenizer " + json.dump());
  bool cutsItself = get(byteLevel, "use_regex") != false; // true where a file does not say
  if (split.is_null() && cutsItself)
    return PreTokenizer::Gpt2;
  if (!isType(split, "Split") || get(split, "behavior") != "Isolated" ||
      get(split, "invert") == true || cutsItself)
    return unsupported("the pre_tokenizer " + json.dump());
  for (const Pattern &pattern : kPatterns)
    if (get(get(split, "pattern"), "Regex") == pattern.regex)
      return pattern.preTokenizer;
  return unsupported("the pattern " + get(split, "pattern").dump());
}

class ModelReader {
public:
  Status read(const Json &model);
  Vocabulary vocabulary;

private:
  Status readTokens(const Json &tokens);
  Status readMerges(const Json &merges);
  std::optional<uint32_t> find(const std::string &name) const {
    auto known = ids.find(name);
    return known == ids.end() ? std::nullopt : std::optional(known->second);
  }

  TextMap<uint32_t> ids; // by name
};

Status ModelReader::readTokens(const Json &tokens) {
  if (!tokens.is_object())
    return error("has no model.vocab");
  for (const auto &[name, id] : tokens.items()) {
    std::optional<std::string> bytes = readByteNames(name);
    if (!id.is_number_unsigned() || id >= kMaxTokens)
      return error("gives the token '" + name + "' no id");
    // Special tokens may stand in the vocabulary under their own names, which are no bytes' names.
    if (!bytes || bytes->empty())
      continue;
    if (id >= vocabulary.tokens.size())
      vocabulary.tokens.resize(id.get<size_t>() + 1);
    if (!vocabulary.tokens[id].empty())
      return error("gives the id " + id.dump() + " a second time");
    vocabulary.tokens[id] = *bytes;
    ids.emplace(name, id.get<uint32_t>());
  }
  return {};
}

/// ["a", "b"] or, in older files, "a b".
Status ModelReader::readMerges(const Json &merges) {
  if (!merges.is_array())
    return error("has no model.merges");
  for (const Json &merge : merges) {
    std::string left, right;
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      left = merge[0];
      right = merge[1];
    } else if (merge.is_string()) {
      std::string both = merge;
      size_t space = both.find(' ');
      left = both.substr(0, space);
      right = space == both.npos ? "" : both.substr(space + 1);
    }
    auto first = find(left), second = find(right), result = find(left + right);
    if (!first || !second || !result)
      return error("has the merge " + merge.dump() + ", whose tokens are not all in model.vocab");
    vocabulary.merges.push_back({*first, *second, *result});
  }
  return {};
}

Status ModelReader::read(const Json &model) {
  if (!isType(model, "BPE"))
    return unsupported("the model " + get(model, "type").dump());
  for (const char *key :
       {"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"})
    if (const Json &value = get(model, key); !value.is_null() && value != "")
      return unsupported(std::string("model.") + key + " = " + value.dump());
  if (get(model, "byte_fallback") == true)
    return unsupported("model.byte_fallback");
  vocabulary.wholePieces = get(model, "ignore_merges") == true;
  if (Status status = readTokens(get(model, "vocab")); !status)
    return status;
  return readMerges(get(model, "merges"));
}

Result<AddedToken> readAddedToken(const Json &token) {
  const Json &content = get(token, "content"), &id = get(token, "id");
  if (!content.is_string() || content == "" || !id.is_number_unsigned() || id >= kMaxTokens)
    return error("has the added token " + token.dump() + ", without content or id");
  for (const char *key : {"single_word", "lstrip", "rstrip"})
    if (get(token, key) == true)
      return unsupported(std::string(key) + " of the added token " + content.dump());
  return AddedToken{content, id, get(token, "special") != false, get(token, "normalized") == true};
}

/// An added token may stand in the vocabulary too, under its content. Hugging Face takes the id
/// that it has there.
Status checkAddedToken(const AddedToken &token, const Vocabulary &vocabulary, const Json &ids) {
  auto own = ids.find(token.content);
  std::string id = std::to_string(token.id);
  if (own != ids.end() && *own != token.id)
    return error("gives the added token '" + token.content + "' the id " + id +
                 ", and in model.vocab " + own->dump());
  if (own == ids.end() && token.id < vocabulary.tokens.size() &&
      !vocabulary.tokens[token.id].empty())
    return error("gives the id " + id + " to the added token '" + token.content +
                 "' and to another in model.vocab");
  return {};
}

Result<std::vector<AddedToken>> readAdded(const Json &list, const Vocabulary &vocabulary,
                                          const Json &ids) {
  std::vector<AddedToken> added;
  for (const Json &json : list) {
    Result<AddedToken> token = readAddedToken(json);
    Status status = token ? checkAddedToken(*token, vocabulary, ids) : token.status();
    if (!status)
      return status;
    added.push_back(std::move(*token));
  }
  return added;
}

Result<TokenizerDescription> readTokenizer(const Json &json) {
  if (const Json &normalizer = get(json, "normalizer"); !normalizer.is_null())
    return unsupported("the normalizer " + normalizer.dump());
  Result<PreTokenizer> preTokenizer = readPreTokenizer(get(json, "pre_tokenizer"));
  if (!preTokenizer)
    return preTokenizer.status();
  ModelReader model;
  if (Status status = model.read(get(json, "model")); !status)
    return status;
  Result<std::vector<AddedToken>> added =
      readAdded(get(json, "added_tokens"), model.vocabulary, get(get(json, "model"), "vocab"));
  if (!added)
    return added.status();
  return TokenizerDescription{std::move(model.vocabulary), *preTokenizer, std::move(*added)};
}

Json writePreTokenizer(PreTokenizer preTokenizer) {
  Json byteLevel = {{"type", "ByteLevel"},
                    {"add_prefix_space", false},
                    {"trim_offsets", true},
                    {"use_regex", preTokenizer == PreTokenizer::Gpt2}};
  if (preTokenizer == PreTokenizer::Gpt2)
    return byteLevel;
  Json split;
  for (const Pattern &pattern : kPatterns)
    if (pattern.preTokenizer == preTokenizer)
      split = {{"type", "Split"},
               {"pattern", {{"Regex", pattern.regex}}},
               {"behavior", "Isolated"},
               {"invert", false}};
  return {{"type", "Sequence"}, {"pretokenizers", Json::array({split, byteLevel})}};
}

/// Added tokens stand in the vocabulary as well: from there Hugging Face takes their ids.
Json writeModel(const TokenizerDescription &tokenizer) {
  const Vocabulary &vocabulary = tokenizer.vocabulary;
  std::vector<std::string> names;
  for (const std::string &bytes : vocabulary.tokens)
    names.push_back(writeByteNames(bytes));
  Json tokens = Json::object(), merges = Json::array();
  for (uint32_t id = 0; id < names.size(); ++id)
    if (!names[id].empty())
      tokens[names[id]] = id;
  for (const AddedToken &token : tokenizer.added)
    tokens[token.content] = token.id;
  for (const Vocabulary::Merge &merge : vocabulary.merges)
    merges.push_back({names[merge.left], names[merge.right]});
  return {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", nullptr},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", false},
          {"byte_fallback", false},
          {"ignore_merges", vocabulary.wholePieces},
          {"vocab", std::move(tokens)},
          {"merges", std::move(merges)}};
}

} // namespace

Result<TokenizerDescription> parseTokenizerJson(std::string_view text, const std::string &source) {
  bool isDeep = false; // printing a value for an error takes stack for each level of it
  auto watch = [&](int depth, Json::parse_event_t, const Json &) {
    isDeep |= depth > 64;
    return !isDeep;
  };
  Json json = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (isDeep || !json.is_object())
    return error(source + ": is no JSON object of a tokenizer");
  Result<TokenizerDescription> tokenizer = readTokenizer(json);
  if (!tokenizer)
    return tokenizer.status().at(source);
  return tokenizer;
}

std::string writeTokenizerJson(const TokenizerDescription &tokenizer) {
  Json added = Json::array();
  for (const AddedToken &token : tokenizer.added)
    added.push_back({{"id", token.id},
                     {"content", token.content},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", token.isSecond},
                     {"special", token.isSpecial}});
  Json byteLevel = {{"type", "ByteLevel"},
                    {"add_prefix_space", true},
                    {"trim_offsets", true},
                    {"use_regex", true}};
  Json json = {{"version", "1.0"},
               {"truncation", nullptr},
               {"padding", nullptr},
               {"added_tokens", added},
               {"normalizer", nullptr},
               {"pre_tokenizer", writePreTokenizer(tokenizer.preTokenizer)},
               {"post_processor", nullptr},
               {"decoder", byteLevel},
               {"model", writeModel(tokenizer)}};
  return json.dump() + "\n";
}

} // namespace heddle::runtime

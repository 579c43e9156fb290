//===- TokenizerFiles.cpp - the files of tokenizers -----------------------===//

#include "runtime/base/File.h"
#include "runtime/data/tokenizer/EncoderJson.h"
#include "runtime/data/tokenizer/KnownRanks.h"
#include "runtime/data/tokenizer/Tokenizer.h"

#include <algorithm>
#include <filesystem>

namespace heddle::runtime {

namespace {

/// No vocabulary is written in more.
constexpr uint64_t kMostBytes = 1 << 30;

constexpr const char *kHint =
    "give a tokenizer.json, a .tiktoken file or GPT-2's vocab.bpe; a SentencePiece model must be "
    "converted to a tokenizer.json of byte-level BPE";

enum class Kind { Json, VocabBpe, Tiktoken, Unknown };

std::string_view firstLine(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size()));
}

/// A .tiktoken file begins with a byte in base64 and a number. A vocab.bpe whose version line is
/// missing (Hugging Face's merges.txt may lack it) has two names there.
Kind kindOf(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first != text.npos && text[first] == '{')
    return Kind::Json;
  std::string_view line = firstLine(text);
  if (line.starts_with("#version"))
    return Kind::VocabBpe;
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  size_t space = line.find(' ');
  if (space == line.npos || space == 0 || line.find(' ', space + 1) != line.npos)
    return Kind::Unknown;
  std::string_view number = line.substr(space + 1);
  bool isNumber =
      !number.empty() && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  return space % 4 == 0 && isNumber ? Kind::Tiktoken : Kind::VocabBpe;
}

Result<TokenizerDescription> readVocabBpe(std::string_view text, const std::string &path) {
  Result<Vocabulary> vocabulary = parseVocabBpe(text, path);
  if (!vocabulary)
    return vocabulary.status();
  uint32_t next = vocabulary->tokens.size();
  TokenizerDescription tokenizer{
      std::move(*vocabulary), PreTokenizer::Gpt2, {{"<|endoftext|>", next}}};
  std::string beside = std::filesystem::path(path).parent_path() / "encoder.json";
  std::error_code problem;
  if (!std::filesystem::exists(beside, problem))
    return tokenizer;
  Result<std::string> ids = readWholeFile(beside, kMostBytes);
  if (!ids)
    return ids.status();
  Result<std::vector<AddedToken>> added = parseEncoderJson(*ids, tokenizer.vocabulary, beside);
  if (!added)
    return added.status();
  tokenizer.added = std::move(*added);
  return tokenizer;
}

Result<TokenizerDescription> readTiktoken(std::string_view text, const std::string &path,
                                          const TokenizerOptions &options) {
  Result<Vocabulary> vocabulary = parseTiktoken(text, path);
  if (!vocabulary)
    return vocabulary.status();
  std::optional<KnownRanks> known = findKnownRanks(*vocabulary);
  if (!known && !options.preTokenizer)
    return error(path + ": has " + std::to_string(vocabulary->tokens.size()) +
                     " ranks, as no published vocabulary does, and does not say how text is cut",
                 "say which pattern it was made with: gpt2, cl100k, llama3 or o200k");
  PreTokenizer preTokenizer =
      options.preTokenizer.value_or(known ? known->preTokenizer : PreTokenizer::Gpt2);
  return TokenizerDescription{std::move(*vocabulary), preTokenizer,
                              known ? std::move(known->added) : std::vector<AddedToken>()};
}

Result<TokenizerDescription> readFile(std::string_view text, const std::string &path,
                                      const TokenizerOptions &options) {
  switch (kindOf(text)) {
  case Kind::Json:
    return parseTokenizerJson(text, path);
  case Kind::VocabBpe:
    return readVocabBpe(text, path);
  case Kind::Tiktoken:
    return readTiktoken(text, path, options);
  case Kind::Unknown:
    break;
  }
  return error(path + ": is no tokenizer that is known here", kHint);
}

} // namespace

Result<Tokenizer> Tokenizer::open(const std::string &path, const TokenizerOptions &options) {
  Result<std::string> text = readWholeFile(path, kMostBytes);
  if (!text)
    return error(text.status().message(), kHint);
  Result<TokenizerDescription> description = readFile(*text, path, options);
  if (!description)
    return description.status();
  Result<Tokenizer> tokenizer = create(std::move(*description), options.endOfDocument);
  return tokenizer ? std::move(tokenizer) : tokenizer.status().at(path);
}

Result<Tokenizer> Tokenizer::parseJson(std::string_view text, const std::string &source,
                                       const std::string &endOfDocument) {
  Result<TokenizerDescription> description = parseTokenizerJson(text, source);
  if (!description)
    return description.status();
  Result<Tokenizer> tokenizer = create(std::move(*description), endOfDocument);
  return tokenizer ? std::move(tokenizer) : tokenizer.status().at(source);
}

} // namespace heddle::runtime

//===- Codec.cpp - text as a model's tokens ---------------------*- C++ -*-===//

#include "tools/heddle-run/Codec.h"

#include "tools/heddle-run/Data.h"

namespace heddle::run {

using namespace runtime;

namespace {

Status checkSaved(const SavedTokenizer &saved, const Tokenizer &own, const std::string &load) {
  if (saved.fingerprint == own.fingerprint())
    return {};
  return error("the model of '" + load + "' was trained on " + describe(saved) +
                   ", but the tokenizer is " + formatFingerprint(own.fingerprint()),
               "give the tokenizer that made its data");
}

/// Null for bytes.
Result<std::unique_ptr<Tokenizer>> openTokenizer(const GenerateOptions &options) {
  Result<std::optional<SavedTokenizer>> saved = loadTokenizer(options.load);
  if (!saved)
    return saved.status();
  bool isSaved = *saved && (*saved)->fingerprint;
  if (options.tokenizer.empty() && isSaved && (*saved)->json.empty())
    return error("the model of '" + options.load + "' was trained on " + describe(**saved) +
                     ", which the checkpoint does not hold",
                 "give its file: --tokenizer");
  if (options.tokenizer.empty() && !isSaved)
    return std::unique_ptr<Tokenizer>();
  Result<Tokenizer> tokenizer =
      options.tokenizer.empty()
          ? Tokenizer::parseJson((*saved)->json, "the tokenizer.json of '" + options.load + "'")
          : Tokenizer::open(options.tokenizer);
  if (!tokenizer)
    return tokenizer.status();
  if (*saved)
    if (Status status = checkSaved(**saved, *tokenizer, options.load); !status)
      return status;
  return std::make_unique<Tokenizer>(std::move(*tokenizer));
}

} // namespace

Result<Codec> Codec::open(const GenerateOptions &options, uint64_t vocab) {
  Codec codec(vocab);
  Result<std::unique_ptr<Tokenizer>> tokenizer = openTokenizer(options);
  if (!tokenizer)
    return tokenizer.status();
  codec.tokenizer = std::move(*tokenizer);
  if (!codec.tokenizer)
    return codec;
  if (uint64_t size = codec.tokenizer->size(); size > vocab)
    return error("the tokenizer has " + std::to_string(size) +
                     " tokens, but the model's vocab is " + std::to_string(vocab),
                 "give the tokenizer of the data that the model was trained on");
  codec.decoder = std::make_unique<StreamDecoder>(*codec.tokenizer);
  return codec;
}

Result<std::vector<uint32_t>> Codec::encode(const std::string &prompt) const {
  std::vector<uint32_t> tokens;
  if (tokenizer && prompt.empty() && tokenizer->endOfDocument())
    return std::vector{*tokenizer->endOfDocument()};
  std::string text = prompt.empty() ? "\n" : prompt;
  if (tokenizer) {
    tokenizer->encode(text, tokens);
    return tokens;
  }
  for (uint8_t byte : text) {
    if (byte >= vocab)
      return error("the prompt has a byte " + std::to_string(unsigned{byte}) +
                   ", but the model's vocab is " + std::to_string(vocab));
    tokens.push_back(byte);
  }
  return tokens;
}

Result<std::string> Codec::decode(uint32_t token) {
  if (decoder)
    return decoder->add(token);
  if (token > 255)
    return error("the model chose token " + std::to_string(token) + ", which is no byte",
                 "a model of another vocabulary than bytes needs its tokenizer: --tokenizer");
  return std::string(1, char(token));
}

} // namespace heddle::run

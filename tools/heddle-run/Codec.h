//===- Codec.h - text as a model's tokens -----------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_CODEC_H
#define HEDDLE_TOOLS_HEDDLE_RUN_CODEC_H

#include "runtime/data/tokenizer/StreamDecoder.h"
#include "tools/heddle-run/Options.h"

#include <memory>

namespace heddle::run {

/// Text as the tokens of a model, and back: its bytes, or what a tokenizer makes of it.
class Codec {
public:
  /// That of options.tokenizer, or else of the checkpoint options.load; bytes if neither has one.
  /// Fails if both do and differ, and if it has more tokens than a model of `vocab`.
  static runtime::Result<Codec> open(const GenerateOptions &options, uint64_t vocab);

  /// What a model goes on from: the prompt, or for an empty one what stands before texts. Never
  /// empty. Fails on a byte that the model has no token for.
  runtime::Result<std::vector<uint32_t>> encode(const std::string &prompt) const;
  /// The text that is whole with one token more. Fails on a token that stands for none.
  runtime::Result<std::string> decode(uint32_t token);
  /// What is left of a character that was cut.
  std::string finish() { return decoder ? decoder->finish() : std::string(); }

  /// Whether the tokenizer has this token; the others pad the model's vocabulary.
  bool has(uint32_t token) const { return !tokenizer || !tokenizer->bytesOf(token).empty(); }
  /// Whether the token ends a document.
  bool isEnd(uint32_t token) const { return tokenizer && tokenizer->endOfDocument() == token; }

private:
  explicit Codec(uint64_t vocab) : vocab(vocab) {}

  uint64_t vocab;
  std::unique_ptr<runtime::Tokenizer> tokenizer; // none: bytes
  std::unique_ptr<runtime::StreamDecoder> decoder;
};

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_CODEC_H

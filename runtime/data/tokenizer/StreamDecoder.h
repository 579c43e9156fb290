//===- StreamDecoder.h - tokens to text as they come ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_STREAMDECODER_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_STREAMDECODER_H

#include "runtime/data/tokenizer/Tokenizer.h"

namespace heddle::runtime {

/// Decodes one token after the other. A character may be cut between tokens: its bytes are held
/// back until it is whole, or cannot become so.
class StreamDecoder {
public:
  /// `tokenizer` must outlive the object.
  explicit StreamDecoder(const Tokenizer &tokenizer) : tokenizer(tokenizer) {}

  /// The text that is whole now.
  std::string add(uint32_t token);
  /// What is still held back.
  std::string finish();

private:
  const Tokenizer &tokenizer;
  std::string held;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_STREAMDECODER_H

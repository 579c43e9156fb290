//===- FuzzTokenizer.cpp - no tokenizer file crashes ----------------------===//

#include "runtime/data/tokenizer/Tokenizer.h"

#include <cstdlib>

using namespace heddle::runtime;

/// A vocabulary that is accepted must give back what it encodes.
static void use(TokenizerDescription description, std::string_view text) {
  Result<Tokenizer> tokenizer = Tokenizer::create(std::move(description));
  if (!tokenizer)
    return;
  std::vector<uint32_t> tokens;
  tokenizer->encode(text, tokens, SpecialText::IsToken);
  Result<std::string> decoded = tokenizer->decode(tokens);
  if (!decoded || *decoded != text)
    std::abort();
}

/// Any bytes as each kind of file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  if (Result<TokenizerDescription> json = parseTokenizerJson(text, "json"))
    use(std::move(*json), text);
  if (Result<Vocabulary> merges = parseVocabBpe(text, "merges"))
    use({std::move(*merges), PreTokenizer::O200k, {{"<|", 300000}}}, text);
  if (Result<Vocabulary> ranks = parseTiktoken(text, "ranks"))
    use({std::move(*ranks), PreTokenizer::Cl100k, {}}, text);
  return 0;
}

//===- Fingerprint.cpp - what tells tokenizers apart ----------------------===//

#include "runtime/data/tokenizer/Fingerprint.h"

#include <bit>
#include <memory>
#include <xxhash.h>

namespace heddle::runtime {

namespace {

/// Numbers as 8 bytes, the lowest first; texts with their sizes in front.
class Hasher {
public:
  Hasher() : state(XXH3_createState(), XXH3_freeState) { XXH3_64bits_reset(state.get()); }

  void add(uint64_t number) {
    static_assert(std::endian::native == std::endian::little);
    XXH3_64bits_update(state.get(), &number, sizeof number);
  }
  void add(std::string_view text) {
    add(uint64_t(text.size()));
    XXH3_64bits_update(state.get(), text.data(), text.size());
  }
  uint64_t digest() const { return XXH3_64bits_digest(state.get()); }

private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state;
};

} // namespace

uint64_t fingerprintOf(const TokenizerDescription &tokenizer) {
  const Vocabulary &vocabulary = tokenizer.vocabulary;
  Hasher hasher;
  hasher.add("heddle-tokenizer 1");
  hasher.add(nameOf(tokenizer.preTokenizer));
  hasher.add(uint64_t{vocabulary.wholePieces});
  hasher.add(uint64_t{vocabulary.tokens.size()});
  for (const std::string &token : vocabulary.tokens)
    hasher.add(token);
  hasher.add(uint64_t{vocabulary.merges.size()});
  for (const Vocabulary::Merge &merge : vocabulary.merges)
    for (uint32_t token : {merge.left, merge.right, merge.result})
      hasher.add(uint64_t{token});
  hasher.add(uint64_t{tokenizer.added.size()});
  for (const AddedToken &token : tokenizer.added) {
    hasher.add(token.content);
    for (uint64_t number :
         {uint64_t{token.id}, uint64_t{token.isSpecial}, uint64_t{token.isSecond}})
      hasher.add(number);
  }
  return hasher.digest();
}

} // namespace heddle::runtime

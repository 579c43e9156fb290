//===- Trainer.h - learning the merges of a vocabulary ----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_TRAINER_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_TRAINER_H

#include "runtime/data/text/TextMap.h"
#include "runtime/data/tokenizer/PreTokenizer.h"
#include "runtime/data/tokenizer/Vocabulary.h"

namespace heddle::runtime {

/// How often each piece occurs in the texts that were added.
class PieceCounter {
public:
  explicit PieceCounter(PreTokenizer preTokenizer) : preTokenizer(preTokenizer) {}

  void add(std::string_view text);
  const TextMap<uint64_t> &getCounts() const { return counts; }

private:
  PreTokenizer preTokenizer;
  TextMap<uint64_t> counts;
};

/// Byte-pair encoding as Sennrich et al. (2016) learn it: from the bytes on, the two neighbours
/// that occur most often within pieces become a token, until there are `size` tokens or no pair
/// occurs `minCount` times. Of equally frequent pairs the one of smaller ids wins, as in Hugging
/// Face's trainer, so the result does not depend on the order of the texts. The ids are GPT-2's:
/// 256 bytes, then the tokens as they are learned. Fails if `size` is less than 256.
Result<Vocabulary> trainBpe(const TextMap<uint64_t> &pieces, size_t size, uint64_t minCount = 2);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_TRAINER_H

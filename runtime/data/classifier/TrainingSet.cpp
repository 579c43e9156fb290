//===- TrainingSet.cpp - documents to learn from --------------------------===//

#include "runtime/data/classifier/TrainingSet.h"

#include "runtime/data/classifier/Tokens.h"

#include <xxhash.h>

namespace heddle::corpus {

void TrainingSet::add(std::string_view text, bool good) {
  uint64_t begin = tokens.size();
  forEachToken(text, [&](Token token) { tokens.push_back(token); });
  documents.push_back({XXH3_64bits(text.data(), text.size()), begin, tokens.size() - begin, good});
}

} // namespace heddle::corpus

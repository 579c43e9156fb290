//===- TrainingSet.h - documents to learn from ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAININGSET_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAININGSET_H

#include "runtime/data/classifier/Features.h"

#include <span>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// Good and raw documents, in four bytes a token (Tokens.h).
class TrainingSet {
public:
  struct Document {
    uint64_t hash; // of the text
    uint64_t begin, tokens;
    bool good;
  };

  void add(std::string_view text, bool good);

  const std::vector<Document> &getDocuments() const { return documents; }
  std::span<const Token> tokensOf(const Document &document) const {
    return std::span(tokens).subspan(document.begin, document.tokens);
  }

private:
  std::vector<Document> documents;
  std::vector<Token> tokens;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAININGSET_H

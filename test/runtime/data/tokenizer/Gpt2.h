//===- Gpt2.h - the vocabulary of GPT-2, for tests --------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_TOKENIZER_GPT2_H
#define HEDDLE_TEST_RUNTIME_DATA_TOKENIZER_GPT2_H

#include "runtime/data/tokenizer/Bpe.h"
#include "test/runtime/Files.h"

inline std::string readTestFile(const std::string &name) {
  return heddle::test::contentOf("test/runtime/data/tokenizer/" + name);
}

inline heddle::runtime::Vocabulary readGpt2() {
  return *heddle::runtime::parseVocabBpe(readTestFile("gpt2/vocab.bpe"), "vocab.bpe");
}

#endif // HEDDLE_TEST_RUNTIME_DATA_TOKENIZER_GPT2_H

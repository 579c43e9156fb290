//===- TokensFixture.h - token files of tests -------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_TOKENS_TOKENSFIXTURE_H
#define HEDDLE_TEST_RUNTIME_DATA_TOKENS_TOKENSFIXTURE_H

#include "runtime/data/tokens/TokenView.h"
#include "test/runtime/Files.h"

#include "gmock/gmock.h"

#include <random>

namespace heddle::test {

using corpus::TokenFile;
using corpus::TokenView;
using corpus::TokenWriter;
using runtime::Result;
using runtime::Status;
using runtime::Tokenizer;

/// The 256 bytes in their order, tokens 256 to `size` - 2 that are runs of "x", and one that ends
/// documents.
inline Tokenizer makeTokenizer(uint32_t size = 1000) {
  runtime::Vocabulary vocabulary;
  for (unsigned byte = 0; byte < 256; ++byte)
    vocabulary.tokens.push_back(std::string(1, char(byte)));
  while (vocabulary.tokens.size() < size - 1) {
    uint32_t id = vocabulary.tokens.size();
    vocabulary.merges.push_back({id == 256 ? 'x' : id - 1, 'x', id});
    vocabulary.tokens.push_back(std::string(id - 254, 'x'));
  }
  return *Tokenizer::create(
      {std::move(vocabulary), runtime::PreTokenizer::Gpt2, {{"</s>", size - 1}}});
}

using Documents = std::vector<std::vector<uint32_t>>;

class TokensTest : public FolderTest {
protected:
  std::string at(const std::string &name) const { return folder + "/" + name; }

  /// Documents of 1 to 300 tokens, each with its end.
  Documents makeDocuments(size_t count, uint32_t seed = 1) const {
    std::mt19937 random(seed);
    Documents documents(count);
    for (std::vector<uint32_t> &document : documents) {
      for (size_t size = random() % 300; document.size() < size;)
        document.push_back(random() % (tokenizer.size() - 1));
      document.push_back(tokenizer.size() - 1);
    }
    return documents;
  }

  void write(const std::string &name, const Documents &documents, bool keepsTokenizer = true) {
    Result<TokenWriter> writer =
        TokenWriter::create(at(name), corpus::originOf(tokenizer, keepsTokenizer));
    ASSERT_TRUE(writer.ok()) << writer.status().str();
    for (const std::vector<uint32_t> &document : documents) {
      Status status = writer->add(document, corpus::textBytesOf(tokenizer, document));
      ASSERT_TRUE(status.ok()) << status.str();
    }
    Status status = writer->finish();
    ASSERT_TRUE(status.ok()) << status.str();
  }

  Documents documentsOf(const TokenView &view) const {
    Documents documents(view.documents());
    for (uint64_t i = 0; i < documents.size(); ++i) {
      documents[i].resize(view.startOf(i + 1) - view.startOf(i));
      view.read(view.startOf(i), documents[i]);
    }
    return documents;
  }

  TokenView open(const std::vector<std::string> &names) const {
    std::vector<std::string> paths;
    for (const std::string &name : names)
      paths.push_back(at(name));
    Result<TokenView> view = TokenView::open(paths);
    EXPECT_TRUE(view.ok()) << view.status().str();
    return std::move(*view);
  }

  /// Bytes of a file as they are, changed, and as another file.
  void change(const std::string &name, uint64_t offset, char by = 1) const {
    std::fstream file(at(name), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    char byte = char(file.get());
    file.seekp(offset);
    file.put(char(byte ^ by));
  }
  void save(const std::string &name, const std::string &bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
  }

  Tokenizer tokenizer = makeTokenizer();
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DATA_TOKENS_TOKENSFIXTURE_H

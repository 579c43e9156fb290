//===- FormatsTest.cpp - token files of other programs --------------------===//

#include "TokensFixture.h"

#include "runtime/data/tokens/Export.h"
#include "runtime/data/tokens/Import.h"

#include <cstring>

using namespace heddle;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

template <typename T> std::string bytesOf(const std::vector<T> &numbers) {
  return {reinterpret_cast<const char *>(numbers.data()), numbers.size() * sizeof(T)};
}

class FormatsTest : public TokensTest {
protected:
  using Import = Status (*)(const std::string &, const Tokenizer &, TokenWriter &);

  Status import(Import with, const std::string &from, const std::string &name) {
    return importPath(with, at(from), name);
  }

  Status importPath(Import with, const std::string &path, const std::string &name) {
    Result<TokenWriter> writer = TokenWriter::create(at(name), corpus::originOf(tokenizer));
    Status status = with(path, tokenizer, *writer);
    return status ? writer->finish() : status;
  }

  Documents read(Import with, const std::string &from) {
    Status status = import(with, from, "imported");
    EXPECT_TRUE(status.ok()) << status.str();
    return documentsOf(open({"imported"}));
  }

  void expectRoundTrip(Import with, Status (*out)(const TokenView &, const std::string &)) {
    write("a", makeDocuments(3000));
    Status status = out(open({"a"}), at("exported"));
    ASSERT_TRUE(status.ok()) << status.str();
    status = import(with, "exported", "b");
    ASSERT_TRUE(status.ok()) << status.str();
    EXPECT_TRUE(contentOf(at("a")) == contentOf(at("b")));
  }

  /// An index of documents of one sequence each and the tokens 1, 2, 3, ...
  template <typename T>
  void saveMegatron(const std::string &name, uint8_t type, const std::vector<int32_t> &lengths) {
    std::vector<int64_t> places, documents = {0};
    std::vector<T> tokens;
    for (int32_t length : lengths) {
      places.push_back(int64_t(tokens.size() * sizeof(T)));
      documents.push_back(int64_t(places.size()));
      for (int32_t i = 0; i < length; ++i)
        tokens.push_back(T(tokens.size() + 1));
    }
    save(name + ".bin", bytesOf(tokens));
    save(name + ".idx", std::string("MMIDIDX\0\0", 9) + bytesOf<uint64_t>({1}) + char(type) +
                            bytesOf<uint64_t>({lengths.size(), documents.size()}) +
                            bytesOf(lengths) + bytesOf(places) + bytesOf(documents));
  }

  /// A number in an index.
  template <typename T> void put(const std::string &name, uint64_t offset, T value) const {
    std::string bytes = contentOf(at(name));
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    save(name, bytes);
  }
};

/// record_formats.py wrote them.
TEST_F(FormatsTest, WhatNumpyWroteIsRead) {
  Documents expected = {{1, 2, 999}, {999}, {300, 998, 0, 7, 999}, {42, 999}};
  write("expected", expected);
  const std::pair<Import, const char *> kFiles[] = {
      {corpus::importMegatron, "u16"},  {corpus::importMegatron, "i32"},
      {corpus::importMegatron, "i64"},  {corpus::importNanoGpt, "nanogpt.bin"},
      {corpus::importLlmC, "gpt2.bin"}, {corpus::importLlmC, "llama3.bin"}};
  for (const auto &[with, name] : kFiles) {
    Status status =
        importPath(with, std::string("test/runtime/data/tokens/formats/") + name, "imported");
    ASSERT_TRUE(status.ok()) << status.str();
    EXPECT_TRUE(contentOf(at("imported")) == contentOf(at("expected"))) << name;
  }
}

//===----------------------------------------------------------------------===//
// Megatron
//===----------------------------------------------------------------------===//

TEST_F(FormatsTest, MegatronComesBack) {
  expectRoundTrip(corpus::importMegatron, corpus::exportMegatron);
}

TEST_F(FormatsTest, MegatronOfAnyIntegerType) {
  Documents expected = {{1, 2}, {3}, {4, 5, 6}};
  std::vector<int32_t> lengths = {2, 1, 3};
  saveMegatron<uint8_t>("u8", 1, lengths);
  saveMegatron<int8_t>("i8", 2, lengths);
  saveMegatron<int16_t>("i16", 3, lengths);
  saveMegatron<int32_t>("i32", 4, lengths);
  saveMegatron<int64_t>("i64", 5, lengths);
  saveMegatron<uint16_t>("u16", 8, lengths);
  for (const char *type : {"u8", "i8", "i16", "i32", "i64", "u16"})
    EXPECT_EQ(read(corpus::importMegatron, type), expected) << type;
}

TEST_F(FormatsTest, MegatronDocumentsOfSeveralSequencesAndNone) {
  saveMegatron<int32_t>("m", 4, {2, 1, 0, 3});
  uint64_t documents = 34 + 12 * 4;
  put("m.idx", documents + 8, int64_t{2}); // {0, 2, 2, 3, 4}: one is empty, so is sequence 2
  EXPECT_EQ(read(corpus::importMegatron, "m"), (Documents{{1, 2, 3}, {4, 5, 6}}));
  save("m.idx", contentOf(at("m.idx")) + std::string(4, '\1')); // modes
  EXPECT_EQ(read(corpus::importMegatron, "m"), (Documents{{1, 2, 3}, {4, 5, 6}}));
}

TEST_F(FormatsTest, HostileMegatronIndicesAreRefused) {
  auto errorWith = [&](auto change) {
    saveMegatron<int32_t>("m", 4, {2, 1, 3});
    change();
    return import(corpus::importMegatron, "m", "x").message();
  };
  uint64_t lengths = 34, places = lengths + 12, documents = places + 24;
  EXPECT_THAT(errorWith([&] { put("m.idx", 0, 'x'); }), HasSubstr("m.idx': is no index"));
  EXPECT_THAT(errorWith([&] { put("m.idx", 9, uint64_t{2}); }), HasSubstr("has version 2"));
  EXPECT_THAT(errorWith([&] { put("m.idx", 17, uint8_t{6}); }), HasSubstr("tokens of type 6"));
  for (uint64_t count : {uint64_t{4}, ~uint64_t{0}, uint64_t{1} << 61, uint64_t{1} << 63}) {
    EXPECT_THAT(errorWith([&] { put("m.idx", 18, count); }), HasSubstr("its header says")) << count;
    EXPECT_THAT(errorWith([&] { put("m.idx", 26, count + 1); }), HasSubstr("its header says"))
        << count;
  }
  EXPECT_THAT(errorWith([&] { put("m.idx", lengths + 4, -1); }),
              HasSubstr("sequence 1 has -1 tokens of 4 bytes at byte 8 of the .bin, which has 24"));
  EXPECT_THAT(errorWith([&] { put("m.idx", lengths + 8, 4); }),
              HasSubstr("sequence 2 has 4 tokens"));
  for (int64_t place : {int64_t{25}, int64_t{-4}, INT64_MIN, INT64_MAX})
    EXPECT_THAT(errorWith([&] { put("m.idx", places, place); }),
                HasSubstr("sequence 0 has 2 tokens"))
        << place;
  EXPECT_THAT(errorWith([&] { put("m.idx", documents, int64_t{1}); }),
              HasSubstr("does not go from 0 to 3"));
  EXPECT_THAT(errorWith([&] { put("m.idx", documents + 24, int64_t{2}); }),
              HasSubstr("does not go from 0 to 3"));
  EXPECT_THAT(errorWith([&] { put("m.idx", documents + 8, int64_t{9}); }),
              HasSubstr("document 2 begins with sequence 2, before"));
  EXPECT_THAT(errorWith([&] { put("m.bin", 12, int32_t{-7}); }), HasSubstr("m.bin': "));
  EXPECT_THAT(errorWith([&] { put("m.bin", 12, int32_t{-7}); }),
              HasSubstr("sequence 2, behind token 0: token 0 is -7, which the tokenizer"));
  EXPECT_THAT(errorWith([&] { put("m.bin", 16, int32_t{1000}); }), HasSubstr("token 1 is 1000"));
  EXPECT_THAT(errorWith([&] { std::filesystem::resize_file(at("m.idx"), 40); }),
              HasSubstr("has 40 bytes"));
  EXPECT_THAT(errorWith([&] { std::filesystem::resize_file(at("m.idx"), 0); }),
              HasSubstr("is no index"));
  EXPECT_THAT(errorWith([&] { std::filesystem::remove(at("m.bin")); }), HasSubstr("No such file"));
}

TEST_F(FormatsTest, MegatronIsWrittenAsMegatronWritesIt) {
  write("a", {{1, 2, 999}, {5, 999}});
  ASSERT_TRUE(corpus::exportMegatron(open({"a"}), at("m")).ok());
  EXPECT_EQ(contentOf(at("m.bin")), bytesOf<uint16_t>({1, 2, 999, 5, 999}));
  EXPECT_EQ(contentOf(at("m.idx")), std::string("MMIDIDX\0\0\1\0\0\0\0\0\0\0\x8", 18) +
                                        bytesOf<uint64_t>({2, 3}) + bytesOf<int32_t>({3, 2}) +
                                        bytesOf<int64_t>({0, 6, 0, 1, 2}));
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

TEST_F(FormatsTest, NanoGptComesBack) {
  expectRoundTrip(corpus::importNanoGpt, corpus::exportNanoGpt);
}

TEST_F(FormatsTest, LlmCComesBack) { expectRoundTrip(corpus::importLlmC, corpus::exportLlmC); }

TEST_F(FormatsTest, StreamsAreCutBehindOrBeforeTheEnd) {
  save("behind", bytesOf<uint16_t>({1, 2, 999, 999, 3}));
  EXPECT_EQ(read(corpus::importNanoGpt, "behind"), (Documents{{1, 2, 999}, {999}, {3}}));
  save("before", bytesOf<uint16_t>({999, 1, 2, 999, 999, 3}));
  EXPECT_EQ(read(corpus::importNanoGpt, "before"), (Documents{{999, 1, 2}, {999}, {999, 3}}));
}

/// Pieces of 65,536 tokens are read at once: documents go on over their borders.
TEST_F(FormatsTest, StreamsAreCutAnywhere) {
  for (uint32_t first : {999u, 7u})
    for (size_t end : {65534, 65535, 65536, 65537, 131071}) {
      std::vector<uint16_t> tokens(140000, 7);
      tokens[0] = uint16_t(first);
      tokens[end] = 999;
      save("stream", bytesOf(tokens));
      Documents documents = read(corpus::importNanoGpt, "stream");
      size_t cut = first == 999 ? end : end + 1;
      ASSERT_EQ(documents.size(), 2u);
      EXPECT_EQ(documents[0].size(), cut);
      EXPECT_EQ(documents[1].size(), 140000 - cut);
    }
}

TEST_F(FormatsTest, LlmCOfBothKinds) {
  auto header = [](int32_t magic, int32_t version, int32_t tokens) {
    std::vector<int32_t> numbers(256);
    numbers[0] = magic, numbers[1] = version, numbers[2] = tokens;
    return bytesOf(numbers);
  };
  save("gpt2", header(20240520, 1, 3) + bytesOf<uint16_t>({999, 1, 2}));
  EXPECT_EQ(read(corpus::importLlmC, "gpt2"), (Documents{{999, 1, 2}}));
  save("llama3", header(20240801, 7, 3) + bytesOf<uint32_t>({999, 1, 2}));
  EXPECT_EQ(read(corpus::importLlmC, "llama3"), (Documents{{999, 1, 2}}));
  auto errorOf = [&](const std::string &bytes) {
    save("bad", bytes);
    return import(corpus::importLlmC, "bad", "x").message();
  };
  EXPECT_THAT(errorOf("x"), HasSubstr("bad': has 1 bytes, less than the header"));
  EXPECT_THAT(errorOf(header(20240521, 1, 0)), HasSubstr("it begins with 20240521"));
  EXPECT_THAT(errorOf(header(20240520, 2, 0)), HasSubstr("has version 2"));
  EXPECT_THAT(errorOf(header(20240520, 1, -1)), HasSubstr("says -1 tokens"));
  EXPECT_THAT(errorOf(header(20240520, 1, 1)), HasSubstr("says 1 tokens of 2 bytes"));
  EXPECT_THAT(errorOf(header(20240801, 7, 1) + bytesOf<int32_t>({-1})),
              HasSubstr("token 0 is -1, which the tokenizer does not have"));
}

TEST_F(FormatsTest, StreamsThatCannotBeReadAreRefused) {
  save("odd", std::string(7, '\0'));
  EXPECT_THAT(import(corpus::importNanoGpt, "odd", "x").message(),
              HasSubstr("odd': has 7 bytes of tokens, which are 2 each"));
  save("high", bytesOf<uint16_t>({1, 2, 1000}));
  EXPECT_THAT(import(corpus::importNanoGpt, "high", "x").message(),
              HasSubstr("token 2 is 1000, which the tokenizer does not have"));
  tokenizer =
      *Tokenizer::create({tokenizer.describe().vocabulary, runtime::PreTokenizer::Gpt2, {}});
  EXPECT_THAT(import(corpus::importNanoGpt, "high", "x").message(),
              HasSubstr("the tokenizer no token that ends them"));
}

TEST_F(FormatsTest, LargeVocabulariesNeedOtherFormats) {
  Result<TokenWriter> writer = TokenWriter::create(at("a"), {7, 200000, 199999, ""});
  ASSERT_TRUE(writer->add(std::vector<uint32_t>{1, 199999}, 3).ok());
  ASSERT_TRUE(writer->finish().ok());
  TokenView view = open({"a"});
  EXPECT_THAT(corpus::exportNanoGpt(view, at("x")).message(),
              HasSubstr("nanoGPT's tokens have 16 bits, but the vocabulary has 200000"));
  ASSERT_TRUE(corpus::exportLlmC(view, at("l")).ok());
  EXPECT_EQ(contentOf(at("l")).substr(0, 12), bytesOf<int32_t>({20240801, 7, 2}));
  EXPECT_EQ(contentOf(at("l")).substr(1024), bytesOf<uint32_t>({1, 199999}));
  ASSERT_TRUE(corpus::exportMegatron(view, at("m")).ok());
  EXPECT_EQ(contentOf(at("m.idx"))[17], 4);
  EXPECT_EQ(contentOf(at("m.bin")), bytesOf<int32_t>({1, 199999}));
}

} // namespace

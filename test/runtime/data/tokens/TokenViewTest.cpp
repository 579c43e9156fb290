//===- TokenViewTest.cpp - token files as one -----------------------------===//

#include "TokensFixture.h"

#include "runtime/data/tokens/Spool.h"

using namespace heddle;
using namespace heddle::test;
using testing::HasSubstr;

namespace {

using TokenViewTest = TokensTest;

TEST_F(TokenViewTest, SeveralFilesAreReadAsOne) {
  Documents documents = makeDocuments(500);
  write("whole", documents);
  write("a", {documents.begin(), documents.begin() + 100});
  write("empty", {});
  write("b", {documents.begin() + 100, documents.begin() + 101});
  write("c", {documents.begin() + 101, documents.end()});
  TokenView whole = open({"whole"}), view = open({"a", "empty", "b", "c"});
  EXPECT_EQ(documentsOf(view), documents);
  EXPECT_EQ(view.textBytes(), whole.textBytes());
  EXPECT_EQ(view.size(), whole.size());
  for (uint64_t token = 0; token < view.size(); ++token)
    ASSERT_EQ(view.documentOf(token), whole.documentOf(token)) << token;
  std::vector<uint32_t> left(view.size()), right(view.size());
  view.read(0, left);
  whole.read(0, right);
  EXPECT_EQ(left, right);
  view.read(view.size(), {}); // nothing, at the end
  EXPECT_NE(view.fingerprint(), whole.fingerprint());
}

TEST_F(TokenViewTest, MergedFilesAreWhatOneFileWouldBe) {
  Documents documents = makeDocuments(20000); // several blocks
  write("whole", documents);
  write("a", {documents.begin(), documents.begin() + 7001});
  write("b", {documents.begin() + 7001, documents.end()});
  Status status = corpus::merge(open({"a", "b"}), at("merged"));
  ASSERT_TRUE(status.ok()) << status.str();
  EXPECT_TRUE(contentOf(at("whole")) == contentOf(at("merged")));
}

/// Starts that are wrong would lead out of the file; and damage must not be copied.
TEST_F(TokenViewTest, DamagedFilesAreNotMerged) {
  write("a", makeDocuments(10));
  uint64_t starts = TokenFile::open(at("a"))->layout().documentsAt();
  change("a", starts + 8 + 6); // the second document begins behind all others
  EXPECT_THAT(corpus::merge(open({"a"}), at("b")).message(), HasSubstr("block 0 is damaged"));
  EXPECT_FALSE(std::filesystem::exists(at("b")));
}

TEST_F(TokenViewTest, FilesOfOtherTokenizersAreRefused) {
  write("a", makeDocuments(2));
  tokenizer = makeTokenizer(1001);
  write("b", makeDocuments(2));
  Status status = TokenView::open({at("a"), at("b")}).status();
  EXPECT_THAT(status.message(), HasSubstr("are of different tokenizers, "));
  EXPECT_THAT(status.message(), HasSubstr(runtime::formatFingerprint(tokenizer.fingerprint())));
  EXPECT_THAT(TokenView::open({}).status().message(), HasSubstr("no token files"));
}

TEST_F(TokenViewTest, ASpoolGivesBackAllNumbers) {
  Result<corpus::Spool> spool = corpus::Spool::create(folder);
  ASSERT_TRUE(spool.ok()) << spool.status().str();
  for (uint64_t i = 0; i < 100000; ++i)
    ASSERT_TRUE(spool->add(i * i).ok());
  uint64_t next = 0;
  Status status = spool->forEach([&](std::span<const uint64_t> numbers) {
    for (uint64_t number : numbers) {
      EXPECT_EQ(number, next * next);
      ++next;
    }
    return Status();
  });
  EXPECT_TRUE(status.ok()) << status.str();
  EXPECT_EQ(next, 100000u);
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "it has a name";
}

} // namespace

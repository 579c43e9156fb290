#include "runtime/data/corpus/DocumentStore.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>

using namespace heddle::corpus;
using heddle::runtime::Result;
using heddle::runtime::Status;

namespace {

class DocumentStoreTest : public heddle::test::FolderTest {
protected:
  DocumentStoreTest() : path(folder + "/0.documents") {}

  static StoredDocument make(uint64_t number, size_t bytes) {
    StoredDocument document;
    document.set_path(number < 100 ? "a.txt" : "b.txt");
    document.set_offset(number * 1000);
    document.set_text(std::string(bytes, char('a' + number % 26)));
    document.set_tokens(number);
    return document;
  }

  /// Documents of up to 20 kB: several blocks.
  void write(uint64_t count) {
    DocumentWriter writer = std::move(*DocumentWriter::create(path));
    for (uint64_t i = 0; i < count; ++i)
      ASSERT_TRUE(writer.add(make(i, i * 7919 % 20000)).ok());
    ASSERT_TRUE(writer.commit().ok());
  }

  void overwrite(std::string bytes) { std::ofstream(path, std::ios::binary) << bytes; }

  std::string path;
};

TEST_F(DocumentStoreTest, GivesBackWhatWasAdded) {
  write(200);
  Result<DocumentStore> store = DocumentStore::open(path);
  ASSERT_TRUE(store.ok()) << store.status().message();
  EXPECT_EQ(store->size(), 200u);
  EXPECT_GT(store->blocks(), 3u);
  uint64_t next = 0;
  ASSERT_TRUE(store
                  ->forEach([&](uint64_t number, StoredDocument &document) {
                    EXPECT_EQ(number, next);
                    EXPECT_EQ(document.SerializeAsString(),
                              make(next, next * 7919 % 20000).SerializeAsString());
                    ++next;
                    return Status();
                  })
                  .ok());
  EXPECT_EQ(next, 200u);
}

TEST_F(DocumentStoreTest, FindsOneByItsNumber) {
  write(200);
  DocumentStore store = std::move(*DocumentStore::open(path));
  for (uint64_t number : {0, 1, 57, 99, 100, 199}) {
    size_t block = store.blockOf(number);
    Result<DocumentBlock> read = store.read(block);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->document(number - store.firstOf(block)).tokens(), number);
  }
  EXPECT_EQ(store.nameOf(99), "a.txt@99000");
  EXPECT_EQ(store.nameOf(100), "b.txt@100000");
}

TEST_F(DocumentStoreTest, MayBeEmpty) {
  write(0);
  Result<DocumentStore> store = DocumentStore::open(path);
  ASSERT_TRUE(store.ok());
  EXPECT_EQ(store->size(), 0u);
}

TEST_F(DocumentStoreTest, TheSameDocumentsGiveTheSameBytes) {
  write(100);
  std::string once = heddle::test::contentOf(path);
  write(100);
  EXPECT_EQ(heddle::test::contentOf(path), once);
}

TEST_F(DocumentStoreTest, IsNotThereBeforeItIsCommitted) {
  DocumentWriter writer = std::move(*DocumentWriter::create(path));
  ASSERT_TRUE(writer.add(make(1, 1000000)).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(DocumentStoreTest, DamageIsAnErrorThatNamesTheFile) {
  write(50);
  std::string whole = heddle::test::contentOf(path);
  auto fails = [&] {
    Result<DocumentStore> store = DocumentStore::open(path);
    Status status = store ? store->forEach([](uint64_t, StoredDocument &) { return Status(); })
                          : store.status();
    EXPECT_THAT(status.message(), testing::HasSubstr(path));
    return !status.ok();
  };
  for (size_t bytes : {size_t{0}, size_t{5}, size_t{16}, whole.size() / 2, whole.size() - 1}) {
    overwrite(whole.substr(0, bytes));
    EXPECT_TRUE(fails()) << bytes;
  }
  for (size_t at : {whole.size() - 4, whole.size() - 12, size_t{2}}) {
    std::string changed = whole;
    changed[at] ^= 0x55;
    overwrite(changed);
    EXPECT_TRUE(fails()) << at;
  }
}

} // namespace

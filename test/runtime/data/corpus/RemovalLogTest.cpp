#include "runtime/data/corpus/RemovalLog.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>

using namespace heddle::corpus;

namespace {

class RemovalLogTest : public heddle::test::FolderTest {};

TEST_F(RemovalLogTest, GivesBackWhatWasWritten) {
  RemovalEntry removed;
  removed.document = "web.jsonl@12";
  removed.url = "https://example.org/\"quoted\"";
  removed.source = "web";
  removed.rule = "gopher_quality.min_words";
  removed.value = 0.7; // which a float is not
  removed.limit = 50;
  removed.bytes = 200;
  RemovalEntry cut;
  cut.kind = RemovalEntry::Kind::Cut;
  cut.document = std::string("bad name \xff.txt@0");
  cut.source = "books";
  cut.rule = "exact.lines";
  cut.cuts = 3;
  cut.bytes = 70;
  std::string path = folder + "/log.jsonl.zst";
  RemovalWriter writer = std::move(*RemovalWriter::create(path));
  ASSERT_TRUE(writer.add(removed).ok());
  ASSERT_TRUE(writer.add(cut).ok());
  ASSERT_TRUE(writer.commit().ok());

  std::vector<RemovalEntry> read;
  ASSERT_TRUE(readRemovals(path, [&](const RemovalEntry &entry) {
                read.push_back(entry);
                return true;
              }).ok());
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].kind, RemovalEntry::Kind::Removed);
  EXPECT_EQ(read[0].url, removed.url);
  EXPECT_EQ(read[0].value, 0.7);
  EXPECT_EQ(read[0].limit, 50);
  EXPECT_EQ(read[0].id, "");
  EXPECT_EQ(read[1].kind, RemovalEntry::Kind::Cut);
  EXPECT_THAT(read[1].document, testing::EndsWith(".txt@0"));
  EXPECT_EQ(read[1].cuts, 3u);
  EXPECT_TRUE(std::isnan(read[1].value));
}

TEST_F(RemovalLogTest, ADamagedLineIsAnError) {
  std::string path = folder + "/log.jsonl";
  std::ofstream(path) << "{\"document\": \n";
  auto status = readRemovals(path, [](const RemovalEntry &) { return true; });
  EXPECT_THAT(status.message(), testing::HasSubstr(path));
}

} // namespace

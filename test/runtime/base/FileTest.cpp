//===- FileTest.cpp - durable files ---------------------------------------===//

#include "runtime/base/File.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>

using namespace heddle::runtime;
using heddle::test::contentOf;
using testing::HasSubstr;

namespace {

class FileTest : public heddle::test::FolderTest {
protected:
  std::string at(const std::string &name) const { return folder + "/" + name; }
};

TEST_F(FileTest, ANewFileReplacesTheOldOneWhole) {
  std::ofstream(at("a")) << "old";
  Result<NewFile> file = NewFile::create(at("a"));
  ASSERT_TRUE(file.ok()) << file.status().str();
  ASSERT_TRUE(file->writer().write("new text").ok());
  ASSERT_TRUE(file->writer().rewrite(4, std::as_bytes(std::span("TE", 2))).ok());
  ASSERT_TRUE(file->writer().write("!").ok());
  EXPECT_EQ(contentOf(at("a")), "old");
  ASSERT_TRUE(file->commit().ok());
  EXPECT_EQ(contentOf(at("a")), "new TExt!");
}

TEST_F(FileTest, WithoutACommitNothingStays) {
  {
    Result<NewFile> file = NewFile::create(at("a"));
    NewFile moved = std::move(*file);
    EXPECT_TRUE(moved.writer().write("text").ok());
    EXPECT_FALSE(std::filesystem::is_empty(folder));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(FileTest, WholeFilesHaveALimit) {
  std::ofstream(at("a")) << "12345";
  EXPECT_EQ(*readWholeFile(at("a"), 5), "12345");
  EXPECT_THAT(readWholeFile(at("a"), 4).status().message(),
              HasSubstr("a': has 5 bytes; such a file has at most 4"));
  EXPECT_THAT(readWholeFile(folder, 4).status().message(), HasSubstr("not a regular file"));
  EXPECT_THAT(readWholeFile(at("b"), 4).status().message(), HasSubstr("No such file"));
}

} // namespace

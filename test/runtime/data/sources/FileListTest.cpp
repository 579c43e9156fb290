//===- FileListTest.cpp - files that a source names -------------*- C++ -*-===//

#include "test/runtime/data/sources/Reading.h"

#include <unistd.h>

using namespace heddle::corpus;
using namespace heddle::runtime;
using namespace heddle::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class FileListTest : public SourceTest {
protected:
  std::vector<std::string> list(const std::string &source) {
    Result<std::vector<SourceFile>> files = listFiles(sourceOf(source), folder);
    EXPECT_TRUE(files.ok()) << files.status().str();
    std::vector<std::string> paths;
    if (files)
      for (const SourceFile &file : *files)
        paths.push_back(file.path);
    return paths;
  }
  std::string failure(const std::string &source) {
    Result<std::vector<SourceFile>> files = listFiles(sourceOf(source), folder);
    EXPECT_FALSE(files.ok());
    return files.status().str();
  }
};

TEST_F(FileListTest, TheOrderIsThatOfTheEntriesAndThenOfBytes) {
  for (const char *path : {"b/10", "b/9", "b/a.txt", "b/a/z", "b/B", "b/\xc3\xa9", "first"})
    write(path, "x");
  EXPECT_THAT(list("files: 'first' files: 'b'"),
              ElementsAre("first", "b/10", "b/9", "b/B", "b/a.txt", "b/a/z", "b/\xc3\xa9"));
}

TEST_F(FileListTest, Patterns) {
  for (const char *path : {"d1/a.txt", "d2/b.txt", "d2/c.md", "d2/.hidden.txt", "x[1].txt"})
    write(path, "x");
  EXPECT_THAT(list("files: 'd?/*.txt'"), ElementsAre("d1/a.txt", "d2/b.txt"));
  EXPECT_THAT(list("files: 'd[2-9]/[bc].*'"), ElementsAre("d2/b.txt", "d2/c.md"));
  EXPECT_THAT(list("files: 'd*'"), ElementsAre("d1/a.txt", "d2/b.txt", "d2/c.md"));
  EXPECT_THAT(list("files: 'x[1].txt'"), ElementsAre("x[1].txt"));
  EXPECT_THAT(list("files: '" + folder + "/d1/*'"), ElementsAre(folder + "/d1/a.txt"));
}

TEST_F(FileListTest, PatternsBeginAtAFolderOfAnyName) {
  write("odd [a]*\\?/d/a.txt", "x");
  auto files = listFiles(sourceOf("files: '*/*.txt'"), folder + "/odd [a]*\\?");
  ASSERT_TRUE(files.ok()) << files.status().str();
  ASSERT_EQ(files->size(), 1u);
  EXPECT_EQ(files->front().path, "d/a.txt");
}

TEST_F(FileListTest, ABetterPartCanComeFirst) {
  for (const char *path : {"d/a", "d/b", "d/c"})
    write(path, "x");
  EXPECT_THAT(list("files: 'd/b' files: 'd'"), ElementsAre("d/b", "d/a", "d/c"));
  EXPECT_THAT(list("files: 'd' files: './d/../d'"), ElementsAre("d/a", "d/b", "d/c"));
}

TEST_F(FileListTest, NothingIsAnError) {
  write("d/.hidden", "x");
  EXPECT_THAT(failure("files: 'no'"), HasSubstr("no': No such file"));
  EXPECT_THAT(failure("files: 'no*'"), HasSubstr("matches no file"));
  EXPECT_THAT(failure("files: 'd'"), HasSubstr("'d' holds no file"));
  EXPECT_THAT(failure(""), HasSubstr("names no files"));
  write("d/a.txt", "x");
  EXPECT_THAT(failure("files: 'd' format: CODE_TREE extensions: 'c'"), HasSubstr("extensions"));
}

TEST_F(FileListTest, LinksInACircle) {
  write("d/a", "x");
  write("d/e/b", "x");
  ASSERT_EQ(symlink("..", (folder + "/d/e/up").c_str()), 0);
  ASSERT_EQ(symlink("self", (folder + "/self").c_str()), 0);
  ASSERT_EQ(symlink("a", (folder + "/d/z").c_str()), 0);
  EXPECT_THAT(list("files: 'd'"), ElementsAre("d/a", "d/e/b"));
  EXPECT_THAT(failure("files: 'self'"), HasSubstr("symbolic links"));
}

/// Two links in each of many folders to the next would be 2^30 paths.
TEST_F(FileListTest, ManyWaysToAFolder) {
  for (int i = 0; i < 30; ++i) {
    std::string here = folder + "/f" + std::to_string(i), next = "../f" + std::to_string(i + 1);
    std::filesystem::create_directories(here);
    ASSERT_EQ(symlink(next.c_str(), (here + "/a").c_str()), 0);
    ASSERT_EQ(symlink(next.c_str(), (here + "/b").c_str()), 0);
  }
  write("f30/text", "x");
  EXPECT_EQ(list("files: 'f0'").size(), 1u);
}

TEST_F(FileListTest, LinksToFoldersAreFollowed) {
  write("disk/a", "x");
  std::filesystem::create_directories(folder + "/data");
  ASSERT_EQ(symlink("../disk", (folder + "/data/part").c_str()), 0);
  EXPECT_THAT(list("files: 'data'"), ElementsAre("data/part/a"));
  ASSERT_EQ(symlink("../gone", (folder + "/data/other").c_str()), 0);
  EXPECT_THAT(failure("files: 'data'"), HasSubstr("data/other"));
  EXPECT_THAT(list("files: 'data' format: CODE_TREE"), ElementsAre("data/part/a"));
}

TEST_F(FileListTest, TreesOfCode) {
  for (const char *path : {"t/a.c", "t/.git/config", "t/node_modules/x.js", "t/sub/b.tar.h",
                           "t/Makefile", "t/sub/CVS/Root", "t/c.py"})
    write(path, "x");
  EXPECT_THAT(list("files: 't' format: CODE_TREE"),
              ElementsAre("t/Makefile", "t/a.c", "t/c.py", "t/sub/b.tar.h"));
  EXPECT_THAT(list("files: 't' format: CODE_TREE extensions: 'h' extensions: 'c'"),
              ElementsAre("t/a.c", "t/sub/b.tar.h"));
  EXPECT_EQ(list("files: 't'").size(), 6u);
}

TEST_F(FileListTest, WithoutABaseFolder) {
  write("d/a", "x");
  auto files = listFiles(sourceOf("files: '" + folder + "/d'"), "");
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->front().path, folder + "/d/a");
  EXPECT_EQ(files->front().bytes, 1u);
}

} // namespace

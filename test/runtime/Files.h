//===- Files.h - files of tests ---------------------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_FILES_H
#define HEDDLE_TEST_RUNTIME_FILES_H

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace heddle::test {

/// The bytes of a file, none if there is no such file.
inline std::string contentOf(const std::string &path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// A test with an empty folder of its own, which goes with it.
class FolderTest : public testing::Test {
protected:
  FolderTest() {
    const testing::TestInfo *test = testing::UnitTest::GetInstance()->current_test_info();
    folder = testing::TempDir() + test->test_suite_name() + "-" + test->name();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~FolderTest() override { std::filesystem::remove_all(folder); }

  std::string folder;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_FILES_H

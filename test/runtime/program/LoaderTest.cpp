//===- LoaderTest.cpp - .hdx files in and out -----------------------------===//

#include "runtime/program/Loader.h"
#include "test/runtime/TinyProgram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <unistd.h>

using namespace heddle::program;
using heddle::test::TinyProgram;
using testing::HasSubstr;

static std::string serialized() { return *serializeProgram(TinyProgram().program); }

static std::string errorOf(const std::string &bytes) {
  auto program = parseProgram(bytes, "a.hdx");
  EXPECT_FALSE(program.ok());
  return program.status().message();
}

/// The envelope of the tiny program after `change`.
static std::string changed(auto &&change) {
  Executable file;
  EXPECT_TRUE(file.ParseFromString(serialized()));
  change(file);
  return file.SerializeAsString();
}

TEST(Loader, ReadsWhatWasSaved) {
  std::string path = testing::TempDir() + "loader-test-" + std::to_string(getpid()) + ".hdx";
  Program program = TinyProgram().program;
  ASSERT_TRUE(saveProgram(program, path).ok());
  auto loaded = loadProgram(path);
  std::remove(path.c_str());
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  EXPECT_EQ(loaded->SerializeAsString(), program.SerializeAsString());
}

TEST(Loader, SavesTheSameBytesTwice) { EXPECT_EQ(serialized(), serialized()); }

TEST(Loader, RefusesAFileThatIsNotThere) {
  EXPECT_THAT(loadProgram("/nowhere/x.hdx").status().message(),
              HasSubstr("/nowhere/x.hdx: cannot open"));
}

TEST(Loader, RefusesAFolder) {
  EXPECT_THAT(loadProgram("/tmp").status().message(), HasSubstr("not a file"));
}

TEST(Loader, RefusesEmptyAndForeignFiles) {
  EXPECT_THAT(errorOf(""), HasSubstr("a.hdx: not a heddle program"));
  EXPECT_THAT(errorOf("#!/bin/sh\necho no program\n"), HasSubstr("not a heddle program"));
}

TEST(Loader, RefusesEveryPrefix) {
  std::string bytes = serialized();
  for (size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(parseProgram(bytes.substr(0, size), "a.hdx").ok()) << size;
}

TEST(Loader, RefusesAnotherVersion) {
  EXPECT_THAT(errorOf(changed([](Executable &file) { file.set_version(kFormatVersion + 1); })),
              HasSubstr("format version " + std::to_string(kFormatVersion + 1) +
                        ", this runtime reads version " + std::to_string(kFormatVersion)));
}

TEST(Loader, RefusesADamagedProgram) {
  EXPECT_THAT(errorOf(changed([](Executable &file) { file.mutable_program()->at(100) ^= 1; })),
              HasSubstr("checksum does not agree"));
}

// Protobuf would merge them, and the last one would win.
TEST(Loader, RefusesWhatStandsBehindTheProgram) {
  TinyProgram other(4);
  EXPECT_THAT(errorOf(serialized() + *serializeProgram(other.program)),
              HasSubstr("a.hdx: there is something behind the end of the program"));
  EXPECT_THAT(errorOf(serialized() + serialized()), HasSubstr("behind the end"));
  EXPECT_THAT(errorOf(serialized() + std::string("\x2a\x01x")), HasSubstr("behind the end"))
      << "a field that this version does not know";
  EXPECT_FALSE(parseProgram(serialized() + "\n", "a.hdx").ok());
}

TEST(Loader, RefusesAnInvalidProgram) {
  TinyProgram tiny;
  tiny.program.mutable_mesh()->set_dp(0);
  EXPECT_THAT(errorOf(*serializeProgram(tiny.program)), HasSubstr("invalid program"));
}

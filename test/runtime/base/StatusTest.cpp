//===- StatusTest.cpp - errors as values ----------------------------------===//

#include "runtime/base/Status.h"

#include <gtest/gtest.h>
#include <memory>

using namespace heddle::runtime;

TEST(Status, IsOkByDefault) { EXPECT_TRUE(Status().ok()); }

TEST(Status, CarriesMessageAndHint) {
  Status status = error("no file", "make one").at("model.hdx");
  EXPECT_FALSE(status);
  EXPECT_EQ(status.message(), "model.hdx: no file");
  EXPECT_EQ(status.str(), "model.hdx: no file\n  hint: make one");
}

TEST(Result, HoldsAValueOrAStatus) {
  Result<int> good = 3;
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(*good, 3);
  EXPECT_TRUE(good.status().ok());
  Result<int> bad = error("no");
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.status().message(), "no");
}

TEST(Result, MovesWhatCannotBeCopied) {
  auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(4); };
  EXPECT_EQ(**make(), 4);
}

//===- PermutationTest.cpp - orders without a table -------------*- C++ -*-===//

#include "runtime/data/Permutation.h"

#include <gtest/gtest.h>

#include <vector>

using namespace heddle::runtime;

namespace {

class PermutationOf : public testing::TestWithParam<uint64_t> {};

TEST_P(PermutationOf, VisitsEachOnce) {
  Permutation permutation(GetParam(), 1, 2);
  std::vector<bool> seen(GetParam());
  for (uint64_t i = 0; i < GetParam(); ++i) {
    uint64_t image = permutation(i);
    ASSERT_LT(image, GetParam());
    ASSERT_FALSE(seen[image]);
    seen[image] = true;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PermutationOf, testing::Values(1, 2, 3, 4, 5, 16, 17, 1000, 65537));

TEST(Permutation, DependsOnSeedAndStream) {
  auto fixedPoints = [](const Permutation &a, const Permutation &b) {
    int equal = 0;
    for (uint64_t i = 0; i < 1000; ++i)
      equal += a(i) == b(i);
    return equal;
  };
  Permutation base(1000, 1, 2);
  EXPECT_EQ(fixedPoints(base, Permutation(1000, 1, 2)), 1000);
  EXPECT_LT(fixedPoints(base, Permutation(1000, 2, 2)), 20);
  EXPECT_LT(fixedPoints(base, Permutation(1000, 1, 3)), 20);
}

} // namespace

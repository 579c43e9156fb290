//===- PhiloxTest.cpp - counter-based random numbers ------------*- C++ -*-===//

#include "runtime/base/Philox.h"

#include <gtest/gtest.h>

using namespace heddle::runtime;

namespace {

// Known answers of the Random123 distribution (kat_vectors, philox 4x32 10).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, 0),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, ~uint64_t{0}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, UnitIsUniform) {
  double sum = 0;
  for (uint64_t i = 0; i < 10000; ++i) {
    double value = randomUnit(7, 3, i);
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.015); // five standard deviations
}

TEST(Philox, IndexStreamAndKeyAllMatter) {
  PhiloxBlock block = philoxBlock(1, 2, 3);
  EXPECT_NE(block, philoxBlock(2, 2, 3));
  EXPECT_NE(block, philoxBlock(1, 3, 3));
  EXPECT_NE(block, philoxBlock(1, 2, 4));
  EXPECT_NE(block, philoxBlock(1, 2, 3 + (uint64_t{1} << 32)));
  EXPECT_NE(block, philoxBlock(1, 2 + (uint64_t{1} << 32), 3));
  EXPECT_NE(block, philoxBlock(1 + (uint64_t{1} << 32), 2, 3));
}

} // namespace

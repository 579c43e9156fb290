//===- PhiloxTest.cpp - known answers of Philox4x32-10 --------------------===//

#include "interpreter/Philox.h"

#include <gtest/gtest.h>

using namespace heddle::interpreter;

// The vectors of kat_vectors in Random123, the authors' own implementation.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, IndexKeyAndSeedAllMatter) {
  PhiloxCounter block = philoxBlock(1, 2, 3);
  EXPECT_NE(block, philoxBlock(2, 2, 3));
  EXPECT_NE(block, philoxBlock(1, 3, 3));
  EXPECT_NE(block, philoxBlock(1, 2, 4));
  EXPECT_NE(block, philoxBlock(1, 2, 3 + (uint64_t{1} << 32)));
  EXPECT_NE(block, philoxBlock(1 + (uint64_t{1} << 32), 2, 3));
}

TEST(Philox, UniformStaysInsideTheOpenInterval) {
  EXPECT_GT(philoxUniform(0), 0.0);
  EXPECT_LT(philoxUniform(0xffffffff), 1.0);
}

TEST(Philox, NormalHasMeanZeroAndVarianceOne) {
  const int count = 100000;
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    double z = philoxNormal(philoxBlock(7, 11, i));
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.02);
}

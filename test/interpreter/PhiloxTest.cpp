//===- PhiloxTest.cpp - numbers of random words ---------------------------===//

#include "interpreter/Philox.h"

#include <gtest/gtest.h>

using namespace heddle::interpreter;

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

//===- PortableMathTest.cpp - logarithm and exponential -------------------===//

#include "runtime/base/PortableMath.h"

#include "gtest/gtest.h"

#include <cstdint>
#include <random>

using namespace heddle::runtime;

namespace {

TEST(PortableMath, AgreesWithTheLibrary) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    double x = std::ldexp(double(random() % (1ull << 53) + 1), int(random() % 200) - 150);
    ASSERT_NEAR(portableLog(x), std::log(x), 2e-15 * std::max(1.0, std::abs(std::log(x))));
    double y = (double(random()) / 1.8446744073709552e19 - 0.5) * 1380;
    ASSERT_NEAR(portableExp(y) / std::exp(y), 1, 1e-14) << y;
  }
  EXPECT_EQ(portableLog(1), 0);
  EXPECT_EQ(portableExp(0), 1);
  EXPECT_EQ(portableExp(-1e9), 0);
  EXPECT_EQ(portableExp(1e9), HUGE_VAL);
  EXPECT_EQ(portableSigmoid(0), 0.5);
}

} // namespace

//===- PortableMath.h - logarithm and exponential ---------------*- C++ -*-===//
//
// A C library may choose other instructions, and so other last bits, on other machines. What
// decides which documents are kept is computed with these: additions, products and quotients in a
// fixed order, which IEEE 754 rounds the same everywhere.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_BASE_PORTABLEMATH_H
#define HEDDLE_RUNTIME_BASE_PORTABLEMATH_H

#include <cmath>
#include <limits>

namespace heddle::runtime {

/// The natural logarithm of a number > 0, with a relative error below 2^-50.
inline double portableLog(double value) {
#pragma STDC FP_CONTRACT OFF
  constexpr double kLn2 = 0x1.62e42fefa39efp-1, kSqrtHalf = 0x1.6a09e667f3bcdp-1;
  int exponent = 0;
  double part = std::frexp(value, &exponent);
  if (part < kSqrtHalf) {
    part *= 2;
    --exponent;
  }
  // log(part) = 2 artanh(s); s^2 <= 0.03.
  double s = (part - 1) / (part + 1), square = s * s, sum = 0;
  for (int term = 25; term >= 1; term -= 2)
    sum = sum * square + 1.0 / term;
  return exponent * kLn2 + 2 * s * sum;
}

/// e to the power of `value`, with a relative error below 2^-48; 0 below -700, infinite above 700.
inline double portableExp(double value) {
#pragma STDC FP_CONTRACT OFF
  if (value < -700)
    return 0;
  if (value > 700)
    return std::numeric_limits<double>::infinity();
  // ln 2 in two parts, of which the first has trailing zeros: its multiples are exact.
  constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
  double multiple = std::floor(value / (kLn2High + kLn2Low) + 0.5);
  double rest = value - multiple * kLn2High - multiple * kLn2Low; // |rest| <= 0.35
  double sum = 1;
  for (int term = 15; term >= 1; --term)
    sum = 1 + rest / term * sum;
  return std::ldexp(sum, int(multiple));
}

/// 1 / (1 + e^-value), in [0, 1].
inline double portableSigmoid(double value) { return 1 / (1 + portableExp(-value)); }

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_PORTABLEMATH_H

//===- Softmax.cpp - rows of attention's softmax --------------------------===//
//
// Each loop is compiled for three levels of x86-64 and the best is taken at load time. Sums are
// reassociated into lanes by the compiler: fixed for a machine, so reruns are equal to the bit.
//
//===----------------------------------------------------------------------===//

#include "runtime/host/Softmax.h"

#include <bit>
#include <cmath>

#define HEDDLE_EACH_CPU                                                                            \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))

namespace heddle::runtime {

/// exp in single precision: 2^n e^r with n the nearest integer to x / ln 2 and e^r by a polynomial
/// (Cephes' coefficients; relative error below 2e-7). Below -87 it is 0.
[[gnu::always_inline]] static inline float exponential(float x) {
  constexpr float log2e = 1.44269504088896341f, ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
  float bounded = x > 88.0f ? 88.0f : x < -87.0f ? -87.0f : x;
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  float shifted = bounded * log2e + 12582912.0f;
  float n = shifted - 12582912.0f;
  float r = bounded - n * ln2High - n * ln2Low;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  float power = std::bit_cast<float>((std::bit_cast<int32_t>(shifted) + 127) << 23);
  return x < -87.0f ? 0.0f : p * power;
}

[[gnu::always_inline]] static inline double exponential(double x) { return std::exp(x); }

HEDDLE_EACH_CPU float rowMax(const float *row, uint64_t n) {
  // Written in lanes: without a promise that no NaN occurs the compiler does not split a maximum by
  // itself.
  constexpr uint64_t lanes = 16;
  float largest = row[0];
  uint64_t whole = n / lanes * lanes;
  if (whole != 0) {
    float lane[lanes];
    for (uint64_t j = 0; j < lanes; ++j)
      lane[j] = row[j];
    for (uint64_t i = lanes; i < whole; i += lanes)
      for (uint64_t j = 0; j < lanes; ++j)
        lane[j] = row[i + j] > lane[j] ? row[i + j] : lane[j];
    for (float candidate : lane)
      largest = candidate > largest ? candidate : largest;
  }
  for (uint64_t i = whole; i < n; ++i)
    largest = row[i] > largest ? row[i] : largest;
  return largest;
}

double rowMax(const double *row, uint64_t n) {
  double largest = row[0];
  for (uint64_t i = 1; i < n; ++i)
    largest = std::fmax(largest, row[i]);
  return largest;
}

HEDDLE_EACH_CPU float expRow(float *row, uint64_t n, float scale, float shift) {
  float sum = 0;
  {
#pragma clang fp reassociate(on) contract(fast)
    for (uint64_t i = 0; i < n; ++i) {
      float e = exponential(row[i] * scale - shift);
      row[i] = e;
      sum += e;
    }
  }
  return sum;
}

double expRow(double *row, uint64_t n, double scale, double shift) {
  double sum = 0;
  for (uint64_t i = 0; i < n; ++i)
    sum += row[i] = exponential(row[i] * scale - shift);
  return sum;
}

HEDDLE_EACH_CPU void scaleRow(float *row, uint64_t n, float factor) {
  for (uint64_t i = 0; i < n; ++i)
    row[i] *= factor;
}

HEDDLE_EACH_CPU void scaleRow(double *row, uint64_t n, double factor) {
  for (uint64_t i = 0; i < n; ++i)
    row[i] *= factor;
}

HEDDLE_EACH_CPU float dotRow(const float *a, const float *b, uint64_t n) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (uint64_t i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}

HEDDLE_EACH_CPU double dotRow(const double *a, const double *b, uint64_t n) {
#pragma clang fp reassociate(on) contract(fast)
  double sum = 0;
  for (uint64_t i = 0; i < n; ++i)
    sum += a[i] * b[i];
  return sum;
}

HEDDLE_EACH_CPU void softmaxGradRow(float *grad, const float *probability, uint64_t n, float delta,
                                    float scale) {
  for (uint64_t i = 0; i < n; ++i)
    grad[i] = probability[i] * (grad[i] - delta) * scale;
}

HEDDLE_EACH_CPU void softmaxGradRow(double *grad, const double *probability, uint64_t n,
                                    double delta, double scale) {
  for (uint64_t i = 0; i < n; ++i)
    grad[i] = probability[i] * (grad[i] - delta) * scale;
}

} // namespace heddle::runtime

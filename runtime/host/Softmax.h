//===- Softmax.h - rows of attention's softmax ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_SOFTMAX_H
#define HEDDLE_RUNTIME_HOST_SOFTMAX_H

#include <cstdint>

namespace heddle::runtime {

/// The largest of row[0 .. n), n > 0.
float rowMax(const float *row, uint64_t n);
double rowMax(const double *row, uint64_t n);

/// row[i] = exp(scale * row[i] - shift) for i < n; returns their sum.
float expRow(float *row, uint64_t n, float scale, float shift);
double expRow(double *row, uint64_t n, double scale, double shift);

/// row[i] *= factor.
void scaleRow(float *row, uint64_t n, float factor);
void scaleRow(double *row, uint64_t n, double factor);

/// sum of a[i] * b[i].
float dotRow(const float *a, const float *b, uint64_t n);
double dotRow(const double *a, const double *b, uint64_t n);

/// grad[i] = probability[i] * (grad[i] - delta) * scale: backward of softmax and scale.
void softmaxGradRow(float *grad, const float *probability, uint64_t n, float delta, float scale);
void softmaxGradRow(double *grad, const double *probability, uint64_t n, double delta,
                    double scale);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_SOFTMAX_H

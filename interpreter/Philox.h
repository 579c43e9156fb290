//===- Philox.h - how graph.rng makes numbers of random words ---*- C++ -*-===//
//
// The words are Philox's, under (seed, key of the tensor, index). Standard headers only, so that a
// kernel can be compared with it.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_INTERPRETER_PHILOX_H
#define HEDDLE_INTERPRETER_PHILOX_H

#include "runtime/base/Philox.h"

#include <cmath>
#include <numbers>

namespace heddle::interpreter {

using runtime::PhiloxBlock;
using runtime::philoxBlock;

/// A number in the open interval (0, 1), so that its logarithm is finite.
inline double philoxUniform(uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// A standard normal number by Box and Muller (1958).
inline double philoxNormal(const PhiloxBlock &block) {
  double radius = std::sqrt(-2 * std::log(philoxUniform(block[0])));
  return radius * std::cos(2 * std::numbers::pi * philoxUniform(block[1]));
}

} // namespace heddle::interpreter

#endif // HEDDLE_INTERPRETER_PHILOX_H

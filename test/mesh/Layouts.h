//===- Layouts.h - plans to try ---------------------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_MESH_LAYOUTS_H
#define HEDDLE_TEST_MESH_LAYOUTS_H

#include "passes/plan/Passes.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace heddle::test {

/// A model and its plan.
struct Layout {
  std::string model = "tiny_gpt2";
  unsigned dp = 1, tp = 1, pp = 1, zero = 0, microBatches = 1;
  std::string schedule = "1f1b", recompute = "none";

  plan::PlanOptions getPlan() const;
  /// "tiny_gpt2_dp2_tp1_pp4_zero1_mb2_1f1b_none", the name of its test.
  std::string getName() const;
};

/// For messages of GoogleTest.
inline void PrintTo(const Layout &layout, std::ostream *os) { *os << layout.getName(); }

/// A set of layouts in which every pair of values of any two of the eight choices occurs, made
/// greedily from all that need at most 16 ranks. The same each time.
std::vector<Layout> makePairwiseLayouts();

/// `count` layouts drawn from the same choices.
std::vector<Layout> makeRandomLayouts(unsigned count, uint64_t seed);

} // namespace heddle::test

#endif // HEDDLE_TEST_MESH_LAYOUTS_H

//===- Comparison.h - tensors against their reference -----------*- C++ -*-===//

#ifndef HEDDLE_VERIFY_COMPARISON_H
#define HEDDLE_VERIFY_COMPARISON_H

#include "interpreter/HostTensor.h"

#include <string>
#include <vector>

namespace heddle::verify {

/// |x - reference| <= relative x max(|reference|, floor x |all tensors of the class|), in Euclidean
/// norms. The floor is for tensors that are zero in exact arithmetic, like the gradient of a key's
/// bias.
struct Tolerance {
  double relative;
  double floor;
};

/// 1e-9 with a floor of 1e-4 for "f64", 1e-4 with one of 1e-3 for "f32".
Tolerance getTolerance(const std::string &precision);

/// One tensor compared once.
struct Comparison {
  std::string kind; // "gradient"
  std::string tensor;
  unsigned step;
  double difference, reference, bound;
  /// False also if a difference is not a number.
  bool isOk() const { return difference <= bound; }
  /// Difference by bound; infinite for a difference where none is allowed.
  double getShare() const;
};

/// The tensors of one class after one step. Names that only one side has fail.
void compareTensors(const std::string &kind, unsigned step, const interpreter::TensorMap &actual,
                    const interpreter::TensorMap &reference, Tolerance tolerance,
                    std::vector<Comparison> &out);

/// The same for scalars: each is held against itself, not against the others.
void compareScalars(const std::string &kind, unsigned step, const interpreter::TensorMap &actual,
                    const interpreter::TensorMap &reference, Tolerance tolerance,
                    std::vector<Comparison> &out);

} // namespace heddle::verify

#endif // HEDDLE_VERIFY_COMPARISON_H

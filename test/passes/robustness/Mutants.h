//===- Mutants.h - IR that a hand might have edited -------------*- C++ -*-===//

#ifndef HEDDLE_TEST_PASSES_ROBUSTNESS_MUTANTS_H
#define HEDDLE_TEST_PASSES_ROBUSTNESS_MUTANTS_H

#include "mlir/IR/BuiltinOps.h"

#include <functional>
#include <string>
#include <vector>

namespace heddle::test {

/// One change of a module.
struct Mutant {
  std::string what; // "without dist.mesh"
  std::function<void(mlir::ModuleOp)> apply;
};

/// For each kind of op: the first and the last that nothing uses is gone. For each discardable
/// attribute of our dialects (what one stage tells another): it is gone from all ops. For each
/// number of a kind of op: it is 0, -1 or huge, or the list of numbers too short, in the first such
/// op. For each function: it has no body.
std::vector<Mutant> listMutants(mlir::ModuleOp module);

} // namespace heddle::test

#endif // HEDDLE_TEST_PASSES_ROBUSTNESS_MUTANTS_H

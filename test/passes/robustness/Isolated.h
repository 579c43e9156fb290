//===- Isolated.h - one pass in a process of its own ------------*- C++ -*-===//

#ifndef HEDDLE_TEST_PASSES_ROBUSTNESS_ISOLATED_H
#define HEDDLE_TEST_PASSES_ROBUSTNESS_ISOLATED_H

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace heddle::test {

/// A pipeline of a module for each pass of all stages, as the Passes.td files declare them.
std::vector<std::string> listPasses();

/// Runs `pass` on `module` in a forked process, so that a crash is one failure among others and the
/// module stays as it is. Returns what is wrong: it ended by a signal, or failed without an error;
/// empty if it succeeded, or reported an error. The context must not use threads.
std::string runIsolated(mlir::ModuleOp module, const std::string &pass);

} // namespace heddle::test

#endif // HEDDLE_TEST_PASSES_ROBUSTNESS_ISOLATED_H

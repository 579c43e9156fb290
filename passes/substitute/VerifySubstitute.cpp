//===- VerifySubstitute.cpp - what substitution promises ------------------===//

#include "passes/substitute/Passes.h"

#define DEBUG_TYPE "heddle-verify-substitute"

using namespace mlir;

namespace heddle::substitute {

#define GEN_PASS_DEF_VERIFYSUBSTITUTEPASS
#include "passes/substitute/Passes.h.inc"

namespace {

struct VerifySubstitutePass : impl::VerifySubstitutePassBase<VerifySubstitutePass> {
  void runOnOperation() override {
    if (failed(getAxisSizes(getOperation())))
      signalPassFailure();
  }
};

} // namespace
} // namespace heddle::substitute

//===- VerifyReport.h - what heddle verify prints ---------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_VERIFYREPORT_H
#define HEDDLE_TOOLS_HEDDLE_VERIFYREPORT_H

#include "verify/Comparison.h"
#include "verify/Subject.h"

#include "llvm/Support/raw_ostream.h"

namespace heddle::tools {

/// "batch 8 of 512, seq 6 of 1024, ...".
void printSizes(const verify::PlannedModel &model, llvm::raw_ostream &os);

/// One line per class, and with `everyTensor` one per tensor: how near it came to its bound.
void printComparisons(const std::vector<verify::Comparison> &comparisons, bool everyTensor,
                      llvm::raw_ostream &os);

/// A table of the tensors that differ, each with the line of the spec that declares it. Returns
/// their number.
unsigned printFailures(const std::vector<verify::Comparison> &comparisons, mlir::ModuleOp reference,
                       llvm::raw_ostream &os);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_VERIFYREPORT_H

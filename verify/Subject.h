//===- Subject.h - a small twin of a program and what it must compute -*- C++ -*-===//

#ifndef HEDDLE_VERIFY_SUBJECT_H
#define HEDDLE_VERIFY_SUBJECT_H

#include "passes/plan/Passes.h"
#include "passes/substitute/Passes.h"
#include "runtime/program/program.pb.h"

#include "mlir/IR/OwningOpRef.h"

namespace heddle::verify {

/// The plan of a spec at its full size, decided once; its twins are compiled under the same
/// decisions.
struct PlannedModel {
  /// The front end's output.
  mlir::ModuleOp spec;
  /// The same after the plan stage, at full size.
  mlir::OwningOpRef<mlir::ModuleOp> planned;
  /// Original and substituted sizes of the axes.
  substitute::AxisSizes fullSizes, smallSizes;
};

/// Compiles a clone of `spec`, which must outlive the result, up to the plan and chooses sizes.
llvm::FailureOr<PlannedModel> planModel(mlir::ModuleOp spec, const plan::PlanOptions &options);

/// The program at full size, but for its object code: its structure hash and its traffic do not
/// depend on that.
llvm::FailureOr<program::Program> compileFullSize(const PlannedModel &model);

/// One small program and its meaning.
struct Subject {
  program::Program program;
  /// The graph of the whole step on whole tensors, of the phase before the plan: what the
  /// interpreter runs.
  mlir::OwningOpRef<mlir::ModuleOp> reference;
};

/// Compiles the model at its small sizes in `precision` ("f32" or "f64").
llvm::FailureOr<Subject> compileSubject(const PlannedModel &model, llvm::StringRef precision);

} // namespace heddle::verify

#endif // HEDDLE_VERIFY_SUBJECT_H

//===- ReadPlan.h - plan and cluster files ----------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PLAN_READPLAN_H
#define HEDDLE_PASSES_PLAN_READPLAN_H

#include "passes/plan/cluster.pb.h"
#include "passes/plan/plan.pb.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringMap.h"

namespace heddle::plan {

/// A plan and where each of its fields was set: a line of the file, or unknown (the command line, a
/// default).
struct LocatedPlan {
  Plan plan;
  llvm::StringMap<mlir::Location> locations;

  /// Where `field` was set, else `otherwise`.
  mlir::Location getLocation(llvm::StringRef field, mlir::Location otherwise) const;
};

/// Reads a text plan.proto. Emits errors located in the file.
llvm::FailureOr<LocatedPlan> readPlan(llvm::StringRef path, mlir::MLIRContext *context);

/// Reads a text cluster.proto and checks it: sizes and rates must be positive. Emits errors located
/// in the file.
llvm::FailureOr<Cluster> readCluster(llvm::StringRef path, mlir::MLIRContext *context);

/// The product of the sizes of all levels.
uint64_t getNumDevices(const Cluster &cluster);

/// The plan as text, in the order of its fields.
std::string toText(const Plan &plan);

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_READPLAN_H

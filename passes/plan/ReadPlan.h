//===- ReadPlan.h - plan and cluster files ----------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PLAN_READPLAN_H
#define HEDDLE_PASSES_PLAN_READPLAN_H

#include "passes/plan/cluster.pb.h"
#include "passes/plan/plan.pb.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringMap.h"

namespace heddle::plan {

/// A plan and where each of its fields was set: a line of the file or a flag; nowhere for a
/// default. Rules are "rules.0", "rules.1", ...
struct LocatedPlan {
  Plan plan;
  llvm::StringMap<mlir::Location> locations;

  /// Where `field` was set, else `otherwise`.
  mlir::Location getLocation(llvm::StringRef field, mlir::Location otherwise) const;
};

/// Reads a text plan.proto. Emits errors located in the file.
llvm::FailureOr<LocatedPlan> readPlan(llvm::StringRef path, mlir::MLIRContext *context);

/// A cluster, and where its device and its levels are written.
struct LocatedCluster {
  Cluster cluster;
  mlir::Location device, levels;
};

/// Reads a text cluster.proto and checks it: sizes and rates must be positive. Emits errors located
/// in the file.
llvm::FailureOr<LocatedCluster> readCluster(llvm::StringRef path, mlir::MLIRContext *context);

/// The program's kernels run on such devices: x86-64, or nothing said.
bool isHostDevice(const Cluster &cluster);

/// The product of the sizes of all levels.
uint64_t getNumDevices(const Cluster &cluster);

/// The plan as text, in the order of its fields.
std::string toText(const Plan &plan);

} // namespace heddle::plan

#endif // HEDDLE_PASSES_PLAN_READPLAN_H

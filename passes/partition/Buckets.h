//===- Buckets.h - which parameters lie together ----------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_PARTITION_BUCKETS_H
#define HEDDLE_PASSES_PARTITION_BUCKETS_H

#include "dialects/dist/Dist.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <array>
#include <memory>
#include <string>

namespace heddle::partition {

/// Calls `function` with each result of a backward call that contributes to the gradient of a
/// parameter, and the parameter's name: found from the gradient that an update takes, back through
/// all-reduce and accumulation.
void forEachContribution(mlir::ModuleOp module,
                         llvm::function_ref<void(mlir::StringAttr, mlir::Value)> function);

constexpr llvm::StringLiteral momentSuffixes[] = {"moment1", "moment2"};

/// Parameters of one group with equal users, decay, splits and element type, and gradients alike.
struct Bucket {
  std::string name;
  mlir::StringAttr group;
  /// The block instances that use the members, sorted: more than one if they are tied.
  llvm::SmallVector<mlir::StringRef> users;
  bool decay = false;
  mlir::Type element;
  dist::MeshAxisSet split;
  /// What contributions to the gradients of the members are partial over.
  dist::MeshAxisSet partial;
  llvm::SmallVector<graph::VariableOp> members;
  /// In elements of a device's local part.
  llvm::SmallVector<int64_t> offsets;
  /// Of a device's local part, padding included.
  int64_t localElements = 0;

  /// The whole bucket: tensor<N, #dist.layout<[flat @tp]>>.
  mlir::RankedTensorType type;
  /// What the optimizer works on: the bucket split over the shards of the plan in addition.
  mlir::RankedTensorType shardType;

  /// The symbol of the bucket that holds `suffix` of the members: one of `momentSuffixes` or, for
  /// the parameters, "".
  mlir::FlatSymbolRefAttr getSymbol(llvm::StringRef suffix) const {
    return suffix.empty() ? symbol : momentSymbols[suffix != momentSuffixes[0]];
  }
  mlir::FlatSymbolRefAttr symbol;
  std::array<mlir::FlatSymbolRefAttr, 2> momentSymbols;
};

/// Where a parameter lies.
struct Place {
  Bucket *bucket = nullptr;
  unsigned member = 0;

  int64_t getOffset() const { return bucket->offsets[member]; }
};

/// All buckets of a module.
class BucketPlan {
public:
  /// Groups the parameters of `module`, whose types are distributed.
  explicit BucketPlan(mlir::ModuleOp module);

  /// The place of a parameter; its bucket is null for other variables.
  Place lookup(mlir::StringAttr variable) const { return places.lookup(variable); }

  llvm::ArrayRef<std::unique_ptr<Bucket>> getBuckets() const { return buckets; }
  dist::MeshAttr getMesh() const { return mesh; }

  /// The mesh axes that shard the optimizer's state: (dp) under ZeRO 1, if there is more than one
  /// replica.
  dist::MeshAxisSet getShards() const { return shards; }

private:
  Bucket &findOrAdd(graph::VariableOp variable, llvm::ArrayRef<mlir::StringRef> users,
                    dist::MeshAxisSet partial);
  void layOut(Bucket &bucket);
  void setTypes(Bucket &bucket);
  void setSymbols(Bucket &bucket);

  dist::MeshAttr mesh;
  dist::MeshAxisSet shards;
  llvm::SmallVector<std::unique_ptr<Bucket>> buckets;
  llvm::DenseMap<mlir::StringAttr, llvm::SmallVector<Bucket *>> bucketsOfGroup;
  llvm::DenseMap<mlir::StringAttr, Place> places;
  /// How many buckets would have each name.
  llvm::StringMap<unsigned> names;
};

/// `buckets` by their users, which decide the stages that hold them.
llvm::SmallVector<llvm::SmallVector<Bucket *>> groupByUsers(llvm::ArrayRef<Bucket *> buckets);

} // namespace heddle::partition

#endif // HEDDLE_PASSES_PARTITION_BUCKETS_H

//===- Storage.h - where the values of an entry live ------------*- C++ -*-===//
//
// Invariants:
//  - state, gradients: one persistent frame each, shared by all entries of the role;
//  - an input has one frame per micro-batch, or one; it and what leaves the entry are pinned;
//  - a result that overwrites an argument lives where the argument lives;
//  - every other result lives in an instance of the frames of its (block, result) and exists per
//  micro-batch if its type does.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_PASSES_SCHEDULE_STORAGE_H
#define HEDDLE_PASSES_SCHEDULE_STORAGE_H

#include "dialects/exec/Exec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace heddle::schedule {

/// Equal frames; becomes exec.frames.
struct FrameClass {
  std::string name;
  int64_t id = 0;
  exec::MemoryClass memoryClass = exec::MemoryClass::Activation;
  int64_t bytes = 0;
  int64_t count = 0;
  bool pinned = false;
};

/// The frames of a value: instance `first`, or `first + micro-batch`.
struct Storage {
  int64_t frames = 0;
  int64_t first = 0;
  bool perMicroBatch = false;

  int64_t getInstance(int64_t microBatch) const { return first + (perMicroBatch ? microBatch : 0); }
};

/// The state of one role: frames that live as long as the role.
class PersistentStorage {
public:
  PersistentStorage(const mlir::SymbolTable &symbols, dist::MeshAttr mesh)
      : symbols(symbols), mesh(mesh) {}

  /// The frame of a bucket or variable.
  int64_t getState(mlir::StringAttr symbol);
  /// The frame of the gradient of a parameter's bucket.
  int64_t getGradient(mlir::StringAttr bucket, mlir::Type type);

  llvm::ArrayRef<FrameClass> getClasses() const { return classes; }
  const mlir::SymbolTable &getSymbols() const { return symbols; }
  /// Symbols with a frame of their own, in the order of ids, and whether it holds their gradient.
  llvm::ArrayRef<std::pair<mlir::StringAttr, bool>> getOwners() const { return owners; }
  int64_t takeId() { return nextId++; }

  template <typename T> T lookup(mlir::StringAttr symbol) const {
    return symbols.lookup<T>(symbol);
  }

private:
  int64_t add(mlir::StringAttr symbol, bool gradient, llvm::StringRef name,
              exec::MemoryClass memoryClass, int64_t bytes);

  const mlir::SymbolTable &symbols;
  dist::MeshAttr mesh;
  int64_t nextId = 0;
  std::vector<FrameClass> classes;
  std::vector<std::pair<mlir::StringAttr, bool>> owners;
  llvm::DenseMap<std::pair<mlir::StringAttr, unsigned>, int64_t> ids;
};

/// What all stages ask of an entry, collected in one walk: an entry of a deep model is long.
struct EntryFacts {
  explicit EntryFacts(mlir::func::FuncOp entry);

  /// Those that a stage runs.
  llvm::ArrayRef<graph::WriteOp> getWrites(int64_t stage) const {
    auto found = writes.find(stage);
    return found == writes.end() ? llvm::ArrayRef<graph::WriteOp>() : found->second;
  }

  llvm::SmallVector<mlir::Operation *> ops;                          // by dist.id
  llvm::DenseMap<int64_t, llvm::SmallVector<graph::WriteOp>> writes; // by stage
  /// Variables that some op of the entry reads.
  llvm::DenseSet<mlir::StringAttr> read;
};

/// Where the values of one entry live on one stage.
class EntryStorage {
public:
  EntryStorage(mlir::func::FuncOp entry, const EntryFacts &facts, int64_t stage,
               dist::MeshAttr mesh, PersistentStorage &state)
      : entry(entry), facts(facts), stage(stage), mesh(mesh), state(state) {}

  Storage get(mlir::Value value);
  /// The received copy of a transferred value.
  Storage getReceived(dist::TransferOp transfer) { return get(transfer.getResult()); }
  /// A frame that is not a value's: scratch of a written variable.
  void pin(const Storage &storage);

  llvm::ArrayRef<FrameClass> getClasses() const { return classes; }

private:
  /// The write may make its value right in the variable: nothing in the entry reads the variable.
  bool isWrittenDirectly(graph::WriteOp write);
  Storage find(mlir::Value value);
  Storage findCallResult(mlir::func::CallOp call, unsigned index);
  Storage addInstance(llvm::StringRef name, mlir::Type type, exec::MemoryClass memoryClass);

  mlir::func::FuncOp entry;
  const EntryFacts &facts;
  int64_t stage;
  dist::MeshAttr mesh;
  PersistentStorage &state;
  std::vector<FrameClass> classes;
  llvm::StringMap<size_t> classOfName;
  llvm::DenseMap<mlir::Value, Storage> known;
};

/// The bucket of the parameters that the gradient `value` updates, found through collectives to the
/// update; null if none.
mlir::StringAttr findUpdatedBucket(mlir::Value value, const mlir::SymbolTable &symbols);

/// The symbol that `value` is read from, through shards; null if it is not state.
mlir::StringAttr findState(mlir::Value value);

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_STORAGE_H

//===- Emit.h - exec as a program message -----------------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_EMIT_EMIT_H
#define HEDDLE_PASSES_EMIT_EMIT_H

#include "dialects/exec/Exec.h"
#include "mlir/IR/BuiltinOps.h"
#include "runtime/program/program.pb.h"

namespace heddle::emit {

/// Succeeds if everything in `module` has a place and names only what exists; else an error at what
/// does not. The functions below assume it.
mlir::LogicalResult checkModule(mlir::ModuleOp module);

/// Fills `out` from a module after the kernels stage. A pure walk; nothing is decided here.
void emitProgram(mlir::ModuleOp module, program::Program &out);
program::Program emitProgram(mlir::ModuleOp module);

/// emitProgram as an analysis: the pass that checks the program and the one that writes it share
/// it.
class EmittedProgram {
public:
  explicit EmittedProgram(mlir::ModuleOp module) { emitProgram(module, *program); }
  const program::Program &get() const { return *program; }

private:
  /// Tens of thousands of rows are made and freed at once; the blocks of 8 KiB that are usual would
  /// be hundreds.
  static google::protobuf::ArenaOptions getArenaOptions() {
    google::protobuf::ArenaOptions options;
    options.max_block_size = 1 << 20;
    return options;
  }

  google::protobuf::Arena arena{getArenaOptions()};
  program::Program *program = google::protobuf::Arena::CreateMessage<program::Program>(&arena);
};

/// The data type of an element type of the IR.
program::DataType getDataType(mlir::Type element);

/// Indices of strings in a repeated field, each added once. Index 0 is the empty string.
class StringTable {
public:
  explicit StringTable(google::protobuf::RepeatedPtrField<std::string> *strings)
      : strings(strings) {
    add("");
  }

  uint32_t add(llvm::StringRef text) {
    auto [entry, isNew] = indices.try_emplace(text, strings->size());
    if (isNew)
      strings->Add(text.str());
    return entry->second;
  }

private:
  google::protobuf::RepeatedPtrField<std::string> *strings;
  llvm::StringMap<uint32_t> indices;
};

/// "gpt2.heddle:31:9": the first position in a file that the location leads to; empty if none.
std::string getSpecPosition(mlir::Location location);

/// Fills `out` from `segment`. `kernels` gives the index of each kernel.
void emitSegment(exec::SegmentOp segment, const llvm::StringMap<uint32_t> &kernels,
                 StringTable &locations, program::Segment &out);

} // namespace heddle::emit

#endif // HEDDLE_PASSES_EMIT_EMIT_H

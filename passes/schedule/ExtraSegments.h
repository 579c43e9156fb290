//===- ExtraSegments.h - segments without a block ---------------*- C++ -*-===//

#ifndef HEDDLE_PASSES_SCHEDULE_EXTRASEGMENTS_H
#define HEDDLE_PASSES_SCHEDULE_EXTRASEGMENTS_H

#include "dialects/exec/Exec.h"
#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <tuple>
#include <vector>

namespace heddle::schedule {

/// Makes segments that no block stands behind: exchanges and copies. Equal ones are shared.
class ExtraSegments {
public:
  explicit ExtraSegments(mlir::ModuleOp module) : module(module), symbols(module) {}

  /// A value (by its dist.id) that goes to another stage or comes from it.
  struct Message {
    bool send;
    int64_t stage, value, bytes;
    bool operator<(const Message &o) const {
      return std::tie(send, stage, value, bytes) < std::tie(o.send, o.stage, o.value, o.bytes);
    }
  };
  /// Posts all messages together; a frame for each, in their order.
  exec::SegmentOp getExchange(mlir::Location loc, llvm::ArrayRef<Message> messages);
  /// Copies its first frame to its second.
  exec::SegmentOp getCopy(mlir::Location loc, int64_t bytes);

private:
  exec::SegmentOp make(mlir::Location loc, llvm::StringRef name, llvm::ArrayRef<int64_t> frameBytes,
                       llvm::ArrayRef<bool> written);

  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  std::map<std::vector<Message>, exec::SegmentOp> exchanges;
  std::map<int64_t, exec::SegmentOp> copies;
};

} // namespace heddle::schedule

#endif // HEDDLE_PASSES_SCHEDULE_EXTRASEGMENTS_H

//===- Groups.h - the variables of each block instance ----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_OPTIMIZER_GROUPS_H
#define HEDDLE_PASSES_OPTIMIZER_GROUPS_H

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace heddle::optimizer {

/// The variables of one `group`, in the order of their declaration.
struct Group {
  mlir::StringAttr instance; // "layers.3"
  llvm::SmallVector<graph::VariableOp> variables;

  /// The instance without its indices: "layers".
  std::string getBlock() const;
  /// Where its first variable is declared.
  mlir::Location getLoc() const;
};

/// The groups of the module's variables, in the order in which they first appear; of one kind only
/// if given.
llvm::SmallVector<Group> getGroups(mlir::ModuleOp module,
                                   std::optional<graph::VariableKind> kind = std::nullopt);

/// Functions that groups share: those of one block whose variables have equal types, initialisers
/// and decay.
class SharedFunctions {
public:
  using Body =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::ValueRange)>;

  explicit SharedFunctions(mlir::ModuleOp module) : module(module), symbols(module) {}

  /// The private function `name` of the phase (graph.phase); `body` fills it if it is new and
  /// returns its results.
  mlir::func::FuncOp get(const Group &group, llvm::StringRef phase, mlir::TypeRange arguments,
                         Body body);
  /// The same for a function that no group shares.
  mlir::func::FuncOp create(mlir::Location loc, llvm::StringRef block, llvm::StringRef name,
                            llvm::StringRef phase, mlir::TypeRange arguments, Body body);

  /// The number of functions made.
  unsigned count() const { return numFunctions; }

private:
  unsigned numFunctions = 0;
  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  llvm::DenseMap<mlir::Attribute, mlir::func::FuncOp> functions;
};

/// A call of `function` on behalf of `instance` (graph.instance).
mlir::func::CallOp callFor(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef instance,
                           mlir::func::FuncOp function, mlir::ValueRange operands);

} // namespace heddle::optimizer

#endif // HEDDLE_PASSES_OPTIMIZER_GROUPS_H

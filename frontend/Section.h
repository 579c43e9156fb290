//===- Section.h - one block function while it is made ----------*- C++ -*-===//
//
// The model is elaborated straight into its block functions: a section is the
// part before the repeat, its body, or the part after it. What a section uses of
// the rest of the model becomes an argument of its function when it is used.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_SECTION_H
#define HEDDLE_FRONTEND_SECTION_H

#include "dialects/graph/Graph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/SMLoc.h"

#include <string>
#include <vector>

namespace heddle::frontend {

class Section;

/// A tensor that comes into a section from outside.
struct Source {
  /// In the order of the arguments of a block.
  enum class Kind {
    Computed,  ///< a value that another section computes
    Carried,   ///< a variable that a repeat carries from one iteration to the next
    Input,     ///< an argument of the entry, `name`
    Parameter, ///< a parameter, `name` (in a repeat: without its label and index)
  };

  Kind kind;
  mlir::RankedTensorType type;
  /// Order of creation: of declaration, for parameters.
  unsigned order = 0;
  std::string name = {};
  llvm::SMLoc place = {};

  // Computed: the value and its section; if that is a repeat, the carried variable whose last value
  // it is.
  mlir::Value value = {};
  Section *section = nullptr;
  Source *carried = nullptr;
  // Carried: what it is before the first iteration.
  Source *initial = nullptr;
  // Parameter.
  graph::InitAttr init = {};
  mlir::Location loc;
  bool decay = false;
  bool repeated = false;
};

class Section {
public:
  Section(llvm::StringRef name, mlir::Location loc);
  Section(const Section &) = delete;
  ~Section();

  llvm::StringRef getName() { return func.getName(); }
  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::Location getLoc() { return func.getLoc(); }
  void setLoc(mlir::Location loc) { func->setLoc(loc); }
  bool contains(mlir::Value value) const;

  /// The argument for `source`, made at its first use.
  mlir::Value import(Source *source);

  /// The sources that `values` depend on, through the ops of this section.
  llvm::SetVector<Source *> findSources(llvm::ArrayRef<mlir::Value> values) const;

  /// Ends the function: returns the values of `computed` (which become the results), removes what
  /// they do not need, puts the arguments in order: activations and inputs first, parameters in
  /// order of declaration.
  void finish(llvm::ArrayRef<Source *> computed);

  /// Lets `from` stand for another source (an invariant of a repeat for its value outside).
  void substitute(Source *from, Source *to);

  /// Copies the ops that `value`, of `other`, depends on; returns the copy.
  mlir::Value copySlice(Section &other, mlir::Value value);

  bool isFinished() const { return finished; }
  /// After finish: what the arguments and the results are.
  llvm::ArrayRef<Source *> getArguments() const { return arguments; }
  llvm::ArrayRef<Source *> getResults() const { return results; }

  /// Hands the function over to `module`.
  mlir::func::FuncOp release(mlir::ModuleOp module);
  mlir::func::FuncOp getFunc() { return func; }

private:
  void eraseDeadOps();
  void orderArguments();

  mlir::func::FuncOp func;
  mlir::OpBuilder builder;
  llvm::MapVector<Source *, mlir::Value> imports;
  llvm::DenseMap<mlir::Value, Source *> sourceOf;
  std::vector<Source *> arguments, results;
  bool finished = false;
  bool released = false;
};

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_SECTION_H

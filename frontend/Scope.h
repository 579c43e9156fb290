//===- Scope.h - the names that a statement sees ----------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_SCOPE_H
#define HEDDLE_FRONTEND_SCOPE_H

#include "frontend/Tensor.h"

namespace heddle::frontend {

/// What a name stands for.
struct Binding {
  enum class Kind { Variable, Parameter };
  Kind kind = Kind::Variable;
  Operand value;
  llvm::SMLoc loc;
};

/// The names of one instance of a module, of the model, or of the body of its repeat.
struct Scope {
  llvm::MapVector<llvm::StringRef, Binding> names;
  /// Where each label of a module instance was used first.
  llvm::StringMap<llvm::SMLoc> labels;
  /// Names that the body of the repeat made, which end with it.
  llvm::StringSet<> endedWithRepeat;
  /// "attention.": in front of the parameters that are declared here.
  std::string path;
  /// The modules whose instances these names are in, outermost first.
  std::vector<const ModuleDecl *> modules;
  bool isModel = false;
};

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_SCOPE_H

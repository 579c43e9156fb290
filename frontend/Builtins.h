//===- Builtins.h - the functions of the language ---------------*- C++ -*-===//
//
// A builtin is one entry of the table in Builtins.cpp and one function that
// checks axes and makes ops. docs/language.md lists them.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_BUILTINS_H
#define HEDDLE_FRONTEND_BUILTINS_H

#include "frontend/OpMaker.h"

namespace heddle::frontend {

/// What a builtin needs of the model beyond its arguments.
struct ModelContext {
  /// The inputs that models name.
  Tensor tokens, targets, documents;
  /// The logits: the first argument of the model's one cross_entropy.
  std::optional<Tensor> logits;
  llvm::SMLoc logitsPlace;
  bool insideRepeat = false;
  bool insideEpilogue = false;
};

/// A call with its arguments sorted by parameter.
struct BuiltinCall {
  llvm::SMLoc loc;
  llvm::StringMap<Operand> operands = {};
  llvm::StringMap<llvm::SMLoc> places = {};
  llvm::StringMap<bool> flags = {};
  std::vector<Name> axes = {};

  const Tensor &tensor(llvm::StringRef name) const {
    return *getTensor(operands.find(name)->second);
  }
  double number(llvm::StringRef name) const {
    return getNumber(operands.find(name)->second)->value();
  }
  llvm::SMLoc place(llvm::StringRef name) const { return places.lookup(name); }
};

struct BuiltinParameter {
  enum class Kind {
    Tensor,
    OptionalTensor,
    Number, ///< a constant; `byDefault` if it is not given
    Any,    ///< a tensor or a number
    Flag,   ///< a bare word, there or not
    Axes,   ///< the rest of the arguments: names of axes
  };
  llvm::StringRef name;
  Kind kind;
  std::optional<double> byDefault;
};

struct Builtin {
  llvm::StringRef name;
  std::vector<BuiltinParameter> parameters;
  Operand (*build)(OpMaker &maker, ModelContext &model, const BuiltinCall &call);

  /// "attention(q, k, v, causal, [documents])".
  std::string usage() const;
};

/// The builtin of that name, or null.
const Builtin *findBuiltin(llvm::StringRef name);
std::vector<llvm::StringRef> builtinNames();

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_BUILTINS_H

//===- Number.h - sizes and constants of a spec -----------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_NUMBER_H
#define HEDDLE_FRONTEND_NUMBER_H

#include "frontend/Ast.h"
#include "frontend/Reporter.h"

#include <functional>

namespace heddle::frontend {

/// A whole number (a size, a count) or a real one.
struct Number {
  bool isInteger = true;
  int64_t integer = 0;
  double real = 0;
  /// Computed from the size of an axis. Such a number shapes tensors and initialisers but must not
  /// enter the arithmetic of the model, which has to stay the same when `heddle verify` changes
  /// sizes.
  bool fromAxis = false;

  double value() const { return isInteger ? double(integer) : real; }
  static Number of(int64_t integer) { return {.integer = integer, .real = 0}; }
  static Number of(double real) { return {.isInteger = false, .real = real}; }
};

/// "768" or "0.02".
std::string toString(const Number &number);

/// The four operations. Whole numbers stay whole: overflow, and a quotient that is not whole, are
/// errors at `loc`. `describe` is the expression for people ("embed / heads").
std::optional<Number> apply(char op, const Number &lhs, const Number &rhs, llvm::SMLoc loc,
                            llvm::StringRef describe, Reporter &reporter);

/// exp, log, sqrt, rsqrt, max, min of numbers; nullopt if `function` is not one of them.
std::optional<Number> applyFunction(llvm::StringRef function, llvm::ArrayRef<Number> arguments);

/// Finite, or an error.
bool checkFinite(const Number &number, llvm::SMLoc loc, Reporter &reporter);

/// `expr` as written, shortened: "embed / heads".
std::string toString(const Expr &expr);

using LookUpNumber = std::function<std::optional<Number>(const Name &)>;

/// The value of an expression that holds only numbers; names are asked of `lookUp`, which reports
/// those it does not know. nullopt after an error.
std::optional<Number> evaluate(const Expr &expr, const LookUpNumber &lookUp, Reporter &reporter);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_NUMBER_H

//===- Number.cpp - sizes and constants of a spec -------------------------===//

#include "frontend/Number.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace heddle::frontend;

static constexpr llvm::StringLiteral kLargest = "sizes go up to 9223372036854775807";

std::string heddle::frontend::toString(const Number &number) {
  return number.isInteger ? std::to_string(number.integer)
                          : llvm::formatv("{0}", number.real).str();
}

std::string heddle::frontend::toString(const Expr &expr) {
  switch (expr.kind) {
  case Expr::Kind::Integer:
    return std::to_string(expr.integer);
  case Expr::Kind::Real:
    return toString(Number::of(expr.real));
  case Expr::Kind::Name:
    return expr.name.text.str();
  case Expr::Kind::Call:
    return expr.name.text.str() + "(...)";
  case Expr::Kind::Gather:
  case Expr::Kind::Rename:
    return toString(*expr.lhs) + "[...]";
  case Expr::Kind::Negate:
    return "-" + toString(*expr.lhs);
  case Expr::Kind::Binary:
    if (expr.depth > 4)
      return "this expression";
    return toString(*expr.lhs) + " " + expr.op + " " + toString(*expr.rhs);
  }
  return "";
}

bool heddle::frontend::checkFinite(const Number &number, llvm::SMLoc loc, Reporter &reporter) {
  if (number.isInteger || std::isfinite(number.real))
    return true;
  reporter.error(
      loc, "the result is not a finite number",
      "check for a division by zero, or a square root or logarithm of a negative number");
  return false;
}

/// Whole division that must come out even.
static std::optional<int64_t> divide(const Number &lhs, const Number &rhs, llvm::SMLoc loc,
                                     llvm::StringRef describe, Reporter &reporter) {
  if (rhs.integer == 0) {
    reporter.error(loc, "division by zero in " + describe, "the divisor must not be 0");
    return std::nullopt;
  }
  if (rhs.integer == -1 && lhs.integer == std::numeric_limits<int64_t>::min()) {
    reporter.error(loc, describe + " is too large for a size", kLargest);
    return std::nullopt;
  }
  if (lhs.integer % rhs.integer != 0) {
    reporter.error(loc,
                   "sizes do not divide: " + describe + " is " + llvm::Twine(lhs.integer) + " / " +
                       llvm::Twine(rhs.integer) + ", remainder " +
                       llvm::Twine(lhs.integer % rhs.integer),
                   "whole numbers divide exactly; change one of them, or write " +
                       llvm::Twine(lhs.integer) + ".0 for a real quotient");
    return std::nullopt;
  }
  return lhs.integer / rhs.integer;
}

static std::optional<Number> applyWhole(char op, const Number &lhs, const Number &rhs,
                                        llvm::SMLoc loc, llvm::StringRef describe,
                                        Reporter &reporter) {
  int64_t result = 0;
  bool overflow = false;
  if (op == '/') {
    std::optional<int64_t> quotient = divide(lhs, rhs, loc, describe, reporter);
    if (!quotient)
      return std::nullopt;
    return Number::of(*quotient);
  }
  if (op == '+')
    overflow = llvm::AddOverflow(lhs.integer, rhs.integer, result);
  else if (op == '-')
    overflow = llvm::SubOverflow(lhs.integer, rhs.integer, result);
  else
    overflow = llvm::MulOverflow(lhs.integer, rhs.integer, result);
  if (!overflow)
    return Number::of(result);
  reporter.error(loc, describe + " is too large for a size", kLargest);
  return std::nullopt;
}

static double applyReal(char op, double lhs, double rhs) {
  switch (op) {
  case '+':
    return lhs + rhs;
  case '-':
    return lhs - rhs;
  case '*':
    return lhs * rhs;
  default:
    return lhs / rhs;
  }
}

std::optional<Number> heddle::frontend::apply(char op, const Number &lhs, const Number &rhs,
                                              llvm::SMLoc loc, llvm::StringRef describe,
                                              Reporter &reporter) {
  if (op == '@') {
    reporter.error(loc, "'@' contracts tensors, not numbers", "write '*' to multiply numbers");
    return std::nullopt;
  }
  std::optional<Number> result;
  if (lhs.isInteger && rhs.isInteger)
    result = applyWhole(op, lhs, rhs, loc, describe, reporter);
  else if (op == '/' && rhs.value() == 0)
    reporter.error(loc, "division by zero in " + describe, "the divisor must not be 0");
  else
    result = Number::of(applyReal(op, lhs.value(), rhs.value()));
  if (!result || !checkFinite(*result, loc, reporter))
    return std::nullopt;
  result->fromAxis = lhs.fromAxis || rhs.fromAxis;
  return result;
}

std::optional<Number> heddle::frontend::applyFunction(llvm::StringRef function,
                                                      llvm::ArrayRef<Number> arguments) {
  auto real = [&](double value) {
    Number result = Number::of(value);
    result.fromAxis = llvm::any_of(arguments, [](const Number &n) { return n.fromAxis; });
    return result;
  };
  if (arguments.size() == 1) {
    double x = arguments[0].value();
    if (function == "sqrt")
      return real(std::sqrt(x));
    if (function == "rsqrt")
      return real(1 / std::sqrt(x));
    if (function == "exp")
      return real(std::exp(x));
    if (function == "log")
      return real(std::log(x));
  }
  if (arguments.size() == 2 && (function == "max" || function == "min")) {
    bool first = (arguments[0].value() < arguments[1].value()) == (function == "min");
    Number result = first ? arguments[0] : arguments[1];
    result.fromAxis = arguments[0].fromAxis || arguments[1].fromAxis;
    return result;
  }
  return std::nullopt;
}

namespace {

std::optional<Number> evaluateCall(const Expr &expr, const LookUpNumber &lookUp,
                                   Reporter &reporter) {
  std::vector<Number> arguments;
  for (const Argument &argument : expr.arguments) {
    std::optional<Number> value = evaluate(*argument.value, lookUp, reporter);
    if (!value)
      return std::nullopt;
    arguments.push_back(*value);
  }
  std::optional<Number> result = applyFunction(expr.name.text, arguments);
  if (!result)
    reporter.error(expr.loc,
                   "'" + expr.name.text + "' is not a function of " +
                       llvm::Twine(arguments.size()) + " numbers",
                   "functions of numbers: sqrt, rsqrt, exp, log, max, min");
  else if (!checkFinite(*result, expr.loc, reporter))
    return std::nullopt;
  return result;
}

} // namespace

std::optional<Number> heddle::frontend::evaluate(const Expr &expr, const LookUpNumber &lookUp,
                                                 Reporter &reporter) {
  switch (expr.kind) {
  case Expr::Kind::Integer:
    return Number::of(expr.integer);
  case Expr::Kind::Real:
    return Number::of(expr.real);
  case Expr::Kind::Name:
    return lookUp(expr.name);
  case Expr::Kind::Call:
    return evaluateCall(expr, lookUp, reporter);
  case Expr::Kind::Negate: {
    std::optional<Number> operand = evaluate(*expr.lhs, lookUp, reporter);
    if (!operand)
      return std::nullopt;
    return apply('-', Number::of(int64_t(0)), *operand, expr.loc, toString(expr), reporter);
  }
  case Expr::Kind::Binary: {
    std::optional<Number> lhs = evaluate(*expr.lhs, lookUp, reporter);
    std::optional<Number> rhs = evaluate(*expr.rhs, lookUp, reporter);
    if (!lhs || !rhs)
      return std::nullopt;
    return apply(expr.op, *lhs, *rhs, expr.loc, toString(expr), reporter);
  }
  case Expr::Kind::Gather:
  case Expr::Kind::Rename:
    reporter.error(expr.loc, "a number cannot be indexed", "only tensors have axes");
    return std::nullopt;
  }
  return std::nullopt;
}

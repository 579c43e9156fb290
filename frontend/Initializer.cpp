//===- Initializer.cpp - how a parameter starts ---------------------------===//

#include "frontend/Initializer.h"

using namespace heddle;
using namespace heddle::frontend;
using graph::InitAttr;
using graph::InitKind;

static constexpr llvm::StringRef kForms = "initialisers: normal(std), normal(mean, std), "
                                          "uniform(low, high), constant(value), zeros, ones";

static std::optional<std::vector<double>>
evaluateArguments(const Expr &expr, const LookUpNumber &lookUp, Reporter &reporter) {
  std::vector<double> values;
  for (const Argument &argument : expr.arguments) {
    if (!argument.name.empty()) {
      reporter.error(argument.name.loc, "arguments of an initialiser have no names", kForms);
      return std::nullopt;
    }
    std::optional<Number> value = evaluate(*argument.value, lookUp, reporter);
    if (!value)
      return std::nullopt;
    values.push_back(value->value());
  }
  return values;
}

static std::optional<InitAttr> makeCall(const Expr &expr, llvm::ArrayRef<double> values,
                                        mlir::MLIRContext *context, Reporter &reporter) {
  llvm::StringRef name = expr.name.text;
  if (name == "constant" && values.size() == 1)
    return InitAttr::get(context, InitKind::Constant, values[0], 0);
  if (name == "normal" && (values.size() == 1 || values.size() == 2)) {
    double mean = values.size() == 2 ? values[0] : 0;
    if (values.back() > 0)
      return InitAttr::get(context, InitKind::Normal, mean, values.back());
    reporter.error(expr.loc, "the standard deviation of normal is not above 0",
                   "write zeros, or constant(mean), for values that do not vary");
    return std::nullopt;
  }
  if (name == "uniform" && values.size() == 2) {
    if (values[0] < values[1])
      return InitAttr::get(context, InitKind::Uniform, values[0], values[1]);
    reporter.error(expr.loc, "uniform(low, high) needs low below high", "write uniform(-0.1, 0.1)");
    return std::nullopt;
  }
  reporter.error(expr.loc,
                 "unknown initialiser " + toString(expr) + " with " + llvm::Twine(values.size()) +
                     (values.size() == 1 ? " argument" : " arguments"),
                 kForms);
  return std::nullopt;
}

std::optional<InitAttr> heddle::frontend::makeInitializer(const Expr &expr,
                                                          mlir::MLIRContext *context,
                                                          const LookUpNumber &lookUp,
                                                          Reporter &reporter) {
  if (expr.kind == Expr::Kind::Name && expr.name.text == "zeros")
    return InitAttr::get(context, InitKind::Constant, 0, 0);
  if (expr.kind == Expr::Kind::Name && expr.name.text == "ones")
    return InitAttr::get(context, InitKind::Constant, 1, 0);
  if (expr.kind != Expr::Kind::Call) {
    reporter.error(expr.loc, "unknown initialiser '" + toString(expr) + "'", kForms);
    return std::nullopt;
  }
  std::optional<std::vector<double>> values = evaluateArguments(expr, lookUp, reporter);
  return values ? makeCall(expr, *values, context, reporter) : std::nullopt;
}

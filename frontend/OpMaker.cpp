//===- OpMaker.cpp - checked making of graph ops --------------------------===//

#include "frontend/OpMaker.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

/// Tensors have few axes; a bound keeps types small.
static constexpr size_t kMaxRank = 8;
/// Elements of one tensor: 2^60 bytes of float64 still fit into an int64_t.
static constexpr int64_t kMaxElements = int64_t(1) << 57;
/// Indices are 32-bit.
static constexpr int64_t kMaxAxis = (int64_t(1) << 31) - 1;

std::string heddle::frontend::describe(Type type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "[";
  llvm::interleaveComma(
      llvm::zip_equal(graph::getAxes(type), cast<RankedTensorType>(type).getShape()), os,
      [&](auto axis) { os << std::get<0>(axis).getValue() << " = " << std::get<1>(axis); });
  os << "]";
  return text;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

std::optional<int64_t> OpMaker::getAxisSize(const Name &axis) {
  Number size;
  llvm::SMLoc loc = axis.loc;
  if (axis.text == "batch") {
    size = Number::of(configuration.training.batch);
  } else if (std::optional<Number> found = configuration.find(axis.text)) {
    size = *found;
    // Who wrote the value made the mistake, not who wrote the axis.
    if (auto parameter = configuration.parameters.find(axis.text);
        parameter != configuration.parameters.end())
      loc = parameter->second.loc;
  } else {
    reporter.error(
        axis.loc, "unknown axis '" + axis.text + "'",
        suggest(axis.text, configuration.parameterNames(), "axes (parameters of the model)") +
            " (an axis is a parameter of the model, or batch)");
    return std::nullopt;
  }
  if (size.isInteger && size.integer >= 1 && size.integer <= kMaxAxis)
    return size.integer;
  reporter.error(loc, "'" + axis.text + "' = " + toString(size) + " is not the size of an axis",
                 "an axis has a whole number of elements, from 1 to " + llvm::Twine(kMaxAxis));
  return std::nullopt;
}

bool OpMaker::checkSize(ArrayRef<int64_t> sizes, llvm::SMLoc loc) {
  int64_t elements = 1;
  bool overflow = false;
  for (int64_t size : sizes)
    overflow |= llvm::MulOverflow(elements, size, elements);
  if (sizes.size() > kMaxRank) {
    reporter.error(loc, "tensor has " + llvm::Twine(sizes.size()) + " axes",
                   "at most " + llvm::Twine(kMaxRank) + " are supported");
    return false;
  }
  if (!overflow && elements <= kMaxElements)
    return true;
  reporter.error(loc, "tensor has too many elements",
                 "at most 2^57 are supported: check the sizes of its axes");
  return false;
}

RankedTensorType OpMaker::getType(llvm::ArrayRef<Name> axes, llvm::SMLoc loc, Type element) {
  llvm::SmallVector<StringAttr> names;
  llvm::SmallVector<int64_t> sizes;
  for (const Name &axis : axes) {
    auto name = StringAttr::get(context, axis.text);
    if (llvm::is_contained(names, name)) {
      reporter.error(axis.loc, "axis '" + axis.text + "' occurs twice in one tensor",
                     "axes are told apart by name: add a parameter of equal size to the model");
      return {};
    }
    std::optional<int64_t> size = getAxisSize(axis);
    if (!size)
      return {};
    names.push_back(name);
    sizes.push_back(*size);
  }
  if (!checkSize(sizes, loc))
    return {};
  return graph::getTensorType(element ? element : Float32Type::get(context), names, sizes);
}

bool OpMaker::countOp(llvm::SMLoc loc) {
  if (++ops <= options.maxOps)
    return true;
  reporter.error(loc, "the model is too large once its modules are expanded",
                 "at most " + llvm::Twine(options.maxOps) + " operations; use repeat for layers");
  return false;
}

Value OpMaker::use(const Tensor &tensor) {
  if (section->contains(tensor.value))
    return tensor.value;
  assert(tensor.source && "a value of a finished section has a source");
  return section->import(tensor.source);
}

FloatAttr OpMaker::getFloat(double value) {
  return FloatAttr::get(Float64Type::get(context), value);
}

bool OpMaker::checkNumbers(const Tensor &tensor, llvm::SMLoc loc) {
  if (tensor.isDocuments) {
    reporter.error(loc, "'documents' says where documents begin; it is no number to compute with",
                   "give it to attention: attention(q, k, v, causal, documents)");
    return false;
  }
  if (!tensor.isIndices())
    return true;
  reporter.error(loc, "token indices are not numbers to compute with",
                 "look their embeddings up: wte[tokens]");
  return false;
}

bool OpMaker::checkConstant(const Number &number, llvm::SMLoc loc) {
  if (!number.fromAxis)
    return true;
  reporter.error(
      loc, "a size may not enter the arithmetic of the model",
      "'heddle verify' runs the same model at other sizes, so this must be a constant: write "
      "the number, or set it as a parameter that no axis uses");
  return false;
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

static bool hasAllAxesOf(Type type, Type other) {
  return llvm::all_of(graph::getAxes(other),
                      [&](StringAttr axis) { return graph::findAxis(type, axis).has_value(); });
}

/// The axes of `type` that `other` lacks: "'hidden', 'seq'".
static std::string axesWithout(Type type, Type other) {
  std::vector<std::string> names;
  for (StringAttr axis : graph::getAxes(type))
    if (!graph::findAxis(other, axis))
      names.push_back("'" + axis.str() + "'");
  return llvm::join(names, ", ");
}

RankedTensorType OpMaker::getBroadcastType(llvm::StringRef what, const Tensor &lhs,
                                           const Tensor &rhs, llvm::SMLoc loc) {
  if (hasAllAxesOf(lhs.type, rhs.type))
    return lhs.type;
  if (hasAllAxesOf(rhs.type, lhs.type))
    return rhs.type;
  reporter.error(
      loc, "axis mismatch in '" + what + "': " + describe(lhs.type) + " and " + describe(rhs.type),
      "one operand must have all axes of the other (it is broadcast by name); only the left has " +
          axesWithout(lhs.type, rhs.type) + ", only the right has " +
          axesWithout(rhs.type, lhs.type));
  return {};
}

Operand OpMaker::makeBinary(char op, const Tensor &lhs, const Tensor &rhs, llvm::SMLoc loc) {
  if (!checkNumbers(lhs, loc) || !checkNumbers(rhs, loc))
    return Unknown();
  RankedTensorType type = getBroadcastType(llvm::StringRef(&op, 1), lhs, rhs, loc);
  if (!type)
    return Unknown();
  switch (op) {
  case '+':
    return make<graph::AddOp>(loc, type, use(lhs), use(rhs));
  case '-':
    return make<graph::SubOp>(loc, type, use(lhs), use(rhs));
  case '*':
    return make<graph::MulOp>(loc, type, use(lhs), use(rhs));
  default:
    return make<graph::DivOp>(loc, type, use(lhs), use(rhs));
  }
}

Operand OpMaker::scale(const Tensor &tensor, double factor, llvm::SMLoc loc) {
  if (!checkNumbers(tensor, loc))
    return Unknown();
  return make<graph::ScaleOp>(loc, tensor.type, use(tensor), getFloat(factor));
}

Operand OpMaker::constant(const Number &number, llvm::SMLoc loc) {
  return make<graph::ConstantOp>(loc, graph::getScalarType(Float32Type::get(context)),
                                 getFloat(number.value()));
}

Operand OpMaker::tensorWithNumber(const Expr &expr, const Operand &lhs, const Operand &rhs) {
  const Number &number = getNumber(lhs) ? *getNumber(lhs) : *getNumber(rhs);
  const Tensor &tensor = getTensor(lhs) ? *getTensor(lhs) : *getTensor(rhs);
  if (!checkConstant(number, expr.loc))
    return Unknown();
  if (expr.op == '@') {
    reporter.error(expr.loc, "'@' contracts two tensors, not a tensor and a number",
                   "write '*' to scale");
    return Unknown();
  }
  if (expr.op == '*')
    return scale(tensor, number.value(), expr.loc);
  if (expr.op == '/' && getNumber(rhs)) {
    std::optional<Number> factor =
        apply('/', Number::of(1.0), number, expr.loc, toString(expr), reporter);
    return factor ? scale(tensor, factor->value(), expr.loc) : Operand(Unknown());
  }
  Operand other = constant(number, expr.loc);
  if (isUnknown(other))
    return other;
  return getNumber(lhs) ? makeBinary(expr.op, *getTensor(other), tensor, expr.loc)
                        : makeBinary(expr.op, tensor, *getTensor(other), expr.loc);
}

Operand OpMaker::binary(const Expr &expr, const Operand &lhs, const Operand &rhs) {
  if (isUnknown(lhs) || isUnknown(rhs))
    return Unknown();
  const Number *leftNumber = getNumber(lhs), *rightNumber = getNumber(rhs);
  if (leftNumber && rightNumber) {
    auto result = apply(expr.op, *leftNumber, *rightNumber, expr.loc, toString(expr), reporter);
    return result ? Operand(*result) : Operand(Unknown());
  }
  if (leftNumber || rightNumber)
    return tensorWithNumber(expr, lhs, rhs);
  if (expr.op == '@')
    return contract(*getTensor(lhs), *getTensor(rhs), expr.loc);
  return makeBinary(expr.op, *getTensor(lhs), *getTensor(rhs), expr.loc);
}

Operand OpMaker::extremum(bool isMax, const Operand &lhs, const Operand &rhs, llvm::SMLoc loc) {
  auto asTensor = [&](const Operand &operand) -> Operand {
    const Number *number = getNumber(operand);
    if (!number)
      return operand;
    return checkConstant(*number, loc) ? constant(*number, loc) : Operand(Unknown());
  };
  Operand left = asTensor(lhs), right = asTensor(rhs);
  if (isUnknown(left) || isUnknown(right))
    return Unknown();
  const Tensor &a = *getTensor(left), &b = *getTensor(right);
  if (!checkNumbers(a, loc) || !checkNumbers(b, loc))
    return Unknown();
  RankedTensorType type = getBroadcastType(isMax ? "max" : "min", a, b, loc);
  if (!type)
    return Unknown();
  if (isMax)
    return make<graph::MaximumOp>(loc, type, use(a), use(b));
  return make<graph::MinimumOp>(loc, type, use(a), use(b));
}

Operand OpMaker::negate(const Expr &expr, const Operand &operand) {
  if (const Number *number = getNumber(operand)) {
    auto result = apply('-', Number::of(int64_t(0)), *number, expr.loc, toString(expr), reporter);
    return result ? Operand(*result) : Operand(Unknown());
  }
  const Tensor *tensor = getTensor(operand);
  if (!tensor || !checkNumbers(*tensor, expr.loc))
    return Unknown();
  return make<graph::NegOp>(expr.loc, tensor->type, use(*tensor));
}

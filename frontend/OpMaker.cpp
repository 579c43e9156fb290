//===- OpMaker.cpp - checked making of graph ops --------------------------===//

#include "frontend/OpMaker.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"
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

//===----------------------------------------------------------------------===//
// Contraction, reduction
//===----------------------------------------------------------------------===//

/// The axes of lhs, then the new ones of rhs, without those that are contracted.
RankedTensorType OpMaker::getProductType(const Tensor &lhs, const Tensor &rhs,
                                         llvm::function_ref<bool(StringAttr)> contracted,
                                         llvm::SMLoc loc) {
  llvm::SmallVector<StringAttr> names;
  llvm::SmallVector<int64_t> sizes;
  for (RankedTensorType type : {lhs.type, rhs.type})
    for (auto [axis, size] : llvm::zip_equal(graph::getAxes(type), type.getShape()))
      if (!contracted(axis) && !llvm::is_contained(names, axis)) {
        names.push_back(axis);
        sizes.push_back(size);
      }
  return checkSize(sizes, loc) ? graph::getTensorType(lhs.type.getElementType(), names, sizes)
                               : RankedTensorType();
}

Operand OpMaker::contract(const Tensor &lhs, const Tensor &rhs, llvm::SMLoc loc) {
  if (!checkNumbers(lhs, loc) || !checkNumbers(rhs, loc))
    return Unknown();
  auto contracted = [&](StringAttr axis) {
    return axis.getValue() != "batch" && graph::findAxis(lhs.type, axis) &&
           graph::findAxis(rhs.type, axis);
  };
  if (llvm::none_of(graph::getAxes(lhs.type), contracted)) {
    reporter.error(loc,
                   "axis mismatch in '@': " + describe(lhs.type) + " and " + describe(rhs.type) +
                       " have no axis to sum over",
                   "'@' sums over the axes that both have, batch excepted; write '*' for a product "
                   "without a sum");
    return Unknown();
  }
  RankedTensorType type = getProductType(lhs, rhs, contracted, loc);
  return type ? make<graph::EinsumOp>(loc, type, use(lhs), use(rhs)) : Operand(Unknown());
}

Operand OpMaker::contractOver(const Tensor &lhs, const Tensor &rhs, llvm::ArrayRef<Name> axes,
                              llvm::SMLoc loc) {
  if (!checkNumbers(lhs, loc) || !checkNumbers(rhs, loc))
    return Unknown();
  for (const Name &axis : axes) {
    if (graph::findAxis(lhs.type, axis.text) && graph::findAxis(rhs.type, axis.text))
      continue;
    reporter.error(axis.loc,
                   "axis '" + axis.text + "' is not in both operands: " + describe(lhs.type) +
                       " and " + describe(rhs.type),
                   "contract sums over axes that both operands have");
    return Unknown();
  }
  auto contracted = [&](StringAttr axis) {
    return llvm::any_of(axes, [&](const Name &name) { return name.text == axis.getValue(); });
  };
  RankedTensorType type = getProductType(lhs, rhs, contracted, loc);
  return type ? make<graph::EinsumOp>(loc, type, use(lhs), use(rhs)) : Operand(Unknown());
}

Operand OpMaker::sum(const Tensor &input, llvm::ArrayRef<Name> axes, llvm::SMLoc loc) {
  if (!checkNumbers(input, loc))
    return Unknown();
  RankedTensorType type = input.type;
  for (const Name &axis : axes) {
    if (!graph::findAxis(type, axis.text)) {
      reporter.error(axis.loc, "axis '" + axis.text + "' is not in " + describe(type),
                     "sum takes a tensor and the axes of it to sum over, each once");
      return Unknown();
    }
    type = graph::dropAxis(type, axis.text);
  }
  return make<graph::ReduceOp>(loc, type, use(input), graph::ReductionKind::Sum);
}

//===----------------------------------------------------------------------===//
// Lookup and renaming
//===----------------------------------------------------------------------===//

Operand OpMaker::gather(const Tensor &table, const Tensor &indices, llvm::SMLoc loc) {
  if (!indices.isIndices()) {
    reporter.error(loc, "the index " + describe(indices.type) + " is a tensor of numbers",
                   "only token indices can index a table: wte[tokens]");
    return Unknown();
  }
  if (!checkNumbers(table, loc))
    return Unknown();
  if (!graph::findAxis(table.type, indices.indexes)) {
    reporter.error(loc,
                   "axis mismatch: the index counts along '" + indices.indexes +
                       "', the table is " + describe(table.type),
                   "the table needs an axis '" + indices.indexes + "'");
    return Unknown();
  }
  llvm::SmallVector<StringAttr> names(graph::getAxes(indices.type));
  llvm::SmallVector<int64_t> sizes(indices.type.getShape());
  for (auto [axis, size] : llvm::zip_equal(graph::getAxes(table.type), table.type.getShape())) {
    if (axis.getValue() == indices.indexes)
      continue;
    if (llvm::is_contained(names, axis)) {
      reporter.error(loc, "axis '" + axis.getValue() + "' occurs in the index and in the table",
                     "rename it in the table: table[" + axis.getValue() + " as other]");
      return Unknown();
    }
    names.push_back(axis);
    sizes.push_back(size);
  }
  if (!checkSize(sizes, loc))
    return Unknown();
  auto type = graph::getTensorType(table.type.getElementType(), names, sizes);
  return make<graph::GatherOp>(loc, type, use(table), use(indices), ValueRange(),
                               StringAttr::get(context, indices.indexes));
}

Operand OpMaker::rename(const Tensor &input, llvm::ArrayRef<std::pair<Name, Name>> renames,
                        llvm::SMLoc loc) {
  if (!checkNumbers(input, loc))
    return Unknown();
  llvm::SmallVector<StringAttr> names(graph::getAxes(input.type));
  for (const auto &[from, to] : renames) {
    std::optional<unsigned> dimension = graph::findAxis(input.type, from.text);
    if (!dimension) {
      reporter.error(from.loc, "axis '" + from.text + "' is not in " + describe(input.type),
                     "write x[axis of x as other]");
      return Unknown();
    }
    std::optional<int64_t> size = getAxisSize(to);
    if (!size)
      return Unknown();
    if (*size != input.type.getDimSize(*dimension)) {
      reporter.error(to.loc,
                     "cannot rename '" + from.text +
                         "' = " + llvm::Twine(input.type.getDimSize(*dimension)) + " to '" +
                         to.text + "' = " + llvm::Twine(*size),
                     "both names must have one size");
      return Unknown();
    }
    names[*dimension] = StringAttr::get(context, to.text);
  }
  for (auto [index, name] : llvm::enumerate(names))
    if (llvm::is_contained(llvm::ArrayRef(names).drop_front(index + 1), name)) {
      reporter.error(loc, "axis '" + name.getValue() + "' would occur twice in one tensor",
                     "rename it too, or choose another name");
      return Unknown();
    }
  auto type = graph::getTensorType(input.type.getElementType(), names, input.type.getShape());
  return make<graph::RenameOp>(loc, type, use(input));
}

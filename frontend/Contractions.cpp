//===- Contractions.cpp - products, sums, lookups, renaming ---------------===//

#include "frontend/OpMaker.h"

#include "dialects/graph/Axes.h"

#include "llvm/ADT/STLExtras.h"

using namespace heddle;
using namespace heddle::frontend;
using namespace mlir;

//===----------------------------------------------------------------------===//
// Contraction, reduction
//===----------------------------------------------------------------------===//

bool OpMaker::checkNotBatch(const Name &axis) {
  if (axis.text != "batch")
    return true;
  reporter.error(axis.loc, "a sum over 'batch' is not supported",
                 "sequences are computed independently of each other, some of them on other ranks; "
                 "only the loss is summed over them, by itself");
  return false;
}

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
    if (!checkNotBatch(axis))
      return Unknown();
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
    if (!checkNotBatch(axis))
      return Unknown();
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

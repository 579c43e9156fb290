//===- OpMaker.h - checked making of graph ops ------------------*- C++ -*-===//
//
// Every rule about axes lives here. A rule that does not hold is a located
// error; only ops that verify are made.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_OPMAKER_H
#define HEDDLE_FRONTEND_OPMAKER_H

#include "frontend/Configuration.h"
#include "frontend/Tensor.h"

namespace heddle::frontend {

class OpMaker {
public:
  OpMaker(mlir::MLIRContext *context, const Configuration &configuration, const Options &options,
          Reporter &reporter)
      : configuration(configuration), options(options), reporter(reporter), context(context) {}

  /// The size of an axis: a parameter of the model, or batch. Reports axes that are unknown or no
  /// size.
  std::optional<int64_t> getAxisSize(const Name &axis);

  /// The f32 (or other) type with these axes; null after an error: an axis twice, too many
  /// elements.
  mlir::RankedTensorType getType(llvm::ArrayRef<Name> axes, llvm::SMLoc loc,
                                 mlir::Type element = {});

  /// + - * / with broadcasting by name: one operand must have all axes of the other. Numbers with
  /// numbers are computed.
  Operand binary(const Expr &expr, const Operand &lhs, const Operand &rhs);
  /// max, min.
  Operand extremum(bool isMax, const Operand &lhs, const Operand &rhs, llvm::SMLoc loc);
  Operand negate(const Expr &expr, const Operand &operand);
  /// `a @ b`: sums over all axes that both have, except batch.
  Operand contract(const Tensor &lhs, const Tensor &rhs, llvm::SMLoc loc);
  /// `contract(a, b, axis...)`: sums over these axes; other common axes stay.
  Operand contractOver(const Tensor &lhs, const Tensor &rhs, llvm::ArrayRef<Name> axes,
                       llvm::SMLoc loc);
  Operand sum(const Tensor &input, llvm::ArrayRef<Name> axes, llvm::SMLoc loc);
  /// `table[indices]`.
  Operand gather(const Tensor &table, const Tensor &indices, llvm::SMLoc loc);
  /// `x[a as b]`.
  Operand rename(const Tensor &input, llvm::ArrayRef<std::pair<Name, Name>> renames,
                 llvm::SMLoc loc);

  /// Makes an op, with one result that counts, from checked operands.
  template <typename OpTy, typename... Args>
  Operand make(llvm::SMLoc loc, mlir::Type type, Args &&...args) {
    if (!countOp(loc))
      return Unknown();
    auto op = OpTy::create(section->getBuilder(), reporter.locate(loc), type,
                           std::forward<Args>(args)...);
    return wrap(op->getResult(0));
  }
  template <typename OpTy, typename... Args>
  Operand makeMany(llvm::SMLoc loc, mlir::TypeRange types, Args &&...args) {
    if (!countOp(loc))
      return Unknown();
    auto op = OpTy::create(section->getBuilder(), reporter.locate(loc), types,
                           std::forward<Args>(args)...);
    return wrap(op->getResult(0));
  }

  /// The tensor as a value of the current section.
  mlir::Value use(const Tensor &tensor);
  static Tensor wrap(mlir::Value value) {
    return {.type = mlir::cast<mlir::RankedTensorType>(value.getType()), .value = value};
  }

  /// Reports a tensor of indices, or of documents, where numbers are needed.
  bool checkNumbers(const Tensor &tensor, llvm::SMLoc loc);
  /// Reports a number that depends on a size where arithmetic needs a constant.
  bool checkConstant(const Number &number, llvm::SMLoc loc);
  mlir::FloatAttr getFloat(double value);

  Section *section = nullptr;
  const Configuration &configuration;
  const Options &options;
  Reporter &reporter;
  mlir::MLIRContext *context;

private:
  bool countOp(llvm::SMLoc loc);
  bool checkNotBatch(const Name &axis);
  bool checkSize(mlir::ArrayRef<int64_t> sizes, llvm::SMLoc loc);
  mlir::RankedTensorType getProductType(const Tensor &lhs, const Tensor &rhs,
                                        llvm::function_ref<bool(mlir::StringAttr)> contracted,
                                        llvm::SMLoc loc);
  mlir::RankedTensorType getBroadcastType(llvm::StringRef what, const Tensor &lhs,
                                          const Tensor &rhs, llvm::SMLoc loc);
  Operand makeBinary(char op, const Tensor &lhs, const Tensor &rhs, llvm::SMLoc loc);
  Operand tensorWithNumber(const Expr &expr, const Operand &lhs, const Operand &rhs);
  Operand scale(const Tensor &tensor, double factor, llvm::SMLoc loc);
  /// `number` as a rank-0 tensor, which broadcasts.
  Operand constant(const Number &number, llvm::SMLoc loc);

  int64_t ops = 0;
};

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_OPMAKER_H

//===- ScalarMath.cpp - scalar arithmetic in one element type -------------===//

#include "passes/kernels/ElementBody.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace heddle::kernels {

// Products and sums may become one fused multiply-add; nothing else is relaxed, so results do not
// depend on what LLVM finds profitable.
constexpr auto kFastMath = arith::FastMathFlags::contract;

Value ScalarMath::constant(double value) {
  return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(type, value));
}
Value ScalarMath::add(Value lhs, Value rhs) {
  return arith::AddFOp::create(builder, loc, lhs, rhs, kFastMath);
}
Value ScalarMath::sub(Value lhs, Value rhs) {
  return arith::SubFOp::create(builder, loc, lhs, rhs, kFastMath);
}
Value ScalarMath::mul(Value lhs, Value rhs) {
  return arith::MulFOp::create(builder, loc, lhs, rhs, kFastMath);
}
Value ScalarMath::div(Value lhs, Value rhs) {
  return arith::DivFOp::create(builder, loc, lhs, rhs, kFastMath);
}

// A comparison and a select are one maxps; arith.maximumf is three instructions more for NaN.
Value ScalarMath::max(Value lhs, Value rhs) {
  Value less = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, lhs, rhs);
  return arith::SelectOp::create(builder, loc, less, rhs, lhs);
}
Value ScalarMath::min(Value lhs, Value rhs) {
  Value greater = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGT, lhs, rhs);
  return arith::SelectOp::create(builder, loc, greater, rhs, lhs);
}

Value ScalarMath::exp(Value value) { return math::ExpOp::create(builder, loc, value); }
Value ScalarMath::log(Value value) { return math::LogOp::create(builder, loc, value); }
Value ScalarMath::tanh(Value value) { return math::TanhOp::create(builder, loc, value); }
Value ScalarMath::sin(Value value) { return math::SinOp::create(builder, loc, value); }
Value ScalarMath::cos(Value value) { return math::CosOp::create(builder, loc, value); }
Value ScalarMath::sqrt(Value value) { return math::SqrtOp::create(builder, loc, value); }
Value ScalarMath::round(Value value) { return math::RoundEvenOp::create(builder, loc, value); }

Value ScalarMath::sigmoid(Value value) {
  Value one = constant(1);
  return div(one, add(one, exp(neg(value))));
}

Value ScalarMath::cast(Value value) {
  Type from = value.getType();
  if (isa<IndexType>(from)) {
    from = builder.getI64Type();
    value = arith::IndexCastOp::create(builder, loc, from, value);
  }
  if (from == type)
    return value;
  if (from.isInteger() && type.isInteger())
    return from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth()
               ? arith::ExtSIOp::create(builder, loc, type, value).getResult()
               : arith::TruncIOp::create(builder, loc, type, value).getResult();
  if (from.isInteger())
    return arith::SIToFPOp::create(builder, loc, type, value);
  if (type.isInteger())
    return arith::FPToSIOp::create(builder, loc, type, value);
  return from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth()
             ? arith::ExtFOp::create(builder, loc, type, value).getResult()
             : arith::TruncFOp::create(builder, loc, type, value).getResult();
}

} // namespace heddle::kernels

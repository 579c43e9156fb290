//===- RandomBody.cpp - Philox4x32-10 as integer arithmetic ---------------===//
//
// Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. The words become numbers
// as in interpreter/Philox.h: (word + 0.5) / 2^32, and Box-Muller on words 0 and 1.
//
//===----------------------------------------------------------------------===//

#include "dialects/graph/Graph.h"
#include "passes/kernels/ElementBody.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <array>
#include <numbers>

using namespace mlir;

namespace heddle::kernels {

namespace {

/// 32-bit words kept in i64 values, so that a product of two words is one multiplication.
class WordMath {
public:
  WordMath(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value constant(uint64_t value) {
    return arith::ConstantIntOp::create(builder, loc, static_cast<int64_t>(value), 64);
  }
  Value low(Value value) {
    return arith::AndIOp::create(builder, loc, value, constant(0xFFFFFFFFu));
  }
  Value high(Value value) { return arith::ShRUIOp::create(builder, loc, value, constant(32)); }
  Value mul(Value value, uint64_t factor) {
    return arith::MulIOp::create(builder, loc, value, constant(factor));
  }
  Value exclusiveOr(Value a, Value b, Value c) {
    return arith::XOrIOp::create(builder, loc, arith::XOrIOp::create(builder, loc, a, b), c);
  }
  Value addLow(Value value, uint64_t addend) {
    return low(arith::AddIOp::create(builder, loc, value, constant(addend)));
  }

private:
  OpBuilder &builder;
  Location loc;
};

std::array<Value, 4> philox(WordMath &words, std::array<Value, 4> counter, Value key0, Value key1) {
  for (int round = 0; round < 10; ++round) {
    Value product0 = words.mul(counter[0], 0xD2511F53);
    Value product1 = words.mul(counter[2], 0xCD9E8D57);
    counter = {words.exclusiveOr(words.high(product1), counter[1], key0), words.low(product1),
               words.exclusiveOr(words.high(product0), counter[3], key1), words.low(product0)};
    key0 = words.addLow(key0, 0x9E3779B9);
    key1 = words.addLow(key1, 0xBB67AE85);
  }
  return counter;
}

/// (word + 0.5) / 2^32, in the open interval (0, 1).
Value unit(ScalarMath &wide, Value word) {
  return wide.mul(wide.add(wide.cast(word), wide.constant(0.5)), wide.constant(0x1p-32));
}

Value normal(ScalarMath &wide, Value word0, Value word1) {
  Value radius = wide.sqrt(wide.mul(wide.constant(-2), wide.log(unit(wide, word0))));
  Value angle = wide.mul(wide.constant(2 * std::numbers::pi), unit(wide, word1));
  return wide.mul(radius, wide.cos(angle));
}

} // namespace

Value emitRandom(ScalarMath &math, Value seed, Value key, Value index, Attribute attribute) {
  auto init = cast<graph::InitAttr>(attribute);
  double a = init.getA(), b = init.getB();
  if (init.getKind() == graph::InitKind::Constant)
    return math.constant(a);
  WordMath words(math.builder, math.loc);
  ScalarMath wide(math.builder, math.loc, math.builder.getF64Type());
  std::array<Value, 4> block =
      philox(words, {words.low(index), words.high(index), words.low(key), words.high(key)},
             words.low(seed), words.high(seed));
  bool isNormal = init.getKind() == graph::InitKind::Normal;
  Value number = isNormal ? normal(wide, block[0], block[1]) : unit(wide, block[0]);
  double scale = isNormal ? b : b - a;
  return math.cast(wide.add(wide.constant(a), wide.mul(number, wide.constant(scale))));
}

} // namespace heddle::kernels

//===- OpRegistry.cpp - the meaning of each op ----------------------------===//

#include "interpreter/OpRegistry.h"

namespace heddle::interpreter {

const OpRegistry &getOpRegistry() {
  static const OpRegistry registry = [] {
    OpRegistry ops;
    registerContraction(ops);
    registerElementwise(ops);
    registerShapeOps(ops);
    registerIndexing(ops);
    registerNorms(ops);
    registerRope(ops);
    registerAttention(ops);
    registerCrossEntropy(ops);
    registerOptimizer(ops);
    registerRng(ops);
    return ops;
  }();
  return registry;
}

} // namespace heddle::interpreter

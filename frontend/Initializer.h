//===- Initializer.h - how a parameter starts -------------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_INITIALIZER_H
#define HEDDLE_FRONTEND_INITIALIZER_H

#include "dialects/graph/Graph.h"
#include "frontend/Number.h"

namespace heddle::frontend {

/// normal(std), normal(mean, std), uniform(low, high), constant(value), zeros, ones. nullopt after
/// an error.
std::optional<graph::InitAttr> makeInitializer(const Expr &expr, mlir::MLIRContext *context,
                                               const LookUpNumber &lookUp, Reporter &reporter);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_INITIALIZER_H

//===- Elaborator.h - statements become block functions ---------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_ELABORATOR_H
#define HEDDLE_FRONTEND_ELABORATOR_H

#include "frontend/Builtins.h"

namespace heddle::frontend {

/// The elaborated model: block functions that are open for use by Outline.
struct Elaborated {
  std::unique_ptr<Section> prologue, repeat, epilogue;
  /// Owns all sources; parameters in order of declaration.
  std::deque<Source> sources;
  /// What each variable that the repeat changes is after it (Source::carried says which).
  std::vector<Source *> afterRepeat;
  llvm::StringRef repeatLabel;
  int64_t repeatCount = 0;
  Source *tokens = nullptr, *targets = nullptr, *weights = nullptr, *select = nullptr,
         *documents = nullptr;
  /// [batch, seq], in nats per token, before weighting.
  std::optional<Tensor> loss;
  /// [batch, seq, vocab], a value of the epilogue or a source.
  std::optional<Tensor> logits;
  llvm::SMLoc logitsPlace;

  std::vector<Source *> parameters();
};

/// Expands modules, checks every type and makes the ops of the three sections. After errors
/// (reported) the result is incomplete.
Elaborated elaborate(const Ast &ast, const Configuration &configuration, const Options &options,
                     Reporter &reporter, mlir::MLIRContext *context);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_ELABORATOR_H

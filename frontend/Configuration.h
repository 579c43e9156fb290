//===- Configuration.h - which model, which sizes, which training -*- C++ -*-=//

#ifndef HEDDLE_FRONTEND_CONFIGURATION_H
#define HEDDLE_FRONTEND_CONFIGURATION_H

#include "frontend/Ast.h"
#include "frontend/Frontend.h"
#include "frontend/Number.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

namespace heddle::frontend {

/// A parameter of the model with its value.
struct Parameter {
  Number value;
  /// Where the value is written: in the list of parameters, in a derived model or on the command
  /// line.
  llvm::SMLoc loc;
};

/// What the train block says. docs/language.md lists the defaults; they stand in Training.cpp.
struct Training {
  int64_t batch;
  double learningRate, minLearningRate, warmup, steps;
  double beta1, beta2, eps, weightDecay, clip;
  std::string objective, precision;
};

/// Everything about the model that is not its computation.
struct Configuration {
  /// The model that was asked for (its name is the program's).
  const ModelDecl *model = nullptr;
  /// The model whose body is compiled: `model` itself, or the end of its chain of bases.
  const ModelDecl *root = nullptr;
  llvm::MapVector<llvm::StringRef, Parameter> parameters;
  Training training;
  /// Every name that stands in the axes of a parameter, and batch, seq, vocab: numbers that come
  /// from these sizes must stay out of arithmetic (Number::fromAxis).
  llvm::StringSet<> axisNames;

  std::vector<llvm::StringRef> parameterNames() const;

  /// The value of a parameter, if there is one of that name.
  std::optional<Number> find(llvm::StringRef name) const;
};

/// An override, parsed. `name.loc` is in a buffer of its own, so that errors show it.
struct ParsedOverride {
  Name name;
  Expr *value = nullptr;
};

/// Chooses the model, applies derived models and overrides and evaluates all sizes. After errors
/// (reported) the result is incomplete, and null if no model could be chosen.
std::optional<Configuration> configure(llvm::SourceMgr &sources, const Options &options, Ast &ast,
                                       Reporter &reporter);

/// The settings of `chain` (the root first, the derived last), then of `overrides`.
Training configureTraining(llvm::ArrayRef<const ModelDecl *> chain,
                           llvm::ArrayRef<ParsedOverride> overrides,
                           const llvm::MapVector<llvm::StringRef, Parameter> &parameters,
                           Reporter &reporter);

/// The settings that an override may name.
llvm::ArrayRef<llvm::StringRef> trainingNames();

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_CONFIGURATION_H

//===- Verifier.h - runs a program beside the interpreter -------*- C++ -*-===//

#ifndef HEDDLE_VERIFY_VERIFIER_H
#define HEDDLE_VERIFY_VERIFIER_H

#include "interpreter/Interpreter.h"
#include "runtime/executor/Session.h"
#include "verify/Comparison.h"
#include "verify/Subject.h"

namespace heddle::verify {

struct VerifyOptions {
  unsigned steps = 3;
  uint64_t seed = 1;
};

/// Runs all entries of a program on threads, whose sends wait for their receives, and of its
/// reference, and compares everything that comes out:
///
///   init                 every parameter
///   train, step by step  loss, weight, gradient norm, learning rate; every gradient; every
///                        parameter and moment afterwards
///   eval, logits         all outputs, at the end
///
/// Before the first step noise is added to the parameters of both sides. Tokens are random, weights
/// differ between micro-batches and ranks and are zero for some tokens.
class Verifier {
public:
  Verifier(Subject &subject, Tolerance tolerance, VerifyOptions options)
      : subject(subject), reference(*subject.reference), tolerance(tolerance), options(options) {
    reference.recordGradients = true;
  }

  /// Runs it all. Ok if all ran, whatever the comparisons say.
  runtime::Status run();

  /// In the order in which they were made.
  const std::vector<Comparison> &getComparisons() const { return comparisons; }

private:
  runtime::Status checkInit();
  runtime::Status perturb();
  runtime::Status train(unsigned step);
  runtime::Status serve(const std::string &entry);

  /// Both sides of one entry on one made-up input.
  runtime::Status runBoth(const std::string &entry, uint64_t seed, runtime::Tensors &actual,
                          interpreter::RunResult &expected);
  runtime::Result<interpreter::TensorMap> makeReferenceInputs(const std::string &entry,
                                                              const runtime::Tensors &inputs);
  /// What the ranks hold under `suffix`, parameters only, in the types of the reference.
  runtime::Result<interpreter::TensorMap> readParameters(const std::string &suffix);
  runtime::Status compareState(const std::string &kind, const std::string &suffix, unsigned step);
  void compareReplicas(const std::string &kind, const std::string &suffix, unsigned step);
  void compareOutputs(const std::string &kind, unsigned step, const runtime::Tensors &actual,
                      const interpreter::TensorMap &expected);
  mlir::RankedTensorType getVariableType(const std::string &name);

  Subject &subject;
  interpreter::Interpreter reference;
  Tolerance tolerance;
  VerifyOptions options;
  std::unique_ptr<runtime::Session> session;
  interpreter::State state;
  std::vector<Comparison> comparisons;
};

} // namespace heddle::verify

#endif // HEDDLE_VERIFY_VERIFIER_H

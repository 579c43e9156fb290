//===- Tensors.h - between the runtime's and the interpreter's tensors -*- C++ -*-===//

#ifndef HEDDLE_VERIFY_TENSORS_H
#define HEDDLE_VERIFY_TENSORS_H

#include "interpreter/HostTensor.h"
#include "runtime/executor/Session.h"

namespace heddle::verify {

/// `tensor` as a tensor of `type`, of equal rank. If the first dimension of `type` is larger (the
/// batch of an entry that serves fewer samples), what is missing is zero.
interpreter::HostTensor toHost(const runtime::Tensor &tensor, mlir::RankedTensorType type);

/// Random inputs for an entry, in the shapes of `empty` (Session::inputsOf): tokens and targets
/// below `vocab`, one position selected per sample, and weights that make every micro-batch and
/// rank count differently: a share of zeros, the rest in [0.5, 2), times a factor that grows with
/// the sample. A pure function of `seed`. An input of another name is an error.
runtime::Result<runtime::Tensors> makeInputs(runtime::Tensors empty, uint64_t vocab, uint64_t seed);

/// Adds normal noise to all elements, so that a bias that starts at zero takes part from the first
/// step.
void addNoise(runtime::Tensor &tensor, double deviation, uint64_t seed, const std::string &name);

} // namespace heddle::verify

#endif // HEDDLE_VERIFY_TENSORS_H

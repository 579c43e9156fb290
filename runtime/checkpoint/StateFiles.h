//===- StateFiles.h - named state to and from safetensors -------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_STATEFILES_H
#define HEDDLE_RUNTIME_CHECKPOINT_STATEFILES_H

#include "runtime/checkpoint/Checkpoint.h"

#include <vector>

namespace heddle::runtime {

/// The parameters; everything else that outlives a step (moments, counters). Gradients do not.
std::vector<StateName> parameterNames(const program::Program &program);
std::vector<StateName> optimizerNames(const program::Program &program);

/// Gathers `names` into a safetensors file. Fails on a number that is not finite: what it spoiled
/// must not be what a run goes on from.
Status writeState(const RankState &state, const std::vector<StateName> &names,
                  const std::string &path);

/// Ok if the file holds exactly `names`, with the shapes and types that the program stores, and
/// finite numbers.
Status checkState(const RankState &state, const std::vector<StateName> &names,
                  const std::string &path);

/// Scatters the tensors of a file that checkState accepted.
Status readState(const RankState &state, const std::vector<StateName> &names,
                 const std::string &path);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_STATEFILES_H

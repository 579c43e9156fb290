//===- Checkpoint.h - parameters and the state of training ------*- C++ -*-===//
//
// A checkpoint is a folder step-N with these files:
//
//   parameters.safetensors   the parameters, under the spec's names, with global shapes
//   optimizer.safetensors    moments ("wte.moment1") and counters ("step")
//   tokenizer.json           what made the tokens, if they are no bytes and it is known
//   manifest.json            model, step, seed, data, and size and XXH3-64 of the files
//
// All tensors are global: nothing depends on the plan, so a program of the same model
// under another plan can go on from it. It is written to a hidden folder, synced, and
// renamed: what is called step-N is complete.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_CHECKPOINT_H
#define HEDDLE_RUNTIME_CHECKPOINT_CHECKPOINT_H

#include "runtime/base/Status.h"
#include "runtime/checkpoint/Origin.h"
#include "runtime/executor/ShardMap.h"

#include <optional>
#include <string>

namespace heddle::runtime {

/// The state of a training run in memory: the program, and the arenas of its ranks.
struct RankState {
  const program::Program &program;
  ShardMap::ArenaOf arenaOf;
};

/// What made the tokens that a model is trained on.
struct SavedTokenizer {
  std::optional<uint64_t> fingerprint; // none: tokens are bytes
  std::string json;                    // a tokenizer.json, or empty: it is not kept
};

/// What a run needs to go on, beside the tensors.
struct Progress {
  uint64_t step = 0; // steps done; the data's position follows from it
  uint64_t seed = 0;
  uint64_t dataFingerprint = 0;
  Origin origin; // the program that saved it; set by saveCheckpoint
  SavedTokenizer tokens = {};
  bool masksDocumentStarts = false;
  std::string batchRamp = {}; // as --batch-ramp was given, or empty
};

/// Writes the parameters alone as a safetensors file.
Status saveParameters(const RankState &state, const std::string &path);

/// Loads the parameters from a safetensors file, a checkpoint, or the newest checkpoint of a
/// folder. The file must hold exactly the model's parameters, with their shapes and types, and
/// finite numbers; nothing is changed if it does not.
Status loadParameters(const RankState &state, const std::string &path);

/// Of a checkpoint, or of the newest one of a folder; nothing if `path` is a file of parameters,
/// which does not say.
Result<std::optional<SavedTokenizer>> loadTokenizer(const std::string &path);

/// Makes `folder`, and a file in it that is removed again, so that a place that cannot be written
/// is found before anything was trained.
Status checkSaveFolder(const std::string &folder);

/// Writes `folder`/step-N and gives its path. A checkpoint of the same step is replaced. A state
/// with a number that is not finite is refused.
Result<std::string> saveCheckpoint(const RankState &state, const Progress &progress,
                                   const std::string &folder);

/// Loads a checkpoint, or the newest one of a folder. Refuses one of another model, batch or
/// sequence length, and damaged files; nothing is changed then.
Result<Progress> loadCheckpoint(const RankState &state, const std::string &path);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_CHECKPOINT_H

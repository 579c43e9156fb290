//===- Data.h - the data of a run -------------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_DATA_H
#define HEDDLE_TOOLS_HEDDLE_RUN_DATA_H

#include "runtime/checkpoint/Checkpoint.h"
#include "runtime/data/Batches.h"
#include "tools/heddle-run/Options.h"

#include <memory>

namespace heddle::run {

/// The samples of a program.
struct Data {
  runtime::Samples samples;
  bool masksDocumentStarts = false;
  runtime::SavedTokenizer tokens;

  bool isBytes() const { return !tokens.fingerprint; }
  runtime::Result<runtime::Batches>
  batches(const runtime::Tensors &inputs,
          const std::optional<runtime::BatchRamp> &ramp = std::nullopt) const;
};

/// A mixture is known by its name (.txtpb), token files by their first bytes; any other file is one
/// of bytes. Fails if
/// options.tokenizer is given and did not make them.
runtime::Result<Data> openData(const program::Program &program, const DataOptions &options,
                               uint64_t seed);

/// Fails unless the model of the checkpoint at `path` was trained on tokens of the same kind. A
/// file of parameters does not say.
runtime::Status checkTokenizer(const std::string &path, const Data &data);

/// "bytes" or "tokens of tokenizer 0123456789abcdef".
std::string describe(const runtime::SavedTokenizer &tokenizer);

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_DATA_H

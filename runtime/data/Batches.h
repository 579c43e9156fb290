//===- Batches.h - the inputs of the train and eval entries -----*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_BATCHES_H
#define HEDDLE_RUNTIME_DATA_BATCHES_H

#include "runtime/data/Samples.h"
#include "runtime/data/mixture/BatchRamp.h"
#include "runtime/executor/Session.h"

#include <functional>
#include <optional>
#include <vector>

namespace heddle::runtime {

/// The loss weight of a target: `sample` counts samples over all steps, `place` is in [0, seq).
using WeightOf = std::function<double(uint64_t sample, uint64_t place)>;

struct BatchOptions {
  /// 1 without it.
  WeightOf weightOf = nullptr;
  /// The first token of a document has weight 0 as a target: what stands before it says nothing of
  /// it.
  bool masksDocumentStarts = false;
  /// Early steps have fewer samples: the other rows of the batch have weight 0. Its full batch is
  /// that of the entry.
  std::optional<BatchRamp> ramp = std::nullopt;
};

/// Fills `tokens` and `targets` [global batch, seq] (I32) and `weights` [global batch, seq] for
/// whole entries; the session hands each rank and micro-batch its part of the batch. An entry may
/// also take `documents` [global batch, seq] (I32): how many documents begin in the sample behind
/// its first token and up to this one.
class Batches {
public:
  /// `inputs` are those of an entry as Session::inputsOf gives them: `tokens`, `targets`,
  /// `weights` and perhaps `documents`, all [batch, seq]. Fails if they are not. `samples` must
  /// outlive the object.
  static Result<Batches> create(const Tensors &inputs, const Samples &samples,
                                BatchOptions options = {});

  /// Rows of the entry's inputs: samples of one step, but for a ramp.
  uint64_t batch() const { return size; }
  uint64_t batchOf(uint64_t step) const {
    return options.ramp ? options.ramp->batchOf(step) : size;
  }
  /// The inputs of training step `step`, valid until the next call. Fails if the file cannot be
  /// read any more, and if no token of the step has a loss weight: its mean loss would be 0 / 0,
  /// and so would every parameter after it.
  Result<const Tensors *> train(uint64_t step);
  /// The held-out windows [call x batch, (call + 1) x batch). Places past the last window repeat it
  /// with weight 0, so that the loss sums exactly over all windows.
  Result<const Tensors *> heldOut(uint64_t call);
  /// The same of one part of the samples.
  Result<const Tensors *> heldOutOf(size_t part, uint64_t call);
  uint64_t heldOutCallsOf(size_t part) const {
    return (samples->heldOutCountOf(part) + size - 1) / size;
  }
  /// Calls of heldOut() that cover all windows.
  uint64_t heldOutCalls() const { return (samples->heldOutCount() + size - 1) / size; }

private:
  Batches(const Tensors &inputs, const Samples &samples, BatchOptions options);
  /// Adds the row's weights to `total`.
  Status fillRow(uint64_t row, const Samples::Place &sample,
                 const std::function<double(uint64_t)> &weight);
  Result<const Tensors *> fillHeldOut(uint64_t call, uint64_t count,
                                      const std::function<Samples::Place(uint64_t)> &placeOf);
  void fillDocuments(std::span<int32_t> documents, uint64_t start) const;

  const Samples *samples;
  BatchOptions options;
  Tensors inputs;
  uint64_t size;
  std::vector<uint32_t> window; // seq + 1 tokens
  std::vector<uint64_t> starts; // of documents behind the window's first token
  double total = 0;             // of the weights of the rows filled since it was set to 0
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_BATCHES_H

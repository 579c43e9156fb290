//===- ClosedForms.h - traffic of a step, from the papers -------*- C++ -*-===//

#ifndef HEDDLE_TEST_MESH_CLOSEDFORMS_H
#define HEDDLE_TEST_MESH_CLOSEDFORMS_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <map>
#include <string>

namespace heddle::test {

/// What the formulas need of a model and its plan.
struct Transformer {
  bool isLlama = false;
  uint64_t layers, embed, heads, kvHeads, headDim, hidden, vocab, seq, batch;
  uint64_t dp, tp, pp, microBatches;
  bool zero = false, recompute = false;
  uint64_t bytesPerElement = 4;
};

/// Bytes by kind, "tp all_reduce", "pp send", ...; kinds that move nothing are left out.
using Bytes = std::map<std::string, uint64_t>;

/// What one rank of pipeline stage `stage` puts into the collectives of one training step: the
/// bytes of their whole buffers. Single numbers (the loss, its weight, the gradient's norm) are
/// left out. `padding` is how many elements the stage's buckets hold beyond its parameters,
/// `tiedPadding` the share of buckets of tied parameters in it.
Bytes computeTraffic(const Transformer &model, uint64_t stage, uint64_t padding,
                     uint64_t tiedPadding);

} // namespace heddle::test

#endif // HEDDLE_TEST_MESH_CLOSEDFORMS_H

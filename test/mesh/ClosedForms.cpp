//===- ClosedForms.cpp - traffic of a step, from the papers ---------------===//
//
// Megatron: Shoeybi et al. 2019, section 3, and Narayanan et al. 2021, section 3. ZeRO: Rajbhandari
// et al. 2020, section 7. b: samples of a micro-batch on one replica, s: seq, h: embed, V: vocab.
//
//===----------------------------------------------------------------------===//

#include "ClosedForms.h"

namespace heddle::test {

namespace {

/// Elements of the parameters of one layer on one rank: products and the biases of
/// column-parallel ones are split by tp, norms and the biases of row-parallel ones are not.
uint64_t countLayer(const Transformer &m) {
  uint64_t h = m.embed, query = m.heads * m.headDim, key = m.kvHeads * m.headDim;
  if (m.isLlama) // q, output; k, v; gate, up, down; two norms
    return (2 * h * query + 2 * h * key + 3 * h * m.hidden) / m.tp + 2 * h;
  // q, k, v and their biases; output; mlp and its inner bias; two row-parallel biases, two norms
  // with shifts
  return (3 * (h * query + query) + query * h + 2 * h * m.hidden + m.hidden) / m.tp + 6 * h;
}

/// The table of the vocabulary on one rank.
uint64_t countTable(const Transformer &m) { return m.vocab * m.embed / m.tp; }

uint64_t countStage(const Transformer &m, uint64_t stage) {
  bool first = stage == 0, last = stage + 1 == m.pp;
  uint64_t count = m.layers / m.pp * countLayer(m);
  if (m.isLlama) // the embedding; the output and the last norm
    return count + first * countTable(m) + last * (countTable(m) + m.embed);
  // The embedding is the output layer too: both stages hold it. Positions; the last norm.
  return count + (first || last) * countTable(m) + first * m.seq * m.embed + last * 2 * m.embed;
}

} // namespace

Bytes computeTraffic(const Transformer &m, uint64_t stage, uint64_t padding, uint64_t tiedPadding) {
  bool first = stage == 0, last = stage + 1 == m.pp;
  uint64_t samples = m.batch / (m.dp * m.microBatches); // b
  uint64_t position = samples * m.seq * m.bytesPerElement;
  uint64_t activation = position * m.embed;
  uint64_t layers = m.layers / m.pp;
  Bytes bytes;

  if (m.tp > 1) {
    // Per layer two all-reduces of b s h in forward, after attention and mlp, and two in backward,
    // for their inputs. Recomputing a layer replays the first: the second ends the layer and
    // nothing in backward needs it.
    uint64_t perLayer = 2 + 2 + m.recompute;
    // One of b s h for the parallel embedding; for the loss three of b s (maximum, sum of
    // exponentials, the target's logit) and one of b s h for the gradient of the last layer's
    // output.
    uint64_t perMicroBatch =
        layers * perLayer * activation + first * activation + last * (3 * position + activation);
    bytes["tp all_reduce"] = m.microBatches * perMicroBatch;
  }

  // Each boundary between stages carries b s h forwards and b s h backwards per micro-batch.
  if (uint64_t sends = !last + !first)
    bytes["pp send"] = bytes["pp receive"] = m.microBatches * sends * activation;

  // Gradients are summed over replicas once per step. ZeRO 1 does it in two halves: sums are
  // scattered, then updated parameters are gathered.
  uint64_t state = (countStage(m, stage) + padding) * m.bytesPerElement;
  if (m.dp > 1 && m.zero)
    bytes["dp reduce_scatter"] = bytes["dp all_gather"] = state;
  else if (m.dp > 1)
    bytes["dp all_reduce"] = state;

  // The gradients of a tied embedding are added over its two stages.
  if (m.pp > 1 && !m.isLlama && (first || last))
    bytes["pp all_reduce"] = (countTable(m) + tiedPadding) * m.bytesPerElement;
  return bytes;
}

} // namespace heddle::test

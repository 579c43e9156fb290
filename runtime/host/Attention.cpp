//===- Attention.cpp - tiled attention of the host device -----------------===//

#include "runtime/host/Attention.h"

#include "runtime/host/DocumentBounds.h"
#include "runtime/host/Gemm.h"
#include "runtime/host/Softmax.h"
#include "runtime/program/Attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::runtime {

namespace {

using program::kAttentionTile;

/// Positions [begin, begin + size) of a sequence.
struct Tile {
  uint64_t begin, size;
  uint64_t end() const { return begin + size; }
  uint64_t last() const { return end() - 1; }
};

/// Positions [begin, end), perhaps none.
struct Range {
  uint64_t begin, end;
};

/// One head of one sequence at a time.
template <typename T> class HeadAttention {
public:
  explicit HeadAttention(const AttentionCall &call)
      : call(call), queryStride(call.heads * call.headDim), keyStride(call.kvHeads * call.headDim),
        tile(std::min(call.seq, kAttentionTile)), scale(T(1 / std::sqrt(double(call.headDim)))),
        documents(storageOfDocuments(), call.seq) {}

  Status run();

private:
  Status forward(uint64_t batch, uint64_t head);
  Status forwardTile(Tile queries, uint64_t batch, uint64_t head);
  Status forwardScores(Tile queries, Tile keys, uint64_t batch, uint64_t head);
  Status backward(uint64_t batch, uint64_t head);
  Status backwardTile(Tile queries, Tile keys, uint64_t batch, uint64_t head);
  void probabilities(Tile queries, Tile keys, const T *lse);
  void scoreGradients(Tile queries, Tile keys);

  /// Behind all else in the workspace.
  uint32_t *storageOfDocuments() const {
    if (!call.documents)
      return nullptr;
    uint64_t before =
        program::attentionWorkspaceBytes(call.backward, call.seq, call.headDim, sizeof(T), false);
    return reinterpret_cast<uint32_t *>(static_cast<std::byte *>(call.workspace) + before);
  }

  Tile tileAt(uint64_t begin) const { return {begin, std::min(tile, call.seq - begin)}; }
  uint64_t firstTile(uint64_t position) const { return position / tile * tile; }
  /// Which keys some query of the tile sees, and which queries see some key of the tile: all tiles
  /// of these ranges are computed, forward and backward.
  Range keysOf(Tile queries) const {
    return {documents.begin(queries.begin),
            call.causal ? queries.end() : documents.end(queries.last())};
  }
  Range queriesOf(Tile keys) const {
    return {call.causal ? keys.begin : documents.begin(keys.begin), documents.end(keys.last())};
  }
  /// The keys of the tile that a query sees, counted from the tile's first.
  Range visible(uint64_t query, Tile keys) const {
    uint64_t begin = std::max(documents.begin(query), keys.begin);
    uint64_t end = std::min(call.causal ? query + 1 : documents.end(query), keys.end());
    return begin < end ? Range{begin - keys.begin, end - keys.begin} : Range{0, 0};
  }
  static void clearUnseen(T *row, Range seen, Tile keys) {
    std::fill(row, row + seen.begin, T(0));
    std::fill(row + seen.end, row + keys.size, T(0));
  }
  uint64_t queryOffset(uint64_t batch, uint64_t head, uint64_t position) const {
    return (batch * call.seq + position) * queryStride + head * call.headDim;
  }
  uint64_t keyOffset(uint64_t batch, uint64_t head, uint64_t position) const {
    uint64_t kvHead = head / (call.heads / call.kvHeads);
    return (batch * call.seq + position) * keyStride + kvHead * call.headDim;
  }
  T *lseOf(uint64_t batch, uint64_t head) const {
    return static_cast<T *>(call.lse) + (batch * call.heads + head) * call.seq;
  }
  /// scores[queries, keys] = x y^T, x rows of a query-like and y of a key-like array.
  Status outer(const void *x, const void *y, T *scores, Tile queries, Tile keys, uint64_t batch,
               uint64_t head) {
    Product product{false,
                    true,
                    false,
                    int64_t(queries.size),
                    int64_t(keys.size),
                    int64_t(call.headDim),
                    int64_t(queryStride),
                    int64_t(keyStride),
                    int64_t(tile)};
    return multiply(product, static_cast<const T *>(x) + queryOffset(batch, head, queries.begin),
                    static_cast<const T *>(y) + keyOffset(batch, head, keys.begin), scores);
  }

  const AttentionCall &call;
  const uint64_t queryStride, keyStride, tile;
  const T scale;
  DocumentBounds documents;
  // Forward's parts of the workspace, then backward's.
  T *scores = nullptr, *accumulator = nullptr, *maxima = nullptr, *sums = nullptr;
  T *gradients = nullptr, *deltas = nullptr;
};

} // namespace

template <typename T> Status HeadAttention<T>::run() {
  T *workspace = static_cast<T *>(call.workspace);
  scores = workspace;
  accumulator = scores + tile * tile;
  maxima = accumulator + tile * call.headDim;
  sums = maxima + tile;
  gradients = scores + tile * tile;
  deltas = gradients + tile * tile;
  for (uint64_t batch = 0; batch < call.batch; ++batch) {
    if (call.documents)
      documents.find(call.documents + batch * call.seq);
    for (uint64_t head = 0; head < call.heads; ++head)
      if (Status status = call.backward ? backward(batch, head) : forward(batch, head); !status)
        return status;
  }
  return {};
}

template <typename T> Status HeadAttention<T>::forward(uint64_t batch, uint64_t head) {
  for (uint64_t begin = 0; begin < call.seq; begin += tile)
    if (Status status = forwardTile(tileAt(begin), batch, head); !status)
      return status;
  return {};
}

/// One tile of queries against all keys that they may see: the running maximum, sum and weighted
/// values.
template <typename T>
Status HeadAttention<T>::forwardTile(Tile queries, uint64_t batch, uint64_t head) {
  std::fill_n(maxima, queries.size, -std::numeric_limits<T>::infinity());
  std::fill_n(sums, queries.size, T(0));
  Range keys = keysOf(queries);
  for (uint64_t begin = firstTile(keys.begin); begin < keys.end; begin += tile)
    if (Status status = forwardScores(queries, tileAt(begin), batch, head); !status)
      return status;
  T *result = static_cast<T *>(call.result) + queryOffset(batch, head, queries.begin);
  for (uint64_t i = 0; i < queries.size; ++i) {
    scaleRow(accumulator + i * call.headDim, call.headDim, T(1) / sums[i]);
    std::copy_n(accumulator + i * call.headDim, call.headDim, result + i * queryStride);
    lseOf(batch, head)[queries.begin + i] = maxima[i] + std::log(sums[i]);
  }
  return {};
}

template <typename T>
Status HeadAttention<T>::forwardScores(Tile queries, Tile keys, uint64_t batch, uint64_t head) {
  if (Status status = outer(call.query, call.key, scores, queries, keys, batch, head); !status)
    return status;
  bool isFirst = keys.begin == firstTile(keysOf(queries).begin);
  for (uint64_t i = 0; i < queries.size; ++i) {
    T *row = scores + i * tile;
    Range seen = visible(queries.begin + i, keys);
    clearUnseen(row, seen, keys);
    if (seen.begin == seen.end)
      continue;
    uint64_t count = seen.end - seen.begin;
    T largest = std::max(maxima[i], scale * rowMax(row + seen.begin, count));
    T decay = std::exp(maxima[i] - largest);
    sums[i] = sums[i] * decay + expRow(row + seen.begin, count, scale, largest);
    if (!isFirst && decay != T(1))
      scaleRow(accumulator + i * call.headDim, call.headDim, decay);
    maxima[i] = largest;
  }
  Product product{false,
                  false,
                  !isFirst,
                  int64_t(queries.size),
                  int64_t(call.headDim),
                  int64_t(keys.size),
                  int64_t(tile),
                  int64_t(keyStride),
                  int64_t(call.headDim)};
  const T *value = static_cast<const T *>(call.value) + keyOffset(batch, head, keys.begin);
  return multiply(product, scores, value, accumulator);
}

template <typename T> Status HeadAttention<T>::backward(uint64_t batch, uint64_t head) {
  const T *result = static_cast<const T *>(call.result),
          *grad = static_cast<const T *>(call.resultGrad);
  for (uint64_t i = 0; i < call.seq; ++i) {
    uint64_t offset = queryOffset(batch, head, i);
    deltas[i] = dotRow(result + offset, grad + offset, call.headDim);
  }
  for (uint64_t keys = 0; keys < call.seq; keys += tile) {
    Range queries = queriesOf(tileAt(keys));
    for (uint64_t begin = firstTile(queries.begin); begin < queries.end; begin += tile)
      if (Status status = backwardTile(tileAt(begin), tileAt(keys), batch, head); !status)
        return status;
  }
  return {};
}

/// scores = exp(scale * scores - lse), zero where a query may not look.
template <typename T> void HeadAttention<T>::probabilities(Tile queries, Tile keys, const T *lse) {
  for (uint64_t i = 0; i < queries.size; ++i) {
    T *row = scores + i * tile;
    Range seen = visible(queries.begin + i, keys);
    clearUnseen(row, seen, keys);
    expRow(row + seen.begin, seen.end - seen.begin, scale, lse[queries.begin + i]);
  }
}

template <typename T> void HeadAttention<T>::scoreGradients(Tile queries, Tile keys) {
  for (uint64_t i = 0; i < queries.size; ++i)
    softmaxGradRow(gradients + i * tile, scores + i * tile, keys.size, deltas[queries.begin + i],
                   scale);
}

template <typename T>
Status HeadAttention<T>::backwardTile(Tile queries, Tile keys, uint64_t batch, uint64_t head) {
  const T *query = static_cast<const T *>(call.query) + queryOffset(batch, head, queries.begin);
  const T *key = static_cast<const T *>(call.key) + keyOffset(batch, head, keys.begin);
  const T *resultGrad =
      static_cast<const T *>(call.resultGrad) + queryOffset(batch, head, queries.begin);
  T *queryGrad = static_cast<T *>(call.queryGrad) + queryOffset(batch, head, queries.begin);
  T *keyGrad = static_cast<T *>(call.keyGrad) + keyOffset(batch, head, keys.begin);
  T *valueGrad = static_cast<T *>(call.valueGrad) + keyOffset(batch, head, keys.begin);
  // The first product of a sum overwrites. Heads of a group add up in the gradients of their key
  // head.
  bool firstOfKeys =
      head % (call.heads / call.kvHeads) == 0 && queries.begin == firstTile(queriesOf(keys).begin);
  bool firstOfQueries = keys.begin == firstTile(keysOf(queries).begin);
  int64_t dim = int64_t(call.headDim), nq = int64_t(queries.size), nk = int64_t(keys.size),
          ld = int64_t(tile);
  int64_t strideQ = int64_t(queryStride), strideK = int64_t(keyStride);

  if (Status status = outer(call.query, call.key, scores, queries, keys, batch, head); !status)
    return status;
  probabilities(queries, keys, lseOf(batch, head));
  Product toKeys{true, false, !firstOfKeys, nk, dim, nq, ld, strideQ, strideK};
  if (Status status = multiply(toKeys, scores, resultGrad, valueGrad); !status)
    return status;
  if (Status status = outer(call.resultGrad, call.value, gradients, queries, keys, batch, head);
      !status)
    return status;
  scoreGradients(queries, keys);
  if (Status status = multiply(toKeys, gradients, query, keyGrad); !status)
    return status;
  return multiply({false, false, !firstOfQueries, nq, dim, nk, ld, strideK, strideQ}, gradients,
                  key, queryGrad);
}

Status hostAttention(const AttentionCall &call) {
  return call.type == program::F32 ? HeadAttention<float>(call).run()
                                   : HeadAttention<double>(call).run();
}

} // namespace heddle::runtime

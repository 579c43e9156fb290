//===- Attention.cpp - attention and its gradient -------------------------===//

#include "interpreter/OpRegistry.h"

#include "dialects/graph/Graph.h"

#include <cmath>

using namespace mlir;

namespace heddle::interpreter {

namespace {
/// Sizes and positions of query [batch, seq, heads, dim] and key [batch, seq, kvHeads, dim].
struct Shape {
  int64_t batch, seq, heads, dim, kvHeads;
  bool causal;
  /// [batch, seq], or null.
  const HostTensor *documents;

  Shape(const HostTensor &query, const HostTensor &key, bool causal, const HostTensor *documents)
      : batch(query.shape[0]), seq(query.shape[1]), heads(query.shape[2]), dim(query.shape[3]),
        kvHeads(key.shape[2]), causal(causal), documents(documents) {}

  int64_t query(int64_t b, int64_t s, int64_t h) const { return ((b * seq + s) * heads + h) * dim; }
  int64_t key(int64_t b, int64_t t, int64_t h) const {
    return ((b * seq + t) * kvHeads + h / (heads / kvHeads)) * dim;
  }
  int64_t lse(int64_t b, int64_t s, int64_t h) const { return (b * heads + h) * seq + s; }
  bool isOneDocument(int64_t b, int64_t s, int64_t t) const {
    return !documents || documents->integers[b * seq + s] == documents->integers[b * seq + t];
  }
  /// The keys [first, second) that position `s` sees.
  std::pair<int64_t, int64_t> visible(int64_t b, int64_t s) const {
    int64_t first = s, end = s + 1;
    while (first > 0 && isOneDocument(b, first, first - 1))
      --first;
    while (!causal && end < seq && isOneDocument(b, end - 1, end))
      ++end;
    return {first, end};
  }
  double scale() const { return 1 / std::sqrt(double(dim)); }

  template <typename Body> void forEachRow(Body body) const {
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t s = 0; s < seq; ++s)
        for (int64_t h = 0; h < heads; ++h)
          body(b, s, h);
  }
};
} // namespace

static double dot(const double *a, const double *b, int64_t size) {
  double sum = 0;
  for (int64_t i = 0; i < size; ++i)
    sum += a[i] * b[i];
  return sum;
}

/// to += factor * from
static void addScaled(double *to, const double *from, double factor, int64_t size) {
  for (int64_t i = 0; i < size; ++i)
    to[i] += factor * from[i];
}

static double logSumExp(ArrayRef<double> scores) {
  double largest = *std::max_element(scores.begin(), scores.end()), sum = 0;
  for (double score : scores)
    sum += std::exp(score - largest);
  return largest + std::log(sum);
}

static LogicalResult attention(const OpCall &call) {
  const HostTensor &q = call.operand(0), &k = call.operand(1), &v = call.operand(2);
  HostTensor &out = call.result(0), &lse = call.result(1);
  auto op = cast<graph::AttentionOp>(call.op);
  Shape shape(q, k, op.getCausal(), op.getDocuments() ? &call.operand(3) : nullptr);
  shape.forEachRow([&](int64_t b, int64_t s, int64_t h) {
    int64_t row = shape.query(b, s, h);
    auto [first, end] = shape.visible(b, s);
    std::vector<double> scores;
    for (int64_t t = first; t < end; ++t)
      scores.push_back(shape.scale() *
                       dot(&q.values[row], &k.values[shape.key(b, t, h)], shape.dim));
    double denominator = logSumExp(scores);
    lse.values[shape.lse(b, s, h)] = denominator;
    for (auto [t, score] : llvm::enumerate(scores))
      addScaled(&out.values[row], &v.values[shape.key(b, first + t, h)],
                std::exp(score - denominator), shape.dim);
  });
  return success();
}

/// With p the probabilities: value_grad = p^T d, score_grad = p (d v^T - d . out), and so to query
/// and key.
static LogicalResult attentionGrad(const OpCall &call) {
  const HostTensor &q = call.operand(0), &k = call.operand(1), &v = call.operand(2),
                   &out = call.operand(3), &lse = call.operand(4), &grad = call.operand(5);
  HostTensor &dq = call.result(0), &dk = call.result(1), &dv = call.result(2);
  auto op = cast<graph::AttentionGradOp>(call.op);
  Shape shape(q, k, op.getCausal(), op.getDocuments() ? &call.operand(6) : nullptr);
  shape.forEachRow([&](int64_t b, int64_t s, int64_t h) {
    int64_t row = shape.query(b, s, h), dim = shape.dim;
    const double *d = &grad.values[row];
    double dOut = dot(d, &out.values[row], dim);
    auto [first, end] = shape.visible(b, s);
    for (int64_t t = first; t < end; ++t) {
      int64_t key = shape.key(b, t, h);
      double score = shape.scale() * dot(&q.values[row], &k.values[key], dim);
      double p = std::exp(score - lse.values[shape.lse(b, s, h)]);
      double dScore = shape.scale() * p * (dot(d, &v.values[key], dim) - dOut);
      addScaled(&dv.values[key], d, p, dim);
      addScaled(&dq.values[row], &k.values[key], dScore, dim);
      addScaled(&dk.values[key], &q.values[row], dScore, dim);
    }
  });
  return success();
}

void registerAttention(OpRegistry &registry) {
  registry["graph.attention"] = attention;
  registry["graph.attention_grad"] = attentionGrad;
}

} // namespace heddle::interpreter

//===- AttentionTest.cpp - tiled attention against its definition ---------===//

#include "runtime/host/Attention.h"
#include "runtime/host/Gemm.h"
#include "runtime/host/Softmax.h"
#include "runtime/program/Attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace heddle::runtime;
using namespace heddle::program;

namespace {

struct Shape {
  uint64_t batch, seq, heads, kvHeads, headDim;
  bool causal;
  uint64_t documentLength = 0; // the mean; 0: no documents
};

using Array = std::vector<double>;

Array randomArray(uint64_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Array array(size);
  for (double &value : array)
    value = normal(random);
  return array;
}

/// Runs of random lengths; a number may come back later, for another document.
std::vector<int32_t> randomDocuments(const Shape &shape) {
  if (shape.documentLength == 0)
    return {};
  std::mt19937 random(5);
  std::vector<int32_t> documents(shape.batch * shape.seq);
  int32_t number = 7;
  for (int32_t &document : documents) {
    number = random() % shape.documentLength == 0 ? (number + 1) % 3 : number;
    document = number;
  }
  return documents;
}

/// Inputs, results and gradients, in float64, from the definition.
struct Reference {
  explicit Reference(const Shape &shape);
  uint64_t q(uint64_t b, uint64_t t, uint64_t h, uint64_t d) const {
    return ((b * s.seq + t) * s.heads + h) * s.headDim + d;
  }
  uint64_t k(uint64_t b, uint64_t t, uint64_t h, uint64_t d) const {
    return ((b * s.seq + t) * s.kvHeads + h / (s.heads / s.kvHeads)) * s.headDim + d;
  }
  bool isOneDocument(uint64_t b, uint64_t from, uint64_t to) const {
    for (uint64_t t = std::min(from, to); t < std::max(from, to) && !documents.empty(); ++t)
      if (documents[b * s.seq + t] != documents[b * s.seq + t + 1])
        return false;
    return true;
  }
  void row(uint64_t b, uint64_t h, uint64_t t);

  Shape s;
  std::vector<int32_t> documents;
  Array query, key, value, result, lse, resultGrad, queryGrad, keyGrad, valueGrad;
};

Reference::Reference(const Shape &shape) : s(shape), documents(randomDocuments(shape)) {
  uint64_t queries = s.batch * s.seq * s.heads * s.headDim,
           keys = s.batch * s.seq * s.kvHeads * s.headDim;
  query = randomArray(queries, 1);
  key = randomArray(keys, 2);
  value = randomArray(keys, 3);
  resultGrad = randomArray(queries, 4);
  result.resize(queries);
  lse.resize(s.batch * s.heads * s.seq);
  queryGrad.resize(queries);
  keyGrad.resize(keys);
  valueGrad.resize(keys);
  for (uint64_t b = 0; b < s.batch; ++b)
    for (uint64_t h = 0; h < s.heads; ++h)
      for (uint64_t t = 0; t < s.seq; ++t)
        row(b, h, t);
}

void Reference::row(uint64_t b, uint64_t h, uint64_t t) {
  uint64_t n = s.causal ? t + 1 : s.seq;
  double scale = 1 / std::sqrt(double(s.headDim)), sum = 0, delta = 0;
  Array p(n), grad(n);
  for (uint64_t j = 0; j < n; ++j) {
    for (uint64_t d = 0; d < s.headDim; ++d) {
      p[j] += query[q(b, t, h, d)] * key[k(b, j, h, d)];
      grad[j] += resultGrad[q(b, t, h, d)] * value[k(b, j, h, d)];
    }
    p[j] = isOneDocument(b, j, t) ? std::exp(p[j] * scale) : 0;
    sum += p[j];
  }
  lse[(b * s.heads + h) * s.seq + t] = std::log(sum);
  for (uint64_t j = 0; j < n; ++j) {
    p[j] /= sum;
    delta += p[j] * grad[j];
  }
  for (uint64_t j = 0; j < n; ++j)
    for (uint64_t d = 0; d < s.headDim; ++d) {
      double score = p[j] * (grad[j] - delta) * scale;
      result[q(b, t, h, d)] += p[j] * value[k(b, j, h, d)];
      queryGrad[q(b, t, h, d)] += score * key[k(b, j, h, d)];
      keyGrad[k(b, j, h, d)] += score * query[q(b, t, h, d)];
      valueGrad[k(b, j, h, d)] += p[j] * resultGrad[q(b, t, h, d)];
    }
}

template <typename T> struct Outcome {
  explicit Outcome(const Reference &r)
      : query(r.query.begin(), r.query.end()), key(r.key.begin(), r.key.end()),
        value(r.value.begin(), r.value.end()), resultGrad(r.resultGrad.begin(), r.resultGrad.end()),
        result(query.size()), lse(r.lse.size()),
        // Gradients are overwritten: what was there must not matter.
        queryGrad(query.size(), T(99)), keyGrad(key.size(), T(99)), valueGrad(key.size(), T(99)) {
    DataType type = sizeof(T) == 4 ? F32 : F64;
    for (bool backward : {false, true}) {
      bool documents = !r.documents.empty();
      uint64_t scratch =
          attentionWorkspaceBytes(backward, r.s.seq, r.s.headDim, sizeof(T), documents) / sizeof(T);
      std::vector<T> workspace(scratch + 1, T(99));
      AttentionCall call{type,
                         backward,
                         r.s.causal,
                         r.s.batch,
                         r.s.seq,
                         r.s.heads,
                         r.s.kvHeads,
                         r.s.headDim,
                         query.data(),
                         key.data(),
                         value.data(),
                         result.data(),
                         lse.data(),
                         resultGrad.data(),
                         queryGrad.data(),
                         keyGrad.data(),
                         valueGrad.data(),
                         workspace.data(),
                         documents ? r.documents.data() : nullptr};
      EXPECT_TRUE(hostAttention(call).ok());
      EXPECT_EQ(workspace.back(), T(99)); // stays within its contract
    }
  }
  std::vector<T> query, key, value, resultGrad, result, lse, queryGrad, keyGrad, valueGrad;
};

template <typename T>
void expectNear(const std::vector<T> &got, const Array &expected, const char *what) {
  double tolerance = sizeof(T) == 4 ? 2e-5 : 1e-13, norm = 1, error = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    norm = std::max(norm, std::abs(expected[i]));
    error = std::max(error, std::abs(double(got[i]) - expected[i]));
  }
  EXPECT_LE(error, tolerance * norm) << what;
}

class HostAttention : public testing::TestWithParam<Shape> {
protected:
  void SetUp() override { useOneThread(); }
  template <typename T> void check() {
    Reference reference(GetParam());
    Outcome<T> run(reference);
    expectNear(run.result, reference.result, "result");
    expectNear(run.lse, reference.lse, "lse");
    expectNear(run.queryGrad, reference.queryGrad, "query_grad");
    expectNear(run.keyGrad, reference.keyGrad, "key_grad");
    expectNear(run.valueGrad, reference.valueGrad, "value_grad");
    Outcome<T> again(reference);
    EXPECT_EQ(run.result, again.result);
    EXPECT_EQ(run.keyGrad, again.keyGrad);
  }
};

} // namespace

TEST_P(HostAttention, Float32AgreesWithTheDefinition) { check<float>(); }
TEST_P(HostAttention, Float64AgreesWithTheDefinition) { check<double>(); }

// Below, at, above and between multiples of the tile of 128; grouped heads.
INSTANTIATE_TEST_SUITE_P(Shapes, HostAttention,
                         testing::Values(Shape{1, 1, 1, 1, 1, true}, Shape{2, 7, 2, 2, 5, true},
                                         Shape{2, 64, 4, 2, 16, true}, Shape{1, 128, 2, 1, 8, true},
                                         Shape{1, 129, 2, 2, 8, true},
                                         Shape{2, 300, 4, 2, 16, true},
                                         Shape{1, 256, 1, 1, 64, true},
                                         Shape{1, 300, 4, 1, 16, false},
                                         Shape{2, 50, 3, 3, 4, false}));

// Documents that end within, at and beyond tiles, some much shorter than a tile and some longer.
INSTANTIATE_TEST_SUITE_P(
    Documents, HostAttention,
    testing::Values(Shape{2, 9, 2, 2, 5, true, 2}, Shape{2, 9, 2, 1, 5, true, 1},
                    Shape{2, 300, 4, 2, 16, true, 20}, Shape{3, 700, 2, 1, 8, true, 200},
                    Shape{1, 1100, 1, 1, 4, true, 400}, Shape{2, 128, 2, 2, 8, true, 100000},
                    Shape{2, 300, 4, 2, 16, false, 20}, Shape{3, 700, 2, 1, 8, false, 200},
                    Shape{1, 1100, 1, 1, 4, false, 400}));

// What other documents hold must not matter at all.
TEST(HostAttention, OtherDocumentsDoNotChangeABit) {
  useOneThread();
  Reference first(Shape{1, 400, 2, 1, 8, true, 100}), second = first;
  ASSERT_NE(first.documents.front(), first.documents.back());
  uint64_t last = first.s.seq;
  while (first.documents[last - 1] == first.documents.back())
    --last;
  for (uint64_t i = 0; i < first.k(0, last, 0, 0); ++i)
    second.key[i] = -second.key[i], second.value[i] *= 3;
  for (uint64_t i = 0; i < first.q(0, last, 0, 0); ++i)
    second.query[i] += 1, second.resultGrad[i] *= -2;
  Outcome<float> one(first), other(second);
  EXPECT_NE(one.result, other.result);
  auto tail = [](const std::vector<float> &array, uint64_t from) {
    return std::vector<float>(array.begin() + int64_t(from), array.end());
  };
  uint64_t queries = first.q(0, last, 0, 0), keys = first.k(0, last, 0, 0);
  EXPECT_EQ(tail(one.result, queries), tail(other.result, queries));
  EXPECT_EQ(tail(one.queryGrad, queries), tail(other.queryGrad, queries));
  EXPECT_EQ(tail(one.keyGrad, keys), tail(other.keyGrad, keys));
  EXPECT_EQ(tail(one.valueGrad, keys), tail(other.valueGrad, keys));
}

TEST(Softmax, ExponentialIsAccurate) {
  double worst = 0;
  std::vector<float> row(1);
  for (double x = -86; x < 88; x += 0.00137) {
    row[0] = float(x);
    expRow(row.data(), 1, 1.0f, 0.0f);
    double exact = std::exp(double(float(x)));
    worst = std::max(worst, std::abs(row[0] - exact) / exact);
  }
  EXPECT_LT(worst, 2e-7);
}

TEST(Softmax, ExponentialOfTheExtremes) {
  std::vector<float> row = {-1000, -std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::quiet_NaN(), 0};
  expRow(row.data(), 4, 1.0f, 0.0f);
  EXPECT_EQ(row[0], 0);
  EXPECT_EQ(row[1], 0);
  EXPECT_TRUE(std::isnan(row[2]));
  EXPECT_EQ(row[3], 1);
}

TEST(Softmax, MaximumOfAnyLength) {
  for (uint64_t n = 1; n < 70; ++n)
    for (uint64_t place = 0; place < n; ++place) {
      std::vector<float> row(n, -2.0f);
      row[place] = -1.0f;
      ASSERT_EQ(rowMax(row.data(), n), -1.0f) << n << " " << place;
    }
}

//===- LayerTest.cpp - norms, reductions, indexed ops against C++ ---------===//

#include "test/passes/kernels/KernelRunner.h"

#include "runtime/base/Philox.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace heddle::kernels::test {
namespace {

class Layers : public testing::TestWithParam<const char *> {
protected:
  std::string type() const { return GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Kernels, Layers, testing::Values("f32", "f64"));

// A row is long enough for its own loop (KernelPlan), and no multiple of a vector.
constexpr int B = 2, S = 3, E = 301;

TEST_P(Layers, LayerNorm) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false, false>, in_place = array<i64: 0, -1, -1>} {
    ^bb0(%x: tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, %g: tensor<301x$, #graph.axes<embed>>, %h: tensor<301x$, #graph.axes<embed>>):
      %y:3 = graph.layer_norm %x, %g, %h {axis = "embed", eps = 1.0e-5 : f64} : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<301x$, #graph.axes<embed>>, tensor<301x$, #graph.axes<embed>>) -> (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>)
      exec.yield %y#0, %y#1, %y#2 : tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>
    })",
                              type());
  Doubles x = randomNumbers(B * S * E, 1), scale = randomNumbers(E, 2), shift = randomNumbers(E, 3);
  Doubles y(x.size()), means, rstds;
  for (int row = 0; row < B * S; ++row) {
    double mean = 0, variance = 0;
    for (int e = 0; e < E; ++e)
      mean += x[row * E + e] / E;
    for (int e = 0; e < E; ++e)
      variance += std::pow(x[row * E + e] - mean, 2) / E;
    double rstd = 1 / std::sqrt(variance + 1e-5);
    for (int e = 0; e < E; ++e)
      y[row * E + e] = (x[row * E + e] - mean) * rstd * scale[e] + shift[e];
    means.push_back(mean);
    rstds.push_back(rstd);
  }
  for (bool inPlace : {false, true}) {
    std::vector<Buffer> buffers = {{x, type()},
                                   {scale, type()},
                                   {shift, type()},
                                   {Doubles(x.size()), type()},
                                   {Doubles(B * S), type()},
                                   {Doubles(B * S), type()}};
    std::vector<std::pair<size_t, size_t>> aliases;
    if (inPlace)
      aliases.push_back({3, 0});
    runKernel(text, "k", buffers, {}, aliases);
    expectNear(buffers[3].values, y, type(), 2);
    expectNear(buffers[4].values, means, type());
    expectNear(buffers[5].values, rstds, type());
  }
}

// Sums over rows with the accumulate flag; the input gradient in the same kernel.
TEST_P(Layers, LayerNormGrad) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["batch", "seq"], accumulate = array<i1: false, true, true>, in_place = array<i64: -1, -1, -1>} {
    ^bb0(%x: tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, %g: tensor<301x$, #graph.axes<embed>>, %m: tensor<2x3x$, #graph.axes<batch, seq>>, %r: tensor<2x3x$, #graph.axes<batch, seq>>, %dy: tensor<2x3x301x$, #graph.axes<batch, seq, embed>>):
      %d:3 = graph.layer_norm_grad %x, %g, %m, %r, %dy {axis = "embed"} : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<301x$, #graph.axes<embed>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<301x$, #graph.axes<embed>>, tensor<301x$, #graph.axes<embed>>)
      exec.yield %d#0, %d#1, %d#2 : tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<301x$, #graph.axes<embed>>, tensor<301x$, #graph.axes<embed>>
    })",
                              type());
  Doubles x = randomNumbers(B * S * E, 1), g = randomNumbers(E, 2),
          dy = randomNumbers(B * S * E, 3);
  Doubles mean = randomNumbers(B * S, 4), rstd = randomNumbers(B * S, 5);
  Doubles dx(x.size()), dg(E), dh(E);
  for (int row = 0; row < B * S; ++row) {
    double s1 = 0, s2 = 0;
    auto normalised = [&](int e) { return (x[row * E + e] - mean[row]) * rstd[row]; };
    for (int e = 0; e < E; ++e) {
      s1 += dy[row * E + e] * g[e] / E;
      s2 += dy[row * E + e] * g[e] * normalised(e) / E;
      dg[e] += dy[row * E + e] * normalised(e);
      dh[e] += dy[row * E + e];
    }
    for (int e = 0; e < E; ++e)
      dx[row * E + e] = rstd[row] * (dy[row * E + e] * g[e] - s1 - normalised(e) * s2);
  }
  for (int64_t flag : {0, 1}) {
    Doubles old = randomNumbers(E, 9), expectedG = dg, expectedH = dh;
    for (int e = 0; e < E && flag; ++e) {
      expectedG[e] += old[e];
      expectedH[e] += old[e];
    }
    std::vector<Buffer> buffers = {{x, type()},    {g, type()},  {mean, type()},
                                   {rstd, type()}, {dy, type()}, {Doubles(x.size()), type()},
                                   {old, type()},  {old, type()}};
    runKernel(text, "k", buffers, {flag, flag});
    expectNear(buffers[5].values, dx, type(), 4);
    expectNear(buffers[6].values, expectedG, type(), 4);
    expectNear(buffers[7].values, expectedH, type(), 4);
  }
}

TEST_P(Layers, RmsNormAndGrad) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: false, false, false, false>, in_place = array<i64: -1, -1, -1, -1>} {
    ^bb0(%x: tensor<3x301x$, #graph.axes<seq, embed>>, %g: tensor<301x$, #graph.axes<embed>>, %dy: tensor<3x301x$, #graph.axes<seq, embed>>):
      %y:2 = graph.rms_norm %x, %g {axis = "embed", eps = 1.0e-5 : f64} : (tensor<3x301x$, #graph.axes<seq, embed>>, tensor<301x$, #graph.axes<embed>>) -> (tensor<3x301x$, #graph.axes<seq, embed>>, tensor<3x$, #graph.axes<seq>>)
      %d:2 = graph.rms_norm_grad %x, %g, %y#1, %dy {axis = "embed"} : (tensor<3x301x$, #graph.axes<seq, embed>>, tensor<301x$, #graph.axes<embed>>, tensor<3x$, #graph.axes<seq>>, tensor<3x301x$, #graph.axes<seq, embed>>) -> (tensor<3x301x$, #graph.axes<seq, embed>>, tensor<301x$, #graph.axes<embed>>)
      exec.yield %y#0, %y#1, %d#0, %d#1 : tensor<3x301x$, #graph.axes<seq, embed>>, tensor<3x$, #graph.axes<seq>>, tensor<3x301x$, #graph.axes<seq, embed>>, tensor<301x$, #graph.axes<embed>>
    })",
                              type());
  Doubles x = randomNumbers(S * E, 1), g = randomNumbers(E, 2), dy = randomNumbers(S * E, 3);
  Doubles y(x.size()), rstds, dx(x.size()), dg(E);
  for (int row = 0; row < S; ++row) {
    double square = 0, projection = 0;
    for (int e = 0; e < E; ++e)
      square += x[row * E + e] * x[row * E + e] / E;
    double rstd = 1 / std::sqrt(square + 1e-5);
    for (int e = 0; e < E; ++e) {
      y[row * E + e] = x[row * E + e] * rstd * g[e];
      projection += dy[row * E + e] * g[e] * x[row * E + e] / E;
      dg[e] += dy[row * E + e] * x[row * E + e] * rstd;
    }
    for (int e = 0; e < E; ++e)
      dx[row * E + e] =
          rstd * dy[row * E + e] * g[e] - std::pow(rstd, 3) * x[row * E + e] * projection;
    rstds.push_back(rstd);
  }
  std::vector<Buffer> buffers = {{x, type()},          {g, type()},
                                 {dy, type()},         {Doubles(S * E), type()},
                                 {Doubles(S), type()}, {Doubles(S * E), type()},
                                 {Doubles(E), type()}};
  runKernel(text, "k", buffers);
  expectNear(buffers[3].values, y, type(), 2);
  expectNear(buffers[4].values, rstds, type());
  expectNear(buffers[5].values, dx, type(), 4);
  expectNear(buffers[6].values, dg, type(), 4);
}

// Over columns, over rows, over both; maxima; what follows a complete sum.
TEST_P(Layers, Reductions) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["batch"], accumulate = array<i1: false, false, false, true, false>, in_place = array<i64: -1, -1, -1, -1, -1>} {
    ^bb0(%x: tensor<2x3x301x$, #graph.axes<batch, seq, embed>>):
      %a = graph.reduce max %x : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %b = graph.reduce sum %x : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> tensor<2x301x$, #graph.axes<batch, embed>>
      %c = graph.reduce max %x : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> tensor<3x301x$, #graph.axes<seq, embed>>
      %d = graph.reduce sum %x : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> tensor<$, #graph.axes<>>
      %e = graph.scale %d {factor = 2.0 : f64} : (tensor<$, #graph.axes<>>) -> tensor<$, #graph.axes<>>
      exec.yield %a, %b, %c, %d, %e : tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x301x$, #graph.axes<batch, embed>>, tensor<3x301x$, #graph.axes<seq, embed>>, tensor<$, #graph.axes<>>, tensor<$, #graph.axes<>>
    })",
                              type());
  Doubles x = randomNumbers(B * S * E, 1), a(B * S, -1e30), b(B * E), c(S * E, -1e30);
  double total = 0;
  for (int i = 0; i < B * S * E; ++i) {
    int batch = i / (S * E), seq = i / E % S, e = i % E;
    a[batch * S + seq] = std::max(a[batch * S + seq], x[i]);
    b[batch * E + e] += x[i];
    c[seq * E + e] = std::max(c[seq * E + e], x[i]);
    total += x[i];
  }
  for (int64_t flag : {0, 1}) {
    std::vector<Buffer> buffers = {{x, type()},
                                   {Doubles(a.size()), type()},
                                   {Doubles(b.size()), type()},
                                   {Doubles(c.size()), type()},
                                   {{7.0}, type()},
                                   {{0.0}, type()}};
    runKernel(text, "k", buffers, {flag});
    expectNear(buffers[1].values, a, type());
    expectNear(buffers[2].values, b, type());
    expectNear(buffers[3].values, c, type());
    expectNear(buffers[4].values, {total + (flag ? 7 : 0)}, type(), 10);
    expectNear(buffers[5].values, {2 * total}, type(), 10);
  }
}

// The shard holds rows 10..14 of the table: other tokens give zeros.
TEST_P(Layers, GatherAddsPositions) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%t: tensor<5x301x$, #graph.axes<vocab, embed>>, %i: tensor<2x3xi32, #graph.axes<batch, seq>>, %p: tensor<3x301x$, #graph.axes<seq, embed>>, %o: index):
      %e = graph.gather %t, %i, %o {axis = "vocab"} : (tensor<5x301x$, #graph.axes<vocab, embed>>, tensor<2x3xi32, #graph.axes<batch, seq>>, index) -> tensor<2x3x301x$, #graph.axes<batch, seq, embed>>
      %s = graph.add %e, %p : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<3x301x$, #graph.axes<seq, embed>>) -> tensor<2x3x301x$, #graph.axes<batch, seq, embed>>
      exec.yield %s : tensor<2x3x301x$, #graph.axes<batch, seq, embed>>
    })",
                              type());
  Doubles table = randomNumbers(5 * E, 1), positions = randomNumbers(S * E, 2), expected;
  std::vector<int32_t> tokens = {10, 14, 9, 15, 12, 0};
  for (int row = 0; row < B * S; ++row)
    for (int e = 0; e < E; ++e) {
      int local = tokens[row] - 10;
      expected.push_back((local >= 0 && local < 5 ? table[local * E + e] : 0) +
                         positions[row % S * E + e]);
    }
  std::vector<Buffer> buffers = {{table, type()},
                                 {asDoubles(tokens), "i32"},
                                 {positions, type()},
                                 {Doubles(B * S * E), type()}};
  runKernel(text, "k", buffers, {10});
  expectNear(buffers[3].values, expected, type());
}

TEST_P(Layers, ScatterAdd) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["batch", "seq"], accumulate = array<i1: true>, in_place = array<i64: -1>} {
    ^bb0(%u: tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, %i: tensor<2x3xi32, #graph.axes<batch, seq>>, %o: index):
      %v = graph.neg %u : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>) -> tensor<2x3x301x$, #graph.axes<batch, seq, embed>>
      %t = graph.scatter_add %v, %i, %o {axis = "vocab"} : (tensor<2x3x301x$, #graph.axes<batch, seq, embed>>, tensor<2x3xi32, #graph.axes<batch, seq>>, index) -> tensor<5x301x$, #graph.axes<vocab, embed>>
      exec.yield %t : tensor<5x301x$, #graph.axes<vocab, embed>>
    })",
                              type());
  Doubles updates = randomNumbers(B * S * E, 1), old = randomNumbers(5 * E, 2);
  std::vector<int32_t> tokens = {10, 14, 9, 10, 12, 10};
  for (int64_t flag : {0, 1}) {
    Doubles expected = flag ? old : Doubles(5 * E);
    for (int row = 0; row < B * S; ++row)
      for (int e = 0; e < E; ++e)
        if (int local = tokens[row] - 10; local >= 0 && local < 5)
          expected[local * E + e] -= updates[row * E + e];
    std::vector<Buffer> buffers = {{updates, type()}, {asDoubles(tokens), "i32"}, {old, type()}};
    runKernel(text, "k", buffers, {10, flag});
    expectNear(buffers[2].values, expected, type());
  }
}

// Cross entropy as partition leaves it, on a shard of the vocabulary, with its gradient.
TEST_P(Layers, CrossEntropyPieces) {
  std::string text = withType(R"(
    exec.kernel @forward attributes {rows = ["batch", "seq"], accumulate = array<i1: false, false, false>, in_place = array<i64: -1, -1, -1>} {
    ^bb0(%x: tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>, %i: tensor<2x3xi32, #graph.axes<batch, seq>>, %o: index):
      %m = graph.reduce max %x : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %d = graph.sub %x, %m : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>, tensor<2x3x$, #graph.axes<batch, seq>>) -> tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>
      %e = graph.exp %d : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>) -> tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>
      %s = graph.reduce sum %e : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %l = graph.log %s : (tensor<2x3x$, #graph.axes<batch, seq>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %lse = graph.add %m, %l : (tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %p = graph.pick %x, %i, %o {axis = "vocab"} : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>, tensor<2x3xi32, #graph.axes<batch, seq>>, index) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %n = graph.sub %lse, %p : (tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>) -> tensor<2x3x$, #graph.axes<batch, seq>>
      %t = graph.reduce sum %n : (tensor<2x3x$, #graph.axes<batch, seq>>) -> tensor<$, #graph.axes<>>
      exec.yield %lse, %n, %t : tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<$, #graph.axes<>>
    }
    exec.kernel @backward attributes {rows = ["batch", "seq"], accumulate = array<i1: false>, in_place = array<i64: 0>} {
    ^bb0(%x: tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>, %lse: tensor<2x3x$, #graph.axes<batch, seq>>, %i: tensor<2x3xi32, #graph.axes<batch, seq>>, %g: tensor<2x3x$, #graph.axes<batch, seq>>, %o: index):
      %dx = graph.cross_entropy_grad %x, %lse, %i, %g, %o {axis = "vocab"} : (tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>, tensor<2x3x$, #graph.axes<batch, seq>>, tensor<2x3xi32, #graph.axes<batch, seq>>, tensor<2x3x$, #graph.axes<batch, seq>>, index) -> tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>
      exec.yield %dx : tensor<2x3x301x$, #graph.axes<batch, seq, vocab>>
    })",
                              type());
  Doubles x = randomNumbers(B * S * E, 1), g = randomNumbers(B * S, 2);
  std::vector<int32_t> targets = {100, 400, 99, 401, 133, 140};
  Doubles lses, losses, dx;
  double total = 0;
  for (int row = 0; row < B * S; ++row) {
    double sum = 0;
    for (int e = 0; e < E; ++e)
      sum += std::exp(x[row * E + e]);
    int local = targets[row] - 100;
    double picked = local >= 0 && local < E ? x[row * E + local] : 0;
    lses.push_back(std::log(sum));
    losses.push_back(std::log(sum) - picked);
    total += losses.back();
    for (int e = 0; e < E; ++e)
      dx.push_back((std::exp(x[row * E + e]) / sum - (e == local)) * g[row]);
  }
  std::vector<Buffer> forward = {{x, type()},
                                 {asDoubles(targets), "i32"},
                                 {Doubles(B * S), type()},
                                 {Doubles(B * S), type()},
                                 {{0.0}, type()}};
  runKernel(text, "forward", forward, {100});
  expectNear(forward[2].values, lses, type());
  expectNear(forward[3].values, losses, type());
  expectNear(forward[4].values, {total}, type());
  std::vector<Buffer> backward = {{x, type()},
                                  {lses, type()},
                                  {asDoubles(targets), "i32"},
                                  {g, type()},
                                  {Doubles(x.size()), type()}};
  runKernel(text, "backward", backward, {100}, {{4, 0}});
  expectNear(backward[4].values, dx, type());
}

// Query and key have different numbers of heads and share the tables of sines.
TEST_P(Layers, Rope) {
  constexpr int D = 8, H = 3, K = 1;
  for (bool inverse : {false, true}) {
    std::string text = withType(
        R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: false, false>, in_place = array<i64: 0, -1>} {
    ^bb0(%q: tensor<5x3x8x$, #graph.axes<seq, heads, head_dim>>, %k: tensor<5x1x8x$, #graph.axes<seq, kv_heads, head_dim>>):
      %a = graph.rope %q {axis = "head_dim", seq_axis = "seq", theta = 10000.0 : f64INV} : (tensor<5x3x8x$, #graph.axes<seq, heads, head_dim>>) -> tensor<5x3x8x$, #graph.axes<seq, heads, head_dim>>
      %b = graph.rope %k {axis = "head_dim", seq_axis = "seq", theta = 10000.0 : f64} : (tensor<5x1x8x$, #graph.axes<seq, kv_heads, head_dim>>) -> tensor<5x1x8x$, #graph.axes<seq, kv_heads, head_dim>>
      exec.yield %a, %b : tensor<5x3x8x$, #graph.axes<seq, heads, head_dim>>, tensor<5x1x8x$, #graph.axes<seq, kv_heads, head_dim>>
    })",
        type());
    text.replace(text.find("INV"), 3, inverse ? ", inverse" : "");
    auto rotate = [&](const Doubles &x, int heads, double sign) {
      Doubles y(x.size());
      for (int p = 0; p < 5; ++p)
        for (int h = 0; h < heads; ++h)
          for (int i = 0; i < D / 2; ++i) {
            double angle = sign * p * std::pow(10000.0, -2.0 * i / D);
            int at = (p * heads + h) * D + i;
            y[at] = x[at] * std::cos(angle) - x[at + D / 2] * std::sin(angle);
            y[at + D / 2] = x[at + D / 2] * std::cos(angle) + x[at] * std::sin(angle);
          }
      return y;
    };
    Doubles q = randomNumbers(5 * H * D, 1), k = randomNumbers(5 * K * D, 2);
    std::vector<Buffer> buffers = {
        {q, type()}, {k, type()}, {q, type()}, {Doubles(k.size()), type()}};
    runKernel(text, "k", buffers, {}, {{2, 0}});
    expectNear(buffers[2].values, rotate(q, H, inverse ? -1 : 1), type());
    expectNear(buffers[3].values, rotate(k, K, 1), type());
  }
}

TEST_P(Layers, RenameIsAView) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%x: tensor<3x4x$, #graph.axes<seq, embed>>):
      %n = graph.neg %x : (tensor<3x4x$, #graph.axes<seq, embed>>) -> tensor<3x4x$, #graph.axes<seq, embed>>
      %r = graph.rename %n : (tensor<3x4x$, #graph.axes<seq, embed>>) -> tensor<3x4x$, #graph.axes<seq, embed2>>
      %s = graph.reduce sum %r : (tensor<3x4x$, #graph.axes<seq, embed2>>) -> tensor<3x$, #graph.axes<seq>>
      exec.yield %s : tensor<3x$, #graph.axes<seq>>
    })",
                              type());
  Doubles x = randomNumbers(12, 1), expected(3);
  for (int i = 0; i < 12; ++i)
    expected[i / 4] -= x[i];
  std::vector<Buffer> buffers = {{x, type()}, {Doubles(3), type()}};
  runKernel(text, "k", buffers);
  expectNear(buffers[1].values, expected, type());
}

// The update of a flat bucket, in place, with the scalars of the step in f64.
TEST_P(Layers, AdamW) {
  constexpr int N = 1003;
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["flat"], accumulate = array<i1: false, false, false>, in_place = array<i64: 0, 2, 3>} {
    ^bb0(%p: tensor<1003x$, #graph.axes<flat>>, %g: tensor<1003x$, #graph.axes<flat>>, %m: tensor<1003x$, #graph.axes<flat>>, %v: tensor<1003x$, #graph.axes<flat>>, %lr: tensor<f64>, %c: tensor<f64>, %c1: tensor<f64>, %c2: tensor<f64>):
      %n:3 = graph.adamw %p, %g, %m, %v, %lr, %c, %c1, %c2 {beta1 = 0.9 : f64, beta2 = 0.95 : f64, eps = 1.0e-8 : f64, weight_decay = 0.1 : f64} : (tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>)
      exec.yield %n#0, %n#1, %n#2 : tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>, tensor<1003x$, #graph.axes<flat>>
    })",
                              type());
  Doubles p = randomNumbers(N, 1), g = randomNumbers(N, 2), m = randomNumbers(N, 3),
          v = randomNumbers(N, 4);
  for (double &value : v)
    value = std::abs(value);
  double lr = 1e-3, clip = 0.5, correction1 = 1 - 0.81, correction2 = 1 - 0.9025;
  Doubles newP, newM, newV;
  for (int i = 0; i < N; ++i) {
    double grad = g[i] * clip;
    newM.push_back(0.9 * m[i] + 0.1 * grad);
    newV.push_back(0.95 * v[i] + 0.05 * grad * grad);
    newP.push_back(p[i] - lr * (0.1 * p[i] +
                                newM[i] / correction1 / (std::sqrt(newV[i] / correction2) + 1e-8)));
  }
  std::vector<Buffer> buffers = {{p, type()},
                                 {g, type()},
                                 {m, type()},
                                 {v, type()},
                                 {{lr}, "f64"},
                                 {{clip}, "f64"},
                                 {{correction1}, "f64"},
                                 {{correction2}, "f64"},
                                 {p, type()},
                                 {m, type()},
                                 {v, type()}};
  runKernel(text, "k", buffers, {}, {{8, 0}, {9, 2}, {10, 3}});
  expectNear(buffers[8].values, newP, type());
  expectNear(buffers[9].values, newM, type());
  expectNear(buffers[10].values, newV, type());
}

TEST(Kernels, StepScalars) {
  std::string text = R"(
    exec.kernel @k attributes {rows = [], accumulate = array<i1: false, false, false>, in_place = array<i64: -1, -1, -1>} {
    ^bb0(%t: tensor<f64>, %s: tensor<f64>):
      %lr = graph.learning_rate %t {peak = 1.0e-3 : f64, floor = 1.0e-4 : f64, warmup = 10.0 : f64, total = 100.0 : f64} : (tensor<f64>) -> tensor<f64>
      %b = graph.bias_correction %t {beta = 0.9 : f64} : (tensor<f64>) -> tensor<f64>
      %c = graph.clip_factor %s {max_norm = 1.0 : f64} : (tensor<f64>) -> tensor<f64>
      exec.yield %lr, %b, %c : tensor<f64>, tensor<f64>, tensor<f64>
    })";
  auto rate = [](double t) {
    if (t <= 10)
      return 1e-3 * t / 10;
    return t > 100 ? 1e-4 : 1e-4 + 9e-4 * (1 + std::cos(std::numbers::pi * (t - 10) / 90)) / 2;
  };
  for (double step : {1.0, 10.0, 11.0, 60.0, 100.0, 101.0})
    for (double squares : {0.25, 16.0}) {
      std::vector<Buffer> buffers = {
          {{step}, "f64"}, {{squares}, "f64"}, {{0.0}, "f64"}, {{0.0}, "f64"}, {{0.0}, "f64"}};
      runKernel(text, "k", buffers);
      expectNear(buffers[2].values, {rate(step)}, "f64");
      expectNear(buffers[3].values, {1 - std::pow(0.9, step)}, "f64");
      expectNear(buffers[4].values, {std::min(1.0, 1 / (std::sqrt(squares) + 1e-6))}, "f64");
    }
}

TEST_P(Layers, SumSquares) {
  std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["flat"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%x: tensor<1003x$, #graph.axes<flat>>):
      %s = graph.sum_squares %x : (tensor<1003x$, #graph.axes<flat>>) -> tensor<f64>
      exec.yield %s : tensor<f64>
    })",
                              type());
  Doubles x = randomNumbers(1003, 1);
  double expected = 0;
  for (double value : x)
    expected += value * value;
  std::vector<Buffer> buffers = {{x, type()}, {{0.0}, "f64"}};
  runKernel(text, "k", buffers);
  expectNear(buffers[1].values, {expected}, "f64");
}

/// graph.rng as its description has it, on words of the runtime's Philox.
double randomNumber(uint64_t seed, uint64_t key, uint64_t index, bool normal, double a, double b) {
  runtime::PhiloxBlock words = runtime::philox4x32(
      {uint32_t(index), uint32_t(index >> 32), uint32_t(key), uint32_t(key >> 32)}, seed);
  double u = (words[0] + 0.5) * 0x1p-32, w = (words[1] + 0.5) * 0x1p-32;
  return normal ? a + b * std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * w)
                : a + (b - a) * u;
}

// The shard at (4, 8) of an 8 x 16 tensor.
TEST_P(Layers, RandomNumbersDoNotDependOnTheLayout) {
  for (bool normal : {true, false}) {
    std::string text = withType(R"(
    exec.kernel @k attributes {rows = ["vocab"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%seed: tensor<i64>, %key: i64, %a: index, %b: index):
      %r = graph.rng %seed, %key, %a, %b {init = #graph.init<KIND, 0.5, 2.0>, global_shape = array<i64: 8, 16>} : (tensor<i64>, i64, index, index) -> tensor<4x8x$, #graph.axes<vocab, embed>>
      exec.yield %r : tensor<4x8x$, #graph.axes<vocab, embed>>
    })",
                                type());
    text.replace(text.find("KIND"), 4, normal ? "normal" : "uniform");
    int64_t key = -0x123456789abcdef;
    Doubles expected;
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 8; ++j)
        expected.push_back(randomNumber(42, key, (4 + i) * 16 + 8 + j, normal, 0.5, 2.0));
    std::vector<Buffer> buffers = {{{42.0}, "i64"}, {Doubles(32), type()}};
    runKernel(text, "k", buffers, {key, 4, 8});
    expectNear(buffers[1].values, expected, type());
  }
}

TEST(Kernels, ReportsWhatAKernelCannotHold) {
  EXPECT_NE(compileErrors(R"(
    exec.kernel @k attributes {rows = ["seq"], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%x: tensor<4x300xf32, #graph.axes<seq, embed>>):
      %s = graph.reduce sum %x : (tensor<4x300xf32, #graph.axes<seq, embed>>) -> tensor<300xf32, #graph.axes<embed>>
      %y = graph.add %x, %s : (tensor<4x300xf32, #graph.axes<seq, embed>>, tensor<300xf32, #graph.axes<embed>>) -> tensor<4x300xf32, #graph.axes<seq, embed>>
      exec.yield %y : tensor<4x300xf32, #graph.axes<seq, embed>>
    })")
                .find("uses, row by row, a sum over rows"),
            std::string::npos);
  EXPECT_NE(compileErrors(R"(
    exec.kernel @k attributes {rows = [], accumulate = array<i1: false>, in_place = array<i64: -1>} {
    ^bb0(%t: tensor<5x4xf32, #graph.axes<vocab, embed>>, %i: tensor<3xi32, #graph.axes<seq>>):
      %e = graph.gather %t, %i {axis = "vocab"} : (tensor<5x4xf32, #graph.axes<vocab, embed>>, tensor<3xi32, #graph.axes<seq>>) -> tensor<3x4xf32, #graph.axes<seq, embed>>
      exec.yield %e : tensor<3x4xf32, #graph.axes<seq, embed>>
    })")
                .find("among the rows"),
            std::string::npos);
}

} // namespace
} // namespace heddle::kernels::test

//===- probe.cpp - the floor of a GPT-2 training step -----------*- C++ -*-===//
//
// The time that a step cannot beat on this machine: its matrix products at the
// rate of oneDNN, each shape measured on matrices that come from memory, as in
// a step, plus the bytes of AdamW at the rate of a copy. Prints one JSON object.
//
//   OMP_NUM_THREADS=1 heddle-probe --tokens 256
//
//===----------------------------------------------------------------------===//

#include <CLI/CLI.hpp>
#include <dnnl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

/// One linear layer: y [tokens, out] = x [tokens, in] w [in, out], `count` times in the model.
struct Linear {
  int64_t in, out, count;
};

struct Model {
  int64_t layers = 12, embed = 768, vocab = 50304, tokens = 256;

  std::vector<Linear> linears() const {
    return {{embed, 3 * embed, layers},
            {embed, embed, layers},
            {embed, 4 * embed, layers},
            {4 * embed, embed, layers},
            {embed, vocab, 1}};
  }
  /// Weights of all linear layers: the parameters that AdamW updates, within 1 %.
  double parameters() const {
    double sum = 0;
    for (const Linear &l : linears())
      sum += double(l.in) * l.out * l.count;
    return sum;
  }
};

/// Random numbers larger than any cache; matrices are taken from it in turn.
class Pool {
public:
  Pool() : data(size_t(160) << 20) {
    std::minstd_rand random(1);
    for (float &x : data)
      x = float(random() % 1024) / 1024 - 0.5f;
  }
  float *take(int64_t elements) {
    if (next + elements > data.size())
      next = 0;
    float *result = data.data() + next;
    next += elements;
    return result;
  }

private:
  std::vector<float> data;
  size_t next = 0;
};

double seconds(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

template <typename Body> double median(int repetitions, Body body) {
  std::vector<double> times;
  for (int i = 0; i < repetitions; ++i) {
    auto begin = Clock::now();
    body();
    times.push_back(seconds(begin));
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

/// Seconds of c [m, n] = a b with op(a) [m, k], op(b) [k, n].
double product(Pool &pool, char opA, char opB, int64_t m, int64_t n, int64_t k) {
  return median(9, [&] {
    float *a = pool.take(m * k), *b = pool.take(k * n), *c = pool.take(m * n);
    dnnl_sgemm(opA, opB, m, n, k, 1, a, opA == 'N' ? k : m, b, opB == 'N' ? n : k, 0, c, n);
  });
}

/// Forward, gradient of the input, gradient of the weight.
double linearSeconds(Pool &pool, const Model &model, const Linear &l) {
  return l.count * (product(pool, 'N', 'N', model.tokens, l.out, l.in) +
                    product(pool, 'N', 'T', model.tokens, l.in, l.out) +
                    product(pool, 'T', 'N', l.in, l.out, model.tokens));
}

/// Bytes per second read and written by memcpy.
double copyRate(Pool &pool) {
  int64_t elements = 16 << 20;
  double time = median(9, [&] {
    float *from = pool.take(elements), *to = pool.take(elements);
    std::memcpy(to, from, elements * sizeof(float));
  });
  return 2.0 * elements * sizeof(float) / time;
}

} // namespace

int main(int argc, char **argv) {
  Model model;
  CLI::App app("measures the floor of a training step of GPT-2 on one core");
  app.option_defaults()->always_capture_default();
  app.add_option("--layers", model.layers, "");
  app.add_option("--embed", model.embed, "");
  app.add_option("--vocab", model.vocab, "");
  app.add_option("--tokens", model.tokens, "tokens of one step");
  CLI11_PARSE(app, argc, argv);

  Pool pool;
  double gemm = 0;
  for (const Linear &l : model.linears())
    gemm += linearSeconds(pool, model, l);
  double flops = 6 * model.parameters() * model.tokens;
  // AdamW reads parameter, gradient and two moments and writes all but the gradient, 4 bytes each.
  double bytes = 28 * model.parameters();
  double copy = copyRate(pool);
  std::printf(
      "{\"gemm_gflops\": %.1f, \"copy_gbps\": %.1f, \"gemm_ms\": %.1f, \"optimizer_ms\": %.1f, "
      "\"floor_ms\": %.1f}\n",
      flops / gemm / 1e9, copy / 1e9, 1e3 * gemm, 1e3 * bytes / copy, 1e3 * (gemm + bytes / copy));
  return 0;
}

//===- Device.cpp - products and attention of the host device -------------===//

#include "tools/bench/runtime/Bench.h"

#include "runtime/host/HostDevice.h"
#include "runtime/program/Attention.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace heddle::bench {

using namespace heddle::runtime;
/// Seconds that this thread has computed: what others do on the machine counts little.
static double threadSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

static double medianSeconds(int rounds, const std::function<void()> &body) {
  std::vector<double> times;
  body();
  for (int round = 0; round < rounds; ++round) {
    double start = threadSeconds();
    body();
    times.push_back(threadSeconds() - start);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

template <typename T>
static void benchProduct(HostDevice &device, program::DataType type, uint64_t m, uint64_t n,
                         uint64_t k, bool ta, bool tb) {
  std::vector<T> a(m * k, T(1)), b(k * n, T(1)), c(m * n);
  GemmCall call{type,       ta, tb, false, m, n,        k,        1,       ta ? m : k,
                tb ? k : n, n,  0,  0,     0, a.data(), b.data(), c.data()};
  double time = medianSeconds(9, [&] { (void)device.gemm(call).ok(); });
  std::printf("gemm %s%s %s  %5llu x %5llu x %5llu  %8.2f ms  %6.1f GFLOP/s\n", ta ? "T" : "N",
              tb ? "T" : "N", sizeof(T) == 4 ? "f32" : "f64", (unsigned long long)m,
              (unsigned long long)n, (unsigned long long)k, time * 1e3,
              2.0 * double(m * n * k) / time * 1e-9);
}

void benchProducts() {
  HostDevice device;
  device.attachThread();
  for (auto [in, out] :
       {std::pair<uint64_t, uint64_t>{768, 2304}, {768, 768}, {768, 3072}, {3072, 768}}) {
    benchProduct<float>(device, program::F32, 256, out, in, false, false);
    benchProduct<float>(device, program::F32, 256, in, out, false, true);
    benchProduct<float>(device, program::F32, in, out, 256, true, false);
  }
  benchProduct<double>(device, program::F64, 256, 768, 768, false, false);
}

/// `documents` of equal length in a sample; 0: attention that knows of none.
static void benchAttention(HostDevice &device, uint64_t batch, uint64_t seq, uint64_t heads,
                           uint64_t dim, uint64_t documents = 0) {
  uint64_t elements = batch * seq * heads * dim;
  std::vector<float> q(elements, 0.1f), k(elements, 0.2f), v(elements, 0.3f), o(elements),
      g(elements, 0.1f), dq(elements), dk(elements), dv(elements), lse(batch * heads * seq);
  std::vector<int32_t> numbers(batch * seq);
  for (uint64_t i = 0; i < numbers.size(); ++i)
    numbers[i] = int32_t(i % seq * documents / seq);
  for (bool backward : {false, true}) {
    std::vector<float> workspace(
        program::attentionWorkspaceBytes(backward, seq, dim, 4, documents != 0) / 4);
    AttentionCall call{program::F32,
                       backward,
                       true,
                       batch,
                       seq,
                       heads,
                       heads,
                       dim,
                       q.data(),
                       k.data(),
                       v.data(),
                       o.data(),
                       lse.data(),
                       g.data(),
                       dq.data(),
                       dk.data(),
                       dv.data(),
                       workspace.data(),
                       documents != 0 ? numbers.data() : nullptr};
    double time = medianSeconds(9, [&] { (void)device.attention(call).ok(); });
    double flops =
        (backward ? 10.0 : 4.0) * double(elements) * double(seq) / 2; // causal: half of the square
    std::printf("attention %-8s  batch %llu, seq %5llu, heads %llu x %llu  %8.2f ms  %6.1f GFLOP/s "
                "of the causal half, %llu documents\n",
                backward ? "backward" : "forward", (unsigned long long)batch,
                (unsigned long long)seq, (unsigned long long)heads, (unsigned long long)dim,
                time * 1e3, flops / time * 1e-9, (unsigned long long)documents);
  }
}

void benchAttention() {
  HostDevice device;
  device.attachThread();
  benchAttention(device, 4, 64, 12, 64);
  benchAttention(device, 1, 256, 12, 64);
  for (uint64_t documents : {0, 1, 4, 16})
    benchAttention(device, 1, 1024, 12, 64, documents);
}

} // namespace heddle::bench

//===- Collectives.cpp - collectives against memcpy -----------------------===//

#include "tools/bench/runtime/Bench.h"

#include "runtime/comm/Threads.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

namespace heddle::bench {

using namespace heddle::runtime;
using Clock = std::chrono::steady_clock;
using program::Collective;

namespace {

struct Rank {
  std::unique_ptr<Communicator> comm;
  uint32_t group;
  std::vector<float> buffer, other;
};

/// Median seconds of `body`, run by all ranks together.
double secondsOf(std::vector<Rank> &ranks, int rounds, const std::function<void(Rank &)> &body) {
  std::vector<double> times;
  std::barrier together(std::ptrdiff_t(ranks.size()));
  std::vector<std::thread> threads;
  for (Rank &rank : ranks)
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        together.arrive_and_wait();
        auto start = Clock::now();
        body(rank);
        together.arrive_and_wait();
        if (&rank == &ranks[0])
          times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

struct Kind {
  const char *name;
  Collective::Kind kind;
};

/// Bytes that a rank must read and write at least, half of it, as one memcpy would.
double copyBytes(Collective::Kind kind, double bytes, double ranks) {
  switch (kind) {
  case Collective::ALL_REDUCE: // reads its slice of all, writes it to all
    return bytes;
  case Collective::REDUCE_SCATTER: // reads its slice of all, writes it once
    return (bytes + bytes / ranks) / 2;
  default: // copies what it lacks
    return bytes * (ranks - 1) / ranks;
  }
}

void benchSize(std::vector<Rank> &ranks, uint64_t bytes) {
  const Kind kinds[] = {{"all_reduce", Collective::ALL_REDUCE},
                        {"reduce_scatter", Collective::REDUCE_SCATTER},
                        {"all_gather", Collective::ALL_GATHER}};
  int rounds = int(std::clamp<uint64_t>((uint64_t(1) << 28) / bytes, 15, 2000));
  for (const Kind &kind : kinds) {
    uint64_t copied = uint64_t(copyBytes(kind.kind, double(bytes), double(ranks.size())));
    double bound = secondsOf(ranks, rounds, [&](Rank &rank) {
      std::memcpy(rank.other.data(), rank.buffer.data(), copied);
    });
    double time = secondsOf(ranks, rounds, [&](Rank &rank) {
      if (!rank.comm->collective(rank.group, {kind.kind, Collective::SUM, program::F32, bytes / 4,
                                              rank.buffer.data()}))
        std::puts("failed");
    });
    std::printf("%-15s %2zu ranks %9llu KiB  %10.1f us  %6.1f GB/s  memcpy %10.1f us  %4.0f %%\n",
                kind.name, ranks.size(), (unsigned long long)bytes >> 10, time * 1e6,
                2.0 * double(copied * ranks.size()) / time * 1e-9, bound * 1e6, 100 * bound / time);
  }
}

} // namespace

void benchCollectives(uint32_t size, uint64_t maxBytes) {
  std::vector<uint32_t> all(size);
  std::iota(all.begin(), all.end(), 0);
  std::vector<Rank> ranks;
  for (auto &comm : makeThreadCommunicators(size)) {
    uint32_t group = comm->group(all);
    ranks.push_back({std::move(comm), group, std::vector<float>(maxBytes / 4),
                     std::vector<float>(maxBytes / 4)});
  }
  for (uint64_t bytes = 4096; bytes <= maxBytes; bytes *= 8)
    benchSize(ranks, bytes);
}

} // namespace heddle::bench

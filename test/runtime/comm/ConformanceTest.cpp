//===- ConformanceTest.cpp - what every communicator must do --------------===//

#include "test/runtime/comm/Conformance.h"

#include "runtime/comm/Threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>

using namespace heddle::runtime;
using namespace heddle::test;
using namespace heddle::program;
using testing::HasSubstr;

namespace {

std::vector<std::unique_ptr<Communicator>> threads(uint32_t size, std::chrono::milliseconds timeout,
                                                   bool rendezvous) {
  ThreadsOptions options;
  options.timeout = timeout;
  options.rendezvous = rendezvous;
  return makeThreadCommunicators(size, options);
}

const CommunicatorKind kinds[] = {
    {"threads", [](uint32_t size, auto timeout) { return threads(size, timeout, false); }, true},
    {"threadsRendezvous", [](uint32_t size, auto timeout) { return threads(size, timeout, true); },
     false},
};

class Conformance : public testing::TestWithParam<CommunicatorKind> {
protected:
  std::vector<Status> run(uint32_t size, const std::function<Status(Communicator &)> &body,
                          std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    return runRanks(GetParam(), size, body, timeout);
  }
};

std::vector<uint32_t> all(uint32_t size) {
  std::vector<uint32_t> ranks(size);
  std::iota(ranks.begin(), ranks.end(), 0);
  return ranks;
}

void expectOk(const std::vector<Status> &results) {
  for (const Status &status : results)
    EXPECT_TRUE(status.ok()) << status.message();
}

/// Values whose sum depends on the order of addition.
template <typename T> std::vector<T> values(uint32_t rank, uint64_t count) {
  std::mt19937_64 random(rank + 1);
  std::vector<T> result(count);
  for (T &value : result)
    value = std::is_integral_v<T> ? T(random() % 1000)
                                  : T(double(int64_t(random())) * std::pow(2.0, -50));
  return result;
}

/// What all ranks must hold, summed in the order of ranks.
template <typename T> std::vector<T> reduced(uint32_t size, uint64_t count, bool isMax) {
  std::vector<T> result = values<T>(0, count);
  for (uint32_t rank = 1; rank < size; ++rank) {
    std::vector<T> next = values<T>(rank, count);
    for (uint64_t i = 0; i < count; ++i)
      result[i] = isMax ? std::max(result[i], next[i]) : result[i] + next[i];
  }
  return result;
}

template <typename T> constexpr DataType typeOf() {
  return std::is_same_v<T, float>     ? F32
         : std::is_same_v<T, double>  ? F64
         : std::is_same_v<T, int32_t> ? I32
                                      : I64;
}

template <typename T>
CollectiveCall call(Collective::Kind kind, bool isMax, std::vector<T> &buffer) {
  return {kind, isMax ? Collective::MAX : Collective::SUM, typeOf<T>(), buffer.size(),
          buffer.data()};
}

template <typename T>
void checkAllReduce(Communicator &comm, uint32_t group, uint64_t count, bool isMax) {
  std::vector<T> buffer = values<T>(comm.rank(), count);
  ASSERT_TRUE(comm.collective(group, call(Collective::ALL_REDUCE, isMax, buffer)).ok());
  EXPECT_EQ(buffer, reduced<T>(comm.size(), count, isMax));
}

template <typename T>
void checkReduceScatter(Communicator &comm, uint32_t group, uint64_t part, bool isMax) {
  uint64_t count = part * comm.size();
  std::vector<T> buffer = values<T>(comm.rank(), count),
                 expected = reduced<T>(comm.size(), count, isMax);
  ASSERT_TRUE(comm.collective(group, call(Collective::REDUCE_SCATTER, isMax, buffer)).ok());
  EXPECT_TRUE(std::equal(expected.begin() + comm.rank() * part,
                         expected.begin() + (comm.rank() + 1) * part,
                         buffer.begin() + comm.rank() * part));
}

template <typename T> void checkAllGather(Communicator &comm, uint32_t group, uint64_t part) {
  std::vector<T> buffer(part * comm.size()), expected(buffer.size());
  for (uint64_t i = 0; i < expected.size(); ++i)
    expected[i] = T(i * 7);
  std::copy_n(expected.begin() + comm.rank() * part, part, buffer.begin() + comm.rank() * part);
  ASSERT_TRUE(comm.collective(group, call(Collective::ALL_GATHER, false, buffer)).ok());
  EXPECT_EQ(buffer, expected);
}

template <typename T> void checkAll(Communicator &comm, uint32_t group) {
  for (uint64_t count : {0, 1, 3, 63, 64, 1000, 5000})
    for (bool isMax : {false, true}) {
      checkAllReduce<T>(comm, group, count, isMax);
      checkReduceScatter<T>(comm, group, count, isMax);
      checkAllGather<T>(comm, group, count);
    }
}

} // namespace

TEST_P(Conformance, CollectivesOfAllTypesAndSizes) {
  for (uint32_t size : {1, 2, 3, 4, 7})
    expectOk(run(size, [](Communicator &comm) -> Status {
      uint32_t group = comm.group(all(comm.size()));
      checkAll<float>(comm, group);
      checkAll<double>(comm, group);
      checkAll<int32_t>(comm, group);
      checkAll<int64_t>(comm, group);
      return {};
    }));
}

TEST_P(Conformance, GroupsDoNotDisturbEachOther) {
  expectOk(run(4, [](Communicator &comm) -> Status {
    uint32_t row =
        comm.group(comm.rank() < 2 ? std::vector<uint32_t>{0, 1} : std::vector<uint32_t>{2, 3});
    uint32_t column = comm.group({comm.rank() % 2, comm.rank() % 2 + 2});
    for (int round = 0; round < 500; ++round) {
      std::vector<int32_t> buffer = {int32_t(1) << (4 * comm.rank())};
      if (Status status = comm.collective(row, call(Collective::ALL_REDUCE, false, buffer));
          !status)
        return status;
      if (Status status = comm.collective(column, call(Collective::ALL_REDUCE, false, buffer));
          !status)
        return status;
      if (buffer[0] != 0x1111)
        return error("wrong sum");
    }
    return {};
  }));
}

TEST_P(Conformance, NaNsSurviveMaximaAndSums) {
  expectOk(run(3, [](Communicator &comm) -> Status {
    uint32_t group = comm.group(all(3));
    for (bool isMax : {false, true})
      for (uint32_t origin = 0; origin < 3; ++origin) {
        std::vector<float> buffer(
            20, comm.rank() == origin ? std::numeric_limits<float>::quiet_NaN() : 1.0f);
        if (Status status = comm.collective(group, call(Collective::ALL_REDUCE, isMax, buffer));
            !status)
          return status;
        if (!std::isnan(buffer[11]))
          return error("a NaN was lost");
      }
    return {};
  }));
}

TEST_P(Conformance, MessagesGoRound) {
  expectOk(run(4, [](Communicator &comm) -> Status {
    uint32_t next = (comm.rank() + 1) % 4, previous = (comm.rank() + 3) % 4;
    for (uint32_t round = 0; round < 200; ++round) {
      std::vector<uint32_t> out(1000, comm.rank() + round), in(1000);
      Message send{next, out.data(), 4000, round}, receive{previous, in.data(), 4000, round};
      if (Status status = comm.exchange({&send, 1}, {&receive, 1}); !status)
        return status;
      if (in != std::vector<uint32_t>(1000, previous + round))
        return error("wrong data");
    }
    return {};
  }));
}

TEST_P(Conformance, MessagesOfAPairMatchInOrder) {
  expectOk(run(2, [](Communicator &comm) -> Status {
    int first = comm.rank() == 0 ? 1 : 0, second = comm.rank() == 0 ? 2 : 0;
    Message messages[] = {{1 - comm.rank(), &first, 4, 10}, {1 - comm.rank(), &second, 4, 11}};
    Status status = comm.rank() == 0 ? comm.exchange(messages, {}) : comm.exchange({}, messages);
    if (!status || first != 1 || second != 2)
      return status.ok() ? error("wrong data") : status;
    return comm.barrier();
  }));
}

TEST_P(Conformance, SendsWaitOnlyUnderRendezvous) {
  // Both send first. With buffering that works; without, both wait until the timeout.
  auto results = run(
      2,
      [](Communicator &comm) -> Status {
        int out = int(comm.rank()), in = -1;
        Message send{1 - comm.rank(), &out, 4, 0}, receive{1 - comm.rank(), &in, 4, 0};
        if (Status status = comm.exchange({&send, 1}, {}); !status)
          return status;
        if (Status status = comm.exchange({}, {&receive, 1}); !status)
          return status;
        return in == int(1 - comm.rank()) ? Status() : error("wrong data");
      },
      std::chrono::milliseconds(200));
  if (GetParam().buffersSends)
    return expectOk(results);
  for (const Status &status : results)
    EXPECT_THAT(status.message(), HasSubstr("waited 200 ms in exchange"));
}

TEST_P(Conformance, DifferentCollectivesAreAnErrorOfBoth) {
  struct Case {
    CollectiveCall other;
    const char *text;
  };
  for (const Case &wrong :
       {Case{{Collective::ALL_REDUCE, Collective::MAX, F32, 8, nullptr},
             "all_reduce (max) of 8 F32"},
        Case{{Collective::ALL_REDUCE, Collective::SUM, F64, 8, nullptr},
             "all_reduce (sum) of 8 F64"},
        Case{{Collective::ALL_REDUCE, Collective::SUM, F32, 6, nullptr},
             "all_reduce (sum) of 6 F32"},
        Case{{Collective::ALL_GATHER, Collective::SUM, F32, 8, nullptr}, "all_gather of 8 F32"}}) {
    auto results = run(2, [&](Communicator &comm) -> Status {
      uint32_t group = comm.group(all(2));
      std::vector<double> buffer(8);
      CollectiveCall mine{Collective::ALL_REDUCE, Collective::SUM, F32, 8, nullptr};
      if (comm.rank() == 1)
        mine = wrong.other;
      mine.buffer = buffer.data();
      return comm.collective(group, mine);
    });
    for (const Status &status : results) {
      EXPECT_THAT(status.message(), HasSubstr("rank 0 all_reduce (sum) of 8 F32"));
      EXPECT_THAT(status.message(), HasSubstr(wrong.text));
    }
  }
}

TEST_P(Conformance, DifferentMessagesAreAnErrorOfBoth) {
  for (auto [bytes, value] : {std::pair<uint64_t, uint32_t>{4, 6}, {8, 5}}) {
    auto results = run(2, [&, bytes = bytes, value = value](Communicator &comm) -> Status {
      std::vector<std::byte> buffer(16);
      Message send{1, buffer.data(), 4, 5}, receive{0, buffer.data(), bytes, value};
      Status status =
          comm.rank() == 0 ? comm.exchange({&send, 1}, {}) : comm.exchange({}, {&receive, 1});
      return status.ok() ? comm.barrier() : status;
    });
    for (const Status &status : results) {
      EXPECT_THAT(status.message(), HasSubstr("rank 0 sends value 5 of 4 bytes"));
      EXPECT_THAT(status.message(), HasSubstr("rank 1 expects value " + std::to_string(value)));
    }
  }
}

TEST_P(Conformance, AFailureReachesEveryWaitWithinASecond) {
  auto start = std::chrono::steady_clock::now();
  auto results = run(
      4,
      [](Communicator &comm) -> Status {
        std::vector<float> buffer(4);
        Message receive{0, buffer.data(), 16, 0};
        switch (comm.rank()) {
        case 0:
          std::this_thread::sleep_for(std::chrono::milliseconds(50));
          return error("rank 0, segment 'forward': the memory burns");
        case 1:
          return comm.collective(comm.group({0, 1}), call(Collective::ALL_REDUCE, false, buffer));
        case 2:
          return comm.exchange({}, {&receive, 1});
        default:
          return comm.barrier();
        }
      },
      std::chrono::minutes(1));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  for (const Status &status : results)
    EXPECT_THAT(status.message(), HasSubstr("rank 0, segment 'forward': the memory burns"));
  EXPECT_THAT(results[1].message(), HasSubstr("rank 1 was in all_reduce"));
  EXPECT_THAT(results[2].message(), HasSubstr("rank 2 was in exchange"));
}

TEST_P(Conformance, AFailureStopsLaterCalls) {
  auto results = run(2, [](Communicator &comm) -> Status {
    if (comm.rank() == 0)
      return error("gone");
    Status status;
    for (int i = 0; i < 100 && status.ok(); ++i) {
      status = comm.exchange({}, {});
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return status;
  });
  EXPECT_THAT(results[1].message(), HasSubstr("gone"));
}

TEST_P(Conformance, AWaitInVainNamesWhoIsMissing) {
  auto results = run(
      3,
      [](Communicator &comm) -> Status {
        if (comm.rank() == 1)
          return {};
        return comm.barrier();
      },
      std::chrono::milliseconds(150));
  EXPECT_TRUE(results[1].ok());
  for (uint32_t rank : {0, 2})
    EXPECT_THAT(results[rank].message(), HasSubstr("in barrier for rank 1"));
}

INSTANTIATE_TEST_SUITE_P(All, Conformance, testing::ValuesIn(kinds),
                         [](const auto &info) { return info.param.name; });

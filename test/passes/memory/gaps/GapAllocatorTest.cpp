//===- GapAllocatorTest.cpp - best fit over free gaps ---------------------===//

#include "passes/memory/GapAllocator.h"

#include <gtest/gtest.h>

#include <random>

using heddle::memory::GapAllocator;

namespace {

TEST(GapAllocator, GrowsAtTheEnd) {
  GapAllocator gaps;
  EXPECT_EQ(gaps.allocate(64), 0);
  EXPECT_EQ(gaps.allocate(128), 64);
  EXPECT_EQ(gaps.getEnd(), 192);
}

TEST(GapAllocator, TakesTheSmallestGapThatFits) {
  GapAllocator gaps;
  int64_t large = gaps.allocate(256);
  gaps.allocate(64);
  int64_t small = gaps.allocate(128);
  gaps.allocate(64);
  gaps.release(large, 256);
  gaps.release(small, 128);
  EXPECT_EQ(gaps.allocate(128), small);
  EXPECT_EQ(gaps.allocate(192), large);
  EXPECT_EQ(gaps.allocate(64), large + 192) << "the rest of a gap stays free";
  EXPECT_EQ(gaps.getEnd(), 512);
}

TEST(GapAllocator, JoinsNeighbours) {
  GapAllocator gaps;
  int64_t a = gaps.allocate(64), b = gaps.allocate(64), c = gaps.allocate(64);
  gaps.allocate(64);
  gaps.release(a, 64);
  gaps.release(c, 64);
  gaps.release(b, 64); // closes the hole between the two
  EXPECT_EQ(gaps.allocate(192), 0);
}

TEST(GapAllocator, ReachesBeyondAGapAtTheEnd) {
  GapAllocator gaps;
  gaps.allocate(64);
  int64_t last = gaps.allocate(64);
  gaps.release(last, 64);
  EXPECT_EQ(gaps.allocate(128), last);
  EXPECT_EQ(gaps.getEnd(), 192);
}

/// Against a map of bytes: what is handed out is free, and never more than the end.
TEST(GapAllocator, NeverHandsOutBytesInUse) {
  std::mt19937 random(7);
  GapAllocator gaps;
  std::vector<char> used(1 << 16, 0);
  std::vector<std::pair<int64_t, int64_t>> live;
  for (int step = 0; step < 2000; ++step) {
    if (!live.empty() && (live.size() > 20 || random() % 2)) {
      size_t pick = random() % live.size();
      auto [offset, bytes] = live[pick];
      std::fill_n(used.begin() + offset, bytes, 0);
      gaps.release(offset, bytes);
      live.erase(live.begin() + pick);
      continue;
    }
    int64_t bytes = 64 * (1 + random() % 8), offset = gaps.allocate(bytes);
    ASSERT_LE(offset + bytes, gaps.getEnd());
    ASSERT_LE(gaps.getEnd(), int64_t(used.size()));
    for (int64_t i = offset; i < offset + bytes; ++i)
      ASSERT_FALSE(used[i]) << "step " << step << ", byte " << i;
    std::fill_n(used.begin() + offset, bytes, 1);
    live.push_back({offset, bytes});
  }
}

} // namespace

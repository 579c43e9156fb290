//===- SamplesTest.cpp - parts of the data, interleaved ---------*- C++ -*-===//

#include "runtime/data/Samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace heddle::runtime;

namespace {

/// `tokens` tokens.
class Tokens : public TokenSource {
public:
  explicit Tokens(uint64_t tokens) : tokens(tokens) {}
  uint64_t size() const override { return tokens; }
  Status read(uint64_t, std::span<uint32_t>) const override { return {}; }
  Result<uint64_t> fingerprint() const override { return tokens; }
  double bytesPerToken() const override { return double(tokens) / 10000; }

private:
  uint64_t tokens;
};

Result<Samples> create(const std::vector<std::pair<uint64_t, double>> &parts,
                       Samples::Shares shares, uint64_t seed = 1) {
  std::vector<DataPart> all;
  for (auto [tokens, share] : parts)
    all.push_back({"part " + std::to_string(tokens), std::make_unique<Tokens>(tokens), share});
  return Samples::create(std::move(all), shares, 16, seed);
}

/// How often each part is drawn in the first `count` samples.
std::vector<uint64_t> draw(const Samples &samples, uint64_t count) {
  std::vector<uint64_t> drawn(samples.parts().size());
  for (uint64_t i = 0; i < count; ++i) {
    const TokenSource *source = samples.train(i).source;
    for (size_t part = 0; part < drawn.size(); ++part)
      drawn[part] += samples.parts()[part].source.get() == source;
  }
  return drawn;
}

TEST(Samples, APartAloneIsTheWindowsOfItsData) {
  Samples samples = std::move(*create({{20000, 1}}, Samples::Shares::Weights, 5));
  Windows windows = *Windows::create(20000, 16, 5);
  for (uint64_t i = 0; i < 3 * windows.trainCount(); ++i)
    ASSERT_EQ(samples.train(i).start, windows.trainStart(i));
  for (uint64_t i = 0; i < windows.heldOutCount(); ++i)
    ASSERT_EQ(samples.heldOut(i).start, windows.heldOutStart(i));
  EXPECT_EQ(*samples.fingerprint(), 20000u);
}

TEST(Samples, WeightsAreSharesOfTheSamples) {
  Samples samples =
      std::move(*create({{20000, 0.5}, {90000, 0.3}, {7000, 0.2}}, Samples::Shares::Weights));
  for (uint64_t count : {10, 1000, 100000}) {
    std::vector<uint64_t> drawn = draw(samples, count);
    EXPECT_NEAR(double(drawn[0]), 0.5 * double(count), 1);
    EXPECT_NEAR(double(drawn[1]), 0.3 * double(count), 1);
    EXPECT_NEAR(double(drawn[2]), 0.2 * double(count), 1);
  }
}

TEST(Samples, EpochsSayHowOftenAWindowIsSeen) {
  Samples samples = std::move(*create({{20000, 1}, {9000, 3}}, Samples::Shares::Epochs));
  uint64_t first = Windows::create(20000, 16, 1)->trainCount();
  uint64_t second = Windows::create(9000, 16, 1)->trainCount();
  std::vector<uint64_t> drawn = draw(samples, first + 3 * second);
  EXPECT_EQ(drawn, (std::vector<uint64_t>{first, 3 * second}));
}

TEST(Samples, HeldOutWindowsOfAllPartsComeOnceAndEarlyOnesAreAFairSample) {
  Samples samples = std::move(*create({{60000, 1}, {20000, 1}}, Samples::Shares::Weights));
  std::set<std::pair<const TokenSource *, uint64_t>> seen;
  std::map<const TokenSource *, uint64_t> early;
  for (uint64_t i = 0; i < samples.heldOutCount(); ++i) {
    Samples::Place place = samples.heldOut(i);
    EXPECT_TRUE(seen.emplace(place.source, place.start).second);
    if (i < samples.heldOutCount() / 4)
      ++early[place.source];
  }
  EXPECT_NEAR(double(early[samples.parts()[0].source.get()]), 0.75 * samples.heldOutCount() / 4, 2);
  EXPECT_NEAR(samples.bytesPerToken(), (6 * 3 + 2 * 1) / 4.0, 0.1);
}

TEST(Samples, HeldOutWindowsOfAPartAreThoseOfItsData) {
  Samples samples = std::move(*create({{60000, 1}, {20000, 1}}, Samples::Shares::Weights));
  std::set<std::pair<const TokenSource *, uint64_t>> together, apart;
  for (uint64_t i = 0; i < samples.heldOutCount(); ++i)
    together.emplace(samples.heldOut(i).source, samples.heldOut(i).start);
  for (size_t part = 0; part < 2; ++part)
    for (uint64_t i = 0; i < samples.heldOutCountOf(part); ++i) {
      EXPECT_EQ(samples.heldOutOf(part, i).source, samples.parts()[part].source.get());
      apart.emplace(samples.heldOutOf(part, i).source, samples.heldOutOf(part, i).start);
    }
  EXPECT_EQ(together, apart);
}

TEST(Samples, PartsAreShuffledIndependently) {
  Samples samples = std::move(*create({{20000, 1}, {20000, 1}}, Samples::Shares::Weights));
  std::map<const TokenSource *, std::vector<uint64_t>> starts;
  for (uint64_t i = 0; i < 200; ++i)
    starts[samples.train(i).source].push_back(samples.train(i).start);
  ASSERT_EQ(starts.size(), 2u);
  EXPECT_NE(starts.begin()->second, starts.rbegin()->second);
}

TEST(Samples, TheFingerprintIsOfPartsAndShares) {
  auto of = [](const std::vector<std::pair<uint64_t, double>> &parts) {
    return *create(parts, Samples::Shares::Weights)->fingerprint();
  };
  uint64_t hash = of({{20000, 1}, {9000, 1}});
  EXPECT_EQ(of({{20000, 2}, {9000, 2}}), hash) << "the same shares";
  EXPECT_NE(of({{20000, 1}, {9000, 2}}), hash);
  EXPECT_NE(of({{9000, 1}, {20000, 1}}), hash);
}

TEST(Samples, APartThatIsTooSmallIsNamed) {
  Result<Samples> samples = create({{20000, 1}, {100, 1}}, Samples::Shares::Weights);
  ASSERT_FALSE(samples.ok());
  EXPECT_THAT(samples.status().message(), testing::StartsWith("part 100: "));
}

} // namespace

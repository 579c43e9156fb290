//===- Layouts.cpp - plans to try -----------------------------------------===//

#include "Layouts.h"

#include <array>
#include <random>
#include <set>

namespace heddle::test {

plan::PlanOptions Layout::getPlan() const {
  plan::PlanOptions options;
  options.dp = dp;
  options.tp = tp;
  options.pp = pp;
  options.zero = int(zero);
  options.microBatches = microBatches;
  options.schedule = schedule;
  options.recompute = recompute;
  return options;
}

std::string Layout::getName() const {
  auto part = [](const char *key, unsigned value) { return "_" + (key + std::to_string(value)); };
  return model + part("dp", dp) + part("tp", tp) + part("pp", pp) + part("zero", zero) +
         part("mb", microBatches) + "_" + schedule + "_" + recompute;
}

namespace {

constexpr unsigned numChoices = 8;
/// How many values each choice has.
constexpr std::array<unsigned, numChoices> numValues = {3, 2, 3, 2, 3, 2, 2, 3};
using Values = std::array<unsigned, numChoices>;

Layout makeLayout(const Values &values) {
  constexpr unsigned sizes[] = {1, 2, 4};
  constexpr const char *models[] = {"tiny_gpt2", "tiny_llama", "tiny_llama3"};
  Layout layout;
  layout.dp = sizes[values[0]];
  layout.tp = sizes[values[1]];
  layout.pp = sizes[values[2]];
  layout.zero = values[3];
  layout.microBatches = sizes[values[4]];
  layout.schedule = values[5] ? "gpipe" : "1f1b";
  layout.recompute = values[6] ? "layer" : "none";
  layout.model = models[values[7]];
  return layout;
}

std::vector<Values> makeAll() {
  std::vector<Values> all;
  Values values{};
  while (true) {
    Layout layout = makeLayout(values);
    if (layout.dp * layout.tp * layout.pp <= 16)
      all.push_back(values);
    unsigned choice = 0;
    while (choice < numChoices && ++values[choice] == numValues[choice])
      values[choice++] = 0;
    if (choice == numChoices)
      return all;
  }
}

/// (choice, value, choice, value)
using Pair = std::array<unsigned, 4>;

std::set<Pair> getPairs(const Values &values) {
  std::set<Pair> pairs;
  for (unsigned i = 0; i < numChoices; ++i)
    for (unsigned j = i + 1; j < numChoices; ++j)
      pairs.insert({i, values[i], j, values[j]});
  return pairs;
}

} // namespace

std::vector<Layout> makePairwiseLayouts() {
  std::vector<Values> all = makeAll();
  std::set<Pair> open;
  for (const Values &values : all)
    open.merge(getPairs(values));
  std::vector<Layout> chosen;
  while (!open.empty()) {
    const Values *best = nullptr;
    size_t bestCount = 0;
    for (const Values &values : all) {
      size_t count = 0;
      for (const Pair &pair : getPairs(values))
        count += open.count(pair);
      if (count > bestCount) {
        bestCount = count;
        best = &values;
      }
    }
    for (const Pair &pair : getPairs(*best))
      open.erase(pair);
    chosen.push_back(makeLayout(*best));
  }
  return chosen;
}

std::vector<Layout> makeRandomLayouts(unsigned count, uint64_t seed) {
  std::vector<Values> all = makeAll();
  std::mt19937_64 random(seed);
  std::vector<Layout> layouts;
  for (unsigned i = 0; i < count; ++i)
    layouts.push_back(makeLayout(all[random() % all.size()]));
  return layouts;
}

} // namespace heddle::test

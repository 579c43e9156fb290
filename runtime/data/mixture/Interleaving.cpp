//===- Interleaving.cpp - whose turn it is ----------------------*- C++ -*-===//

#include "runtime/data/mixture/Interleaving.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace heddle::runtime {
namespace {

struct Item {
  double weight;
  uint32_t source;
};

/// Of so many items the best tree is searched for; more are halved by weight before.
constexpr size_t kSearched = 10;

double weightOf(std::span<const Item> items) {
  return std::accumulate(items.begin(), items.end(), 0.0,
                         [](double sum, const Item &item) { return sum + item.weight; });
}

/// Finds the tree over at most kSearched items whose largest error is least. Sets of items are bit
/// masks.
class Search {
public:
  explicit Search(std::span<const Item> items) : weights(size_t{1} << items.size()) {
    for (size_t set = 1; set < weights.size(); ++set)
      weights[set] = weights[set & (set - 1)] + items[std::countr_zero(set)].weight;
  }

  struct Choice {
    double error = INFINITY; // the largest of a leaf
    uint32_t left = 0;
  };

  double share(uint32_t part, uint32_t set) const { return weights[part] / weights[set]; }

  /// For the items of `set` below a node that is off by `error`.
  Choice best(uint32_t set, double error) {
    if (std::has_single_bit(set))
      return {error, set};
    // Errors are looked up in steps, rounded up: what is promised stays true.
    auto step = static_cast<uint32_t>(std::ceil(error * kSteps));
    uint64_t key = uint64_t{set} << 32 | step;
    if (auto found = known.find(key); found != known.end())
      return found->second;
    return known[key] = choose(set, step / kSteps);
  }

private:
  static constexpr double kSteps = 64;

  Choice choose(uint32_t set, double error) {
    Choice choice;
    uint32_t first = set & -set;
    for (uint32_t left = (set - 1) & set; left > 0; left = (left - 1) & set) {
      if (!(left & first)) // the mirror image was seen
        continue;
      double worst = best(left, share(left, set) * error + 0.5).error;
      if (worst < choice.error)
        worst = std::max(worst, best(set ^ left, share(set ^ left, set) * error + 0.5).error);
      if (worst < choice.error)
        choice = {worst, left};
    }
    return choice;
  }

  std::vector<double> weights; // by set
  std::unordered_map<uint64_t, Choice> known;
};

/// `share` in (0, 1) of 2^64.
uint64_t fixedPoint(double share) {
  return static_cast<uint64_t>(std::ldexp(static_cast<long double>(share), 64));
}

} // namespace

class Interleaving::Builder {
public:
  explicit Builder(Interleaving &tree) : tree(tree) {}

  /// The subtree of `items` below a node that is off by `error`, and where `path` leads to.
  int32_t build(std::span<const Item> items, double error, const std::vector<bool> &path) {
    if (items.size() <= kSearched) {
      Search search(items);
      return build(items, search, (1u << items.size()) - 1, error, path);
    }
    double total = weightOf(items), half = 0;
    size_t cut = 0;
    while (cut + 1 < items.size() && (cut == 0 || half < total / 2))
      half += items[cut++].weight;
    double share = half / total;
    int32_t index = add(share);
    int32_t left = build(items.first(cut), share * error + 0.5, then(path, false));
    int32_t right = build(items.subspan(cut), (1 - share) * error + 0.5, then(path, true));
    return join(index, left, right);
  }

private:
  int32_t build(std::span<const Item> items, Search &search, uint32_t set, double error,
                const std::vector<bool> &path) {
    if (std::has_single_bit(set)) {
      uint32_t source = items[std::countr_zero(set)].source;
      tree.largestError = std::max(tree.largestError, error);
      tree.paths[source] = path;
      return ~static_cast<int32_t>(source);
    }
    uint32_t part = search.best(set, error).left;
    double share = search.share(part, set);
    int32_t index = add(share);
    int32_t left = build(items, search, part, share * error + 0.5, then(path, false));
    int32_t right = build(items, search, set ^ part, (1 - share) * error + 0.5, then(path, true));
    return join(index, left, right);
  }

  static std::vector<bool> then(std::vector<bool> path, bool right) {
    path.push_back(right);
    return path;
  }

  int32_t add(double share) {
    tree.nodes.push_back({fixedPoint(share), 0, 0});
    return static_cast<int32_t>(tree.nodes.size() - 1);
  }

  int32_t join(int32_t index, int32_t left, int32_t right) {
    tree.nodes[index].left = left;
    tree.nodes[index].right = right;
    return index;
  }

  Interleaving &tree;
};

Result<Interleaving> Interleaving::create(std::span<const double> weights) {
  std::vector<Item> items;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    if (!std::isfinite(weights[i]) || weights[i] < 0)
      return error("the weight of source " + std::to_string(i) + " is " +
                       std::to_string(weights[i]),
                   "a weight is a finite number, 0 or more");
    if (weights[i] > 0)
      items.push_back({weights[i], i});
  }
  if (items.empty())
    return error("no source has a weight above 0", "give at least one a weight");
  double total = weightOf(items);
  Interleaving tree;
  tree.paths.resize(weights.size());
  for (double weight : weights)
    tree.shares.push_back(weight / total);
  std::ranges::stable_sort(items, std::greater(), &Item::weight);
  tree.root = Builder(tree).build(items, 0, {});
  return tree;
}

uint64_t Interleaving::leftOf(const Node &node, uint64_t count) {
  return static_cast<uint64_t>(
      (static_cast<unsigned __int128>(count) * node.leftShare + (uint64_t{1} << 63)) >> 64);
}

Interleaving::Turn Interleaving::at(uint64_t position) const {
  int32_t place = root;
  while (place >= 0) {
    const Node &node = nodes[place];
    uint64_t left = leftOf(node, position);
    bool goesLeft = leftOf(node, position + 1) > left;
    position = goesLeft ? left : position - left;
    place = goesLeft ? node.left : node.right;
  }
  return {static_cast<uint32_t>(~place), position};
}

uint64_t Interleaving::countBefore(uint32_t source, uint64_t position) const {
  if (shares[source] == 0)
    return 0;
  int32_t place = root;
  for (bool right : paths[source]) {
    uint64_t left = leftOf(nodes[place], position);
    position = right ? position - left : left;
    place = right ? nodes[place].right : nodes[place].left;
  }
  return position;
}

} // namespace heddle::runtime

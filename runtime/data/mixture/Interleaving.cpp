//===- Interleaving.cpp - whose turn it is ----------------------*- C++ -*-===//

#include "runtime/data/mixture/Interleaving.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace heddle::runtime {
namespace {

struct Item {
  double weight;
  uint32_t source;
};

/// Runs of more items are only cut near the middle of their weight.
constexpr size_t kSearched = 9;

/// Finds the tree over items in the order of their weights whose largest error is least.
class Search {
public:
  explicit Search(const std::vector<Item> &items) : sums(items.size() + 1) {
    for (size_t i = 0; i < items.size(); ++i)
      sums[i + 1] = sums[i] + items[i].weight;
  }

  struct Choice {
    double error = INFINITY; // the largest of a leaf
    size_t cut = 0;
  };

  double leftShare(size_t begin, size_t cut, size_t end) const {
    return (sums[cut] - sums[begin]) / (sums[end] - sums[begin]);
  }

  /// Of items [begin, end) below a node that is off by `error`.
  Choice best(size_t begin, size_t end, double error) {
    if (end - begin == 1)
      return {error, begin};
    auto key = std::tuple(begin, end, std::lround(error * 1000));
    if (auto found = known.find(key); found != known.end())
      return found->second;
    Choice choice;
    auto [first, last] = cuts(begin, end);
    for (size_t cut = first; cut <= last; ++cut) {
      double left = leftShare(begin, cut, end);
      double worst = std::max(best(begin, cut, left * error + 0.5).error,
                              best(cut, end, (1 - left) * error + 0.5).error);
      if (worst < choice.error)
        choice = {worst, cut};
    }
    return known[key] = choice;
  }

private:
  std::pair<size_t, size_t> cuts(size_t begin, size_t end) const {
    if (end - begin <= kSearched)
      return {begin + 1, end - 1};
    double middle = (sums[begin] + sums[end]) / 2;
    size_t cut = std::lower_bound(sums.begin() + begin, sums.begin() + end, middle) - sums.begin();
    return {std::clamp(cut - 1, begin + 1, end - 1), std::clamp(cut + 1, begin + 1, end - 1)};
  }

  std::vector<double> sums;
  std::map<std::tuple<size_t, size_t, long>, Choice> known;
};

/// `share` in (0, 1) of 2^64.
uint64_t fixedPoint(double share) {
  return static_cast<uint64_t>(std::ldexp(static_cast<long double>(share), 64));
}

} // namespace

class Interleaving::Builder {
public:
  Builder(Interleaving &tree, std::vector<Item> items)
      : tree(tree), items(std::move(items)), search(this->items) {}

  void build() { tree.root = build(0, items.size(), 0, {}); }

private:
  int32_t build(size_t begin, size_t end, double error, std::vector<bool> path) {
    if (end - begin == 1) {
      tree.largestError = std::max(tree.largestError, error);
      tree.paths[items[begin].source] = std::move(path);
      return ~static_cast<int32_t>(items[begin].source);
    }
    size_t cut = search.best(begin, end, error).cut;
    double share = search.leftShare(begin, cut, end);
    auto index = static_cast<int32_t>(tree.nodes.size());
    tree.nodes.push_back({fixedPoint(share), 0, 0});
    path.push_back(false);
    int32_t left = build(begin, cut, share * error + 0.5, path);
    path.back() = true;
    int32_t right = build(cut, end, (1 - share) * error + 0.5, path);
    tree.nodes[index].left = left;
    tree.nodes[index].right = right;
    return index;
  }

  Interleaving &tree;
  std::vector<Item> items;
  Search search;
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
  double total = std::accumulate(items.begin(), items.end(), 0.0,
                                 [](double sum, const Item &item) { return sum + item.weight; });
  Interleaving tree;
  tree.paths.resize(weights.size());
  for (double weight : weights)
    tree.shares.push_back(weight / total);
  std::ranges::stable_sort(items, std::greater(), &Item::weight);
  Builder(tree, std::move(items)).build();
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

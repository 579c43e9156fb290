//===- MergeQueue.h - the merges of a long piece in their order -*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_MERGEQUEUE_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_MERGEQUEUE_H

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

namespace heddle::runtime {

/// Places where merges may apply, the best rank first, of equal ones the first place. Places of one
/// rank are mostly noted from left to right, so most of them fit behind another in one of a few
/// lists, whose heads are compared; only the others cost the logarithm of a heap.
class MergeQueue {
public:
  /// The rank above the place: numbers in the order of the queue.
  using Item = uint64_t;
  static Item makeItem(uint32_t rank, uint32_t place) { return uint64_t(rank) << 32 | place; }
  static uint32_t rankOf(Item item) { return uint32_t(item >> 32); }
  static uint32_t placeOf(Item item) { return uint32_t(item); }

  /// The first items, in any order; to be called once, before the others.
  void fill(std::vector<Item> items) {
    if (!std::ranges::is_sorted(items)) // a repeated letter's are
      std::ranges::sort(items);
    runs[0].items = std::move(items);
  }

  void push(Item item) {
    for (Run &run : runs)
      if (run.accepts(item)) {
        run.items.push_back(item);
        return;
      }
    rest.push(item);
  }

  std::optional<Item> pop() {
    Run *best = nullptr;
    Item least = rest.empty() ? kNone : rest.top();
    for (Run &run : runs)
      if (!run.isEmpty() && run.head() < least) {
        least = run.head();
        best = &run;
      }
    if (best)
      ++best->next;
    else if (least != kNone)
      rest.pop();
    return least == kNone ? std::nullopt : std::optional(least);
  }

private:
  static constexpr Item kNone = ~Item(0);
  struct Run {
    std::vector<Item> items; // ascending
    size_t next = 0;

    bool isEmpty() const { return next == items.size(); }
    Item head() const { return items[next]; }
    /// One rank at a time, so that a run of high ranks does not stop lower ones.
    bool accepts(Item item) const {
      return isEmpty() || (rankOf(items.back()) == rankOf(item) && items.back() < item);
    }
  };

  std::array<Run, 4> runs;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> rest;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_MERGEQUEUE_H

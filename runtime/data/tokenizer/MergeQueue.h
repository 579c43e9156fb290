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
  struct Item {
    uint32_t rank, place;
    auto operator<=>(const Item &) const = default;
  };

  /// The first items, in any order; to be called once, before the others.
  void fill(std::vector<Item> items) {
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
    for (Run &run : runs)
      if (!run.isEmpty() && (!best || run.head() < best->head()))
        best = &run;
    if (!rest.empty() && (!best || rest.top() < best->head())) {
      Item item = rest.top();
      rest.pop();
      return item;
    }
    return best ? std::optional(best->items[best->next++]) : std::nullopt;
  }

private:
  struct Run {
    std::vector<Item> items; // ascending
    size_t next = 0;

    bool isEmpty() const { return next == items.size(); }
    const Item &head() const { return items[next]; }
    /// One rank at a time, so that a run of high ranks does not stop lower ones.
    bool accepts(Item item) const {
      return isEmpty() || (items.back().rank == item.rank && items.back().place < item.place);
    }
  };

  std::array<Run, 4> runs;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> rest;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_MERGEQUEUE_H

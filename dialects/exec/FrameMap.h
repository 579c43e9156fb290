//===- FrameMap.h - what is known of frames, by id --------------*- C++ -*-===//
//
// Rows name frames by id, some twenty each, and a large program has tens of thousands of rows. Ids
// are small (exec.frames verifies it), so a lookup is an index.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_EXEC_FRAMEMAP_H
#define HEDDLE_DIALECTS_EXEC_FRAMEMAP_H

#include <cstdint>
#include <utility>
#include <vector>

namespace heddle::exec {

/// A map from ids of frames, which may be any numbers on lookup; kept in the order of insertion.
template <typename T> class FrameMap {
public:
  /// Returns false, and keeps what is there, if `id` is known. `id` is that of an exec.frames.
  bool insert(int64_t id, T value) {
    if (size_t(id) >= positions.size())
      positions.resize(id + 1, -1);
    if (positions[id] >= 0)
      return false;
    positions[id] = entries.size();
    entries.emplace_back(id, std::move(value));
    return true;
  }

  /// Null if `id` is not known.
  const T *find(int64_t id) const {
    if (uint64_t(id) >= positions.size() || positions[id] < 0)
      return nullptr;
    return &entries[positions[id]].second;
  }
  T *find(int64_t id) { return const_cast<T *>(std::as_const(*this).find(id)); }

  auto begin() { return entries.begin(); }
  auto end() { return entries.end(); }

private:
  std::vector<int32_t> positions; // by id; -1: not known
  std::vector<std::pair<int64_t, T>> entries;
};

} // namespace heddle::exec

#endif // HEDDLE_DIALECTS_EXEC_FRAMEMAP_H

//===- TextMap.h - a map from texts -----------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_TEXTMAP_H
#define HEDDLE_RUNTIME_DATA_TEXT_TEXTMAP_H

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace heddle::runtime {

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// Asked with a view, without a copy of the text.
template <typename T> using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_TEXTMAP_H

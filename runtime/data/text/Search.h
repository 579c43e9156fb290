//===- Search.h - phrases in any case ---------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TEXT_SEARCH_H
#define HEDDLE_RUNTIME_DATA_TEXT_SEARCH_H

#include <array>
#include <string_view>

namespace heddle::runtime {

/// A phrase of small ASCII letters and spaces, three bytes at least, that a text may hold in any
/// case.
class Phrase {
public:
  explicit constexpr Phrase(std::string_view words) : words(words), rare(findRare(words)) {}

  /// The texts that mostly do not hold it are passed over some bytes at a time.
  bool isIn(std::string_view text) const;

private:
  /// Where its rarest letters are, which rule nearly every place out.
  static constexpr std::array<size_t, 3> findRare(std::string_view words) {
    constexpr std::string_view kFrequency = "jqxzkvbpgwyfmculdhrsnioate ";
    std::array<size_t, 3> rare{0, 0, 0};
    auto rank = [&](size_t at) { return kFrequency.find(words[at]); };
    for (size_t i = 1; i < words.size(); ++i)
      if (rank(i) < rank(rare[0]))
        rare = {i, rare[0], rare[1]};
      else if (rank(i) < rank(rare[1]) || rare[1] == rare[0])
        rare = {rare[0], i, rare[1]};
      else if (rank(i) < rank(rare[2]) || rare[2] == rare[0])
        rare[2] = i;
    return rare;
  }

  std::string_view words;
  std::array<size_t, 3> rare;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TEXT_SEARCH_H

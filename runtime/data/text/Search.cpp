//===- Search.cpp - phrases in any case -----------------------------------===//

#include "runtime/data/text/Search.h"

#include <algorithm>
#include <cstdint>

namespace heddle::runtime {

namespace {

/// A letter, and the bytes where it is looked for.
struct Sought {
  const char *text;
  char letter;
};

/// Whether all three are at one place of so many or more.
__attribute__((target_clones("arch=x86-64-v3", "default"))) bool holdAll(Sought a, Sought b,
                                                                         Sought c, size_t places) {
  uint8_t found = 0;
  for (size_t i = 0; i < places; ++i)
    found |= uint8_t((a.text[i] | 0x20) == a.letter) & uint8_t((b.text[i] | 0x20) == b.letter) &
             uint8_t((c.text[i] | 0x20) == c.letter);
  return found;
}

constexpr char toSmall(char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; }

} // namespace

bool Phrase::isIn(std::string_view text) const {
  if (text.size() < words.size())
    return false;
  constexpr size_t kStretch = 1024; // one with the letters is searched letter by letter
  for (size_t at = 0, places = text.size() - words.size() + 1; at < places; at += kStretch) {
    size_t count = std::min(kStretch, places - at);
    const char *begin = text.data() + at;
    auto sought = [&](size_t i) { return Sought{begin + rare[i], words[rare[i]]}; };
    if (!holdAll(sought(0), sought(1), sought(2), count))
      continue;
    std::string_view stretch = text.substr(at, count + words.size() - 1);
    auto same = [](char a, char b) { return toSmall(a) == b; };
    if (std::search(stretch.begin(), stretch.end(), words.begin(), words.end(), same) !=
        stretch.end())
      return true;
  }
  return false;
}

} // namespace heddle::runtime

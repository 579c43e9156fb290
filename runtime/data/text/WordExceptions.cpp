//===- WordExceptions.cpp - words cut by no rule --------------------------===//

#include "runtime/data/text/WordExceptions.h"

#include <algorithm>

namespace heddle::runtime {

namespace {

/// Spaces divide the words. With the apostrophe of Unicode for ' there is one more.
constexpr std::string_view kExceptions[] = {
#include "runtime/data/text/WordExceptions.inc"
};

std::string withCurlyApostrophes(std::string_view text) {
  std::string curly;
  for (char c : text)
    curly += c == '\'' ? "’" : std::string(1, c);
  return curly;
}

} // namespace

const WordExceptions &WordExceptions::get() {
  static const WordExceptions exceptions;
  return exceptions;
}

WordExceptions::WordExceptions() {
  for (std::string_view spaced : kExceptions) {
    add(spaced);
    if (spaced.find('\'') != spaced.npos)
      add(withCurlyApostrophes(spaced));
  }
}

void WordExceptions::add(std::string_view spaced) {
  Parts parts;
  std::string text;
  for (char c : spaced)
    if (c == ' ')
      parts.ends[parts.count++] = uint8_t(text.size());
    else
      text += c;
  parts.ends[parts.count++] = uint8_t(text.size());
  longestBytes = std::max(longestBytes, text.size());
  if (text.size() > 1)
    marks.set(placeOf(text));
  exceptions.emplace(std::move(text), parts);
}

const WordExceptions::Parts *WordExceptions::lookUp(std::string_view text) const {
  auto found = exceptions.find(text);
  return found == exceptions.end() ? nullptr : &found->second;
}

} // namespace heddle::runtime

//===- Emails.cpp - e-mail addresses in a text ----------------------------===//

#include "runtime/data/personal/Emails.h"

#include <algorithm>
#include <array>
#include <string>

namespace heddle::corpus {

namespace {

constexpr size_t kMaxLocal = 64, kMaxDomain = 253, kMaxLabel = 63;

/// Two bytes of UTF-8 that are a letter of a Latin alphabet.
bool isLatin(char lead, char next) {
  uint8_t a = uint8_t(lead), b = uint8_t(next);
  bool sign = a == 0xc3 && (b == 0x97 || b == 0xb7); // times and divided by
  return a >= 0xc3 && a <= 0xc9 && (b & 0xc0) == 0x80 && !sign;
}

bool isLocalMark(char c) { return std::string_view("._%+-~'").find(c) != std::string_view::npos; }

/// Where the part before the @ begins; `at` if there is none.
size_t findLocal(std::string_view text, size_t at, size_t first) {
  size_t begin = at, least = at - std::min(at - first, kMaxLocal);
  while (begin > least) {
    char c = text[begin - 1];
    bool twoDots = c == '.' && text[begin] == '.';
    if (isDigit(c) || isLetter(c) || (isLocalMark(c) && !twoDots))
      --begin;
    else if (begin >= least + 2 && isLatin(text[begin - 2], c))
      begin -= 2;
    else
      break;
  }
  while (begin < at && isLocalMark(text[begin]) && text[begin] != '_')
    ++begin;
  return begin;
}

/// How many bytes of a domain's label the character at `at` is; 0 if it is none.
size_t labelChar(std::string_view text, size_t at) {
  char c = charAt(text, at);
  if (isDigit(c) || isLetter(c))
    return 1;
  return isLatin(c, charAt(text, at + 1)) ? 2 : 0;
}

/// The end of the label at `at`; `at` if there is none, or a longer one than there can be. A hyphen
/// belongs to it inside only.
size_t findLabelEnd(std::string_view text, size_t at) {
  size_t end = at;
  for (size_t i = at; i < text.size();) {
    size_t size = labelChar(text, i);
    if (size == 0 && (text[i] != '-' || i == at))
      break;
    i += std::max<size_t>(size, 1);
    if (i - at > kMaxLabel)
      return at;
    if (size > 0)
      end = i;
  }
  return end;
}

std::string toLower(std::string_view text) {
  std::string lower(text);
  for (char &c : lower)
    if (c >= 'A' && c <= 'Z')
      c = char(c | 0x20);
  return lower;
}

bool isTopLabel(std::string_view label) {
  return toLower(label.substr(0, 4)) == "xn--" ||
         (label.size() >= 2 && std::ranges::all_of(label, isLetter));
}

/// The end of the domain at `begin`: of the most labels of which the last one can be a top one; 0
/// if there are none.
size_t findDomainEnd(std::string_view text, size_t begin) {
  size_t end = 0;
  size_t labels = 0;
  for (size_t at = begin; at < text.size();) {
    size_t labelEnd = findLabelEnd(text, at);
    if (labelEnd - begin > kMaxDomain)
      return 0;
    if (labelEnd == at)
      break;
    if (++labels >= 2 && isTopLabel(text.substr(at, labelEnd - at)))
      end = labelEnd;
    if (charAt(text, labelEnd) != '.')
      break;
    at = labelEnd + 1;
  }
  return end;
}

/// Reserved by RFC 2606.
bool isReserved(const std::string &domain) {
  constexpr std::array<std::string_view, 7> kReserved = {
      "example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"};
  return std::ranges::any_of(kReserved, [&](std::string_view name) {
    return domain.ends_with(name) &&
           (domain.size() == name.size() || domain[domain.size() - name.size() - 1] == '.');
  });
}

/// "2x.png", which is what pictures for dense displays are called.
bool isScale(const std::string &domain) {
  size_t digits = 0;
  while (digits < domain.size() && isDigit(domain[digits]))
    ++digits;
  return digits > 0 && domain.substr(digits, 2) == "x.";
}

/// True if a second @ follows: what is before it is its local part, not the end of this domain.
bool isLocalOfNext(std::string_view text, size_t at) {
  size_t end = at;
  while (end - at < kMaxLocal && isLocalMark(charAt(text, end)))
    ++end;
  return charAt(text, end) == '@';
}

} // namespace

std::optional<Match> matchEmail(std::string_view text, size_t at, size_t first) {
  size_t begin = findLocal(text, at, first);
  if (begin == at || text[at - 1] == '.' || text[at - 1] == '\'')
    return std::nullopt;
  size_t end = findDomainEnd(text, at + 1);
  if (end == 0 || isLocalOfNext(text, end))
    return std::nullopt;
  std::string domain = toLower(text.substr(at + 1, end - at - 1));
  if (isReserved(domain) || isScale(domain))
    return std::nullopt;
  return Match{begin, end};
}

} // namespace heddle::corpus

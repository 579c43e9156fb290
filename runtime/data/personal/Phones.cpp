//===- Phones.cpp - phone numbers in a text -------------------------------===//

#include "runtime/data/personal/Numbers.h"

#include <algorithm>

namespace heddle::corpus {

namespace {

bool oneOf(char c, std::string_view set) { return c != '\0' && set.find(c) != set.npos; }

//===----------------------------------------------------------------------===//
// North America
//===----------------------------------------------------------------------===//

/// NXX, but not N11: no area and no exchange has those.
bool isArea(std::string_view text, size_t at) {
  if (!oneOf(charAt(text, at), "23456789") || !isDigit(charAt(text, at + 1)) ||
      !isDigit(charAt(text, at + 2)))
    return false;
  return text[at + 1] != '1' || text[at + 2] != '1';
}

bool isLine(std::string_view text, size_t at) {
  return std::ranges::all_of(text.substr(std::min(at, text.size()), 4), isDigit) &&
         at + 4 <= text.size();
}

/// True if nothing behind `end` makes the number longer.
bool endsHere(std::string_view text, size_t end) {
  return !isNameChar(charAt(text, end)) &&
         !(oneOf(charAt(text, end), "-.") && isDigit(charAt(text, end + 1)));
}

/// The end of NXX, separator, NXX, separator, XXXX at `at`; 0 if that is not there. `closed`: a
/// parenthesis closes the area code.
size_t findAmericanEnd(std::string_view text, size_t at, bool closed) {
  if (!isArea(text, at))
    return 0;
  size_t exchange = at + 4;
  char separator = charAt(text, at + 3);
  if (closed) {
    if (separator != ')')
      return 0;
    exchange += charAt(text, exchange) == ' ';
    separator = charAt(text, exchange + 3);
  }
  if (!oneOf(separator, closed ? "-. " : "-.") || charAt(text, exchange + 3) != separator ||
      !isArea(text, exchange) || !isLine(text, exchange + 4) || !endsHere(text, exchange + 8))
    return 0;
  bool fiction = text.substr(exchange, 3) == "555" && text.substr(exchange + 4, 2) == "01";
  return fiction ? 0 : exchange + 8;
}

bool beginsHere(std::string_view text, size_t begin) {
  char before = charAt(text, begin - 1);
  return !isNameChar(before) && !oneOf(before, "-.+$)(") &&
         !(oneOf(before, "/,:") && isDigit(charAt(text, begin - 2)));
}

std::optional<Match> matchAmerican(std::string_view text, size_t at) {
  bool open = charAt(text, at - 1) == '(';
  size_t begin = at - open, first = at;
  if (!open && text[at] == '1' && oneOf(charAt(text, at + 1), "-. ")) {
    open = charAt(text, at + 2) == '(';
    first = at + 2 + open;
    if (!open && text[at + 1] == ' ')
      return std::nullopt;
  }
  size_t end = findAmericanEnd(text, first, open);
  if (end == 0 || !beginsHere(text, begin))
    return std::nullopt;
  return Match{begin, end};
}

//===----------------------------------------------------------------------===//
// International
//===----------------------------------------------------------------------===//

/// Groups of digits behind the + of an international number.
struct Groups {
  size_t end = 0; // of the last one
  size_t digits = 0, groups = 0;
};

/// How many bytes between two groups stand at `at`, 0 if what is there separates none.
size_t countSeparators(std::string_view text, size_t at) {
  char first = charAt(text, at), second = charAt(text, at + 1);
  if (oneOf(first, " -./()") && isDigit(second))
    return 1;
  bool two = (first == ' ' && second == '(') || (first == ')' && oneOf(second, " -./"));
  return two && isDigit(charAt(text, at + 2)) ? 2 : 0;
}

Groups readGroups(std::string_view text, size_t at) {
  constexpr size_t kMostDigits = 15, kMostGroups = 6;
  Groups groups;
  for (size_t begin = at; groups.groups < kMostGroups;) {
    size_t end = begin;
    while (isDigit(charAt(text, end)) && end - begin <= kMostDigits)
      ++end;
    size_t size = end - begin;
    if (size == 0 || groups.digits + size > kMostDigits || isNameChar(charAt(text, end)))
      break;
    groups = {end, groups.digits + size, groups.groups + 1};
    size_t separators = countSeparators(text, end);
    if (separators == 0)
      break;
    begin = end + separators;
  }
  return groups;
}

/// Codes that begin with 0, 28, 83 or 89 are not given out (ITU-T E.164).
bool isCountry(char first, char second) {
  if (first == '2' || first == '8')
    return first == '2' ? second != '8' : second != '3' && second != '9';
  return first != '0';
}

std::optional<Match> matchInternational(std::string_view text, size_t at) {
  char before = charAt(text, at - 2);
  if (isNameChar(before) || oneOf(before, "+-)") || !isCountry(text[at], charAt(text, at + 1)))
    return std::nullopt;
  Groups groups = readGroups(text, at);
  constexpr size_t kLeast = 8, kLeastInOne = 10;
  if (groups.digits < (groups.groups > 1 ? kLeast : kLeastInOne) || !endsHere(text, groups.end))
    return std::nullopt;
  constexpr size_t kAmerican = 11;
  if (text[at] == '1' && groups.digits != kAmerican)
    return std::nullopt;
  return Match{at - 1, groups.end};
}

} // namespace

std::optional<Match> matchPhone(std::string_view text, size_t at) {
  if (charAt(text, at - 1) == '+')
    return matchInternational(text, at);
  return matchAmerican(text, at);
}

} // namespace heddle::corpus

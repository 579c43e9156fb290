//===- Cards.cpp - numbers of payment cards in a text ---------------------===//

#include "runtime/data/personal/Numbers.h"

#include <algorithm>
#include <span>

namespace heddle::corpus {

namespace {

constexpr size_t kMostDigits = 19;

/// Of the digits at `at`, at most kMostDigits + 1.
size_t countDigits(std::string_view text, size_t at) {
  size_t count = 0;
  while (count <= kMostDigits && isDigit(charAt(text, at + count)))
    ++count;
  return count;
}

/// The digits of a number in one run or in groups, and where it ends.
struct Number {
  char digits[kMostDigits];
  size_t count = 0, end = 0;
  bool grouped = false;

  void append(std::string_view group) {
    std::ranges::copy(group, digits + count);
    count += group.size();
  }
  std::string_view text() const { return {digits, count}; }
  unsigned prefix(size_t length) const {
    unsigned value = 0;
    for (char digit : text().substr(0, length))
      value = value * 10 + unsigned(digit - '0');
    return value;
  }
};

/// Groups of these sizes with the same separator between them.
std::optional<Number> readGroups(std::string_view text, size_t at, std::span<const size_t> sizes) {
  Number number{{}, 0, at, true};
  char separator = charAt(text, at + sizes[0]);
  if (separator != ' ' && separator != '-')
    return std::nullopt;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i > 0 && charAt(text, number.end++) != separator)
      return std::nullopt;
    if (countDigits(text, number.end) != sizes[i])
      return std::nullopt;
    number.append(text.substr(number.end, sizes[i]));
    number.end += sizes[i];
  }
  return number;
}

std::optional<Number> readNumber(std::string_view text, size_t at) {
  constexpr size_t kLong[] = {4, 4, 4, 4, 3}, kUsual[] = {4, 4, 4, 4}, kAmex[] = {4, 6, 5},
                   kDiners[] = {4, 6, 4};
  size_t run = countDigits(text, at);
  if (run > 4 && run <= kMostDigits) {
    Number number{{}, 0, at + run, false};
    number.append(text.substr(at, run));
    return number;
  }
  if (run != 4)
    return std::nullopt;
  for (std::span<const size_t> sizes :
       {std::span<const size_t>(kLong), {kUsual}, {kAmex}, {kDiners}})
    if (std::optional<Number> number = readGroups(text, at, sizes))
      return number;
  return std::nullopt;
}

/// First digits and lengths, as the issuers publish them. Of 19 digits UnionPay's alone count if
/// they are not in groups: others are rare, and whole numbers of 64 bits look the same.
bool isIssued(const Number &number) {
  unsigned two = number.prefix(2), three = number.prefix(3), four = number.prefix(4);
  size_t count = number.count;
  bool usual = count == 16 || (count == 19 && number.grouped);
  if (two / 10 == 4) // Visa
    return usual || count == 13;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) // Mastercard
    return count == 16;
  if (two == 34 || two == 37) // American Express
    return count == 15;
  if (four == 6011 || (three >= 644 && three <= 649) || two == 65) // Discover
    return usual;
  if (four >= 3528 && four <= 3589) // JCB
    return usual;
  if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) // Diners Club
    return count == 14;
  return two == 62 && count >= 16 && count <= 19; // UnionPay
}

bool passesLuhn(std::string_view digits) {
  unsigned sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    unsigned digit = unsigned(digits[digits.size() - 1 - i] - '0') << (i % 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

/// True if more of a row of numbers stands before `at` or behind `end`, a sign or a fraction.
bool isPart(std::string_view text, size_t at, size_t end) {
  constexpr std::string_view kJoins = ".,/:";
  char before = charAt(text, at - 1), next = charAt(text, end);
  if (isNameChar(next) || before == '-' || before == '+' ||
      (kJoins.find(before) != kJoins.npos && isDigit(charAt(text, at - 2))))
    return true;
  // Four digits with a space between may be one more group.
  if (before == ' ' && at >= 5 && countDigits(text, at - 5) == 4 && !isDigit(charAt(text, at - 6)))
    return true;
  if (next == ' ')
    return countDigits(text, end + 1) == 4;
  return (next == '-' || next == '.') && isDigit(charAt(text, end + 1));
}

} // namespace

std::optional<Match> matchCard(std::string_view text, size_t at) {
  std::optional<Number> number = readNumber(text, at);
  if (!number || !isIssued(*number) || !passesLuhn(number->text()) || isPart(text, at, number->end))
    return std::nullopt;
  return Match{at, number->end};
}

} // namespace heddle::corpus

//===- PersonalData.cpp - replacing what belongs to persons ---------------===//

#include "runtime/data/personal/PersonalData.h"

#include "runtime/data/personal/Addresses.h"
#include "runtime/data/personal/Emails.h"
#include "runtime/data/personal/Numbers.h"

namespace heddle::corpus {

namespace {

/// The first digit from `at` on, or the end. Most blocks have none, which vectors see at once.
size_t findDigit(std::string_view text, size_t at) {
  constexpr size_t kBlock = 32;
  while (at + kBlock <= text.size()) {
    const char *block = text.data() + at;
    unsigned found = 0;
    for (size_t i = 0; i < kBlock; ++i)
      found |= unsigned(uint8_t(block[i] - '0') < 10);
    if (found)
      break;
    at += kBlock;
  }
  while (at < text.size() && !isDigit(text[at]))
    ++at;
  return at;
}

/// A text in which markers take the place of matches, from left to right.
class Replacer {
public:
  explicit Replacer(std::string_view text) : text(text) {}

  /// The end of the match.
  size_t replace(Match match, const char *marker, uint64_t &count) {
    result.append(text.substr(copied, match.begin - copied)).append(marker);
    copied = match.end;
    ++count;
    return match.end;
  }

  /// Puts the result into `target` if there was a match.
  void finish(std::string &target) {
    if (copied == 0)
      return;
    result.append(text.substr(copied));
    target = std::move(result);
  }

  const std::string_view text;
  size_t copied = 0; // how much of the text is in the result, or replaced there

private:
  std::string result;
};

void replaceEmails(std::string &text, uint64_t &count) {
  Replacer replacer(text);
  for (size_t at = text.find('@'); at != text.npos; at = text.find('@', at))
    if (auto match = matchEmail(text, at, replacer.copied))
      at = replacer.replace(*match, kEmailMarker, count);
    else
      ++at;
  replacer.finish(text);
}

/// What begins with a digit.
class NumberReplacer {
public:
  NumberReplacer(const PersonalDataKinds &kinds, PersonalDataCounts &counts)
      : kinds(kinds), counts(counts) {}

  void run(std::string &text) const {
    Replacer replacer(text);
    for (size_t at = findDigit(text, 0); at < text.size(); at = findDigit(text, at))
      at = replaceAt(replacer, at);
    replacer.finish(text);
  }

private:
  /// Goes on behind the match, or behind the digits if there is none.
  size_t replaceAt(Replacer &replacer, size_t at) const {
    std::string_view text = replacer.text;
    if (!isNameChar(charAt(text, at - 1))) {
      if (size_t end = ipAddress(replacer, at))
        return end;
      if (size_t end = number(replacer, at))
        return end;
    }
    while (isDigit(charAt(text, at)))
      ++at;
    return at;
  }

  size_t ipAddress(Replacer &replacer, size_t at) const {
    if (!kinds.ipAddresses)
      return 0;
    if (auto match = matchIpv4(replacer.text, at))
      return replacer.replace(*match, kIpv4Marker, counts.ipAddresses);
    if (auto match = matchIpv6(replacer.text, at))
      return replacer.replace(*match, kIpv6Marker, counts.ipAddresses);
    return 0;
  }

  size_t number(Replacer &replacer, size_t at) const {
    if (kinds.cards)
      if (auto match = matchCard(replacer.text, at))
        return replacer.replace(*match, kCardMarker, counts.cards);
    if (kinds.phones)
      if (auto match = matchPhone(replacer.text, at); match && match->begin >= replacer.copied)
        return replacer.replace(*match, kPhoneMarker, counts.phones);
    return 0;
  }

  const PersonalDataKinds &kinds;
  PersonalDataCounts &counts;
};

} // namespace

PersonalDataCounts replacePersonalData(std::string &text, const PersonalDataKinds &kinds) {
  PersonalDataCounts counts;
  // First, since an address may have digits in it.
  if (kinds.emails)
    replaceEmails(text, counts.emails);
  if (kinds.ipAddresses || kinds.phones || kinds.cards)
    NumberReplacer(kinds, counts).run(text);
  return counts;
}

} // namespace heddle::corpus

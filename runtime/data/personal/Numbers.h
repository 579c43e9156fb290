//===- Numbers.h - numbers of cards and phones in a text --------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_PERSONAL_NUMBERS_H
#define HEDDLE_RUNTIME_DATA_PERSONAL_NUMBERS_H

#include "runtime/data/personal/Match.h"

namespace heddle::corpus {

/// The number of a payment card that begins with the digit at `at`: 13 to 19 digits in one run, or
/// in the groups that are printed on cards (4-4-4-4, 4-4-4-4-3, 4-6-5, 4-6-4) with one space or
/// hyphen between them; of a length and first digits that Visa, Mastercard, American Express,
/// Discover, JCB, Diners Club or UnionPay give out; whose last digit checks the others (Luhn,
/// ISO/IEC 7812). No part of a longer row of numbers, no number with a sign.
std::optional<Match> matchCard(std::string_view text, size_t at);

/// The phone number whose first digit is at `at`, with the + or ( before it:
///  * international (E.164): +, a country code, 8 to 15 digits in up to six groups; in one group at
///    least 10 digits;
///  * North American: (NXX) NXX-XXXX, NXX-NXX-XXXX, NXX.NXX.XXXX, each also behind "1" and a
///    separator, of area codes and exchanges as they are given out (N: 2 to 9, not N11). The
///    numbers 555-0100 to 555-0199 are nobody's.
/// National forms of other countries are not told from other numbers and stay.
std::optional<Match> matchPhone(std::string_view text, size_t at);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_PERSONAL_NUMBERS_H

//===- PersonalData.cpp - replacing what belongs to persons ---------------===//

#include "Bench.h"

#include "runtime/data/personal/PersonalData.h"

#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

void bench::benchPersonalData(const Texts &texts) {
  PersonalDataCounts counts;
  std::string copy;
  measure("copy", texts, [&](std::string_view text) { copy = text; });
  measure("copy and replace", texts, [&](std::string_view text) {
    copy = text;
    PersonalDataCounts found = replacePersonalData(copy, {true, true, true, true});
    counts.emails += found.emails;
    counts.ipAddresses += found.ipAddresses;
    counts.phones += found.phones;
    counts.cards += found.cards;
  });
  std::printf("in three rounds: %llu e-mail, %llu IP addresses, %llu phone, %llu card numbers\n",
              (unsigned long long)counts.emails, (unsigned long long)counts.ipAddresses,
              (unsigned long long)counts.phones, (unsigned long long)counts.cards);
}

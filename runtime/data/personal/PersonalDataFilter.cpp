//===- PersonalDataFilter.cpp - documents with personal data --------------===//

#include "runtime/data/personal/PersonalDataFilter.h"

namespace heddle::corpus {

PersonalDataFilter::PersonalDataFilter(const PersonalData &rule)
    : kinds{rule.email_addresses(), rule.ip_addresses(), rule.phone_numbers(), rule.card_numbers()},
      most(rule.max_count()) {
  if (!rule.enabled())
    kinds = {false, false, false, false};
}

std::optional<Removal> PersonalDataFilter::apply(std::string &text,
                                                 PersonalDataCounts &counts) const {
  PersonalDataCounts found = replacePersonalData(text, kinds);
  counts.emails += found.emails;
  counts.ipAddresses += found.ipAddresses;
  counts.phones += found.phones;
  counts.cards += found.cards;
  if (found.sum() <= most)
    return std::nullopt;
  return Removal{"personal_data.max_count", double(found.sum()), double(most)};
}

} // namespace heddle::corpus

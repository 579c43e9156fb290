//===- Components.cpp - who stays of documents that are duplicates --------===//

#include "runtime/data/dedup/Components.h"

#include <numeric>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

Result<Components> Components::create(std::span<const uint32_t> documents) {
  std::vector<uint64_t> begins = {0};
  for (uint32_t count : documents)
    begins.push_back(begins.back() + count);
  if (begins.back() > ~uint32_t(0))
    return error("near-duplicates of " + std::to_string(begins.back()) +
                     " documents: 4294967295 are the most",
                 "deduplicate the sources in groups");
  return Components(std::move(begins));
}

Components::Components(std::vector<uint64_t> begins)
    : begins(std::move(begins)), parents(this->begins.back()), best(this->begins.back()) {
  std::iota(parents.begin(), parents.end(), 0);
}

bool Components::has(DocumentId id) const {
  return unitOf(id) + 1 < begins.size() &&
         begins[unitOf(id)] + indexOf(id) < begins[unitOf(id) + 1];
}

DocumentId Components::idOf(uint32_t place) const {
  auto unit = std::upper_bound(begins.begin(), begins.end(), uint64_t(place)) - begins.begin() - 1;
  return makeDocumentId(uint32_t(unit), uint32_t(place - begins[unit]));
}

/// Halves the path on its way (van der Weide 1980).
uint32_t Components::findRoot(uint32_t place) {
  while (parents[place] != place)
    place = parents[place] = parents[parents[place]];
  return place;
}

/// The larger share, of equal ones that of more shingles: the same for any order of matches.
void Components::improve(uint32_t place, const MatchRecord &match) {
  uint64_t now = uint64_t(best[place].shared) * match.total;
  uint64_t then = uint64_t(match.shared) * best[place].total;
  if (then > now || (then == now && match.total > best[place].total))
    best[place] = {match.shared, match.total};
}

Status Components::add(const MatchRecord &match) {
  if (!has(match.later) || !has(match.earlier))
    return error("a match of documents " + std::to_string(match.earlier) + " and " +
                     std::to_string(match.later) + ", which the corpus does not have",
                 "matches of another run are in the folder: remove it and match again");
  uint32_t later = placeOf(match.later), earlier = placeOf(match.earlier);
  improve(later, match);
  improve(earlier, match);
  later = findRoot(later);
  earlier = findRoot(earlier);
  parents[std::max(later, earlier)] = std::min(later, earlier);
  return {};
}

} // namespace heddle::corpus

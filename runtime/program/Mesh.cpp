//===- Mesh.cpp - ranks and coordinates -----------------------------------===//

#include "runtime/program/Mesh.h"

#include <algorithm>

namespace heddle::program {

static bool holds(const auto &list, auto item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<uint32_t> groupOf(const Mesh &mesh, Coordinates at, const Collective &collective) {
  auto range = [&](MeshAxis axis) {
    bool along = holds(collective.axes(), axis);
    uint32_t own = at.along(axis);
    return along ? std::pair<uint32_t, uint32_t>(0, meshSize(mesh, axis)) : std::pair(own, own + 1);
  };
  std::vector<uint32_t> group;
  auto [ppBegin, ppEnd] = range(PP);
  auto [dpBegin, dpEnd] = range(DP);
  auto [tpBegin, tpEnd] = range(TP);
  for (uint32_t pp = ppBegin; pp < ppEnd; ++pp)
    for (uint32_t dp = dpBegin; dp < dpEnd; ++dp)
      for (uint32_t tp = tpBegin; tp < tpEnd; ++tp)
        if (collective.stages().empty() || holds(collective.stages(), pp))
          group.push_back(rankOf(mesh, {dp, pp, tp}));
  if (!holds(group, rankOf(mesh, at)))
    group.clear();
  return group;
}

std::string describeRank(const Mesh &mesh, uint32_t rank) {
  Coordinates at = coordinatesOf(mesh, rank);
  return "rank " + std::to_string(rank) + " (dp " + std::to_string(at.dp) + ", pp " +
         std::to_string(at.pp) + ", tp " + std::to_string(at.tp) + ")";
}

} // namespace heddle::program

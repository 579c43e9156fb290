//===- Keep.cpp - which documents are kept by their scores ----------------===//

#include "runtime/data/classifier/Keep.h"

#include "runtime/base/Philox.h"
#include "runtime/base/PortableMath.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

namespace heddle::corpus {

using namespace heddle::runtime;

TopShare keepTopShare(std::span<const float> scores, double share) {
  assert(share >= 0 && share <= 1);
  TopShare result{std::vector<bool>(scores.size()), 1};
  if (share == 0 || scores.empty())
    return result;
  size_t count = std::max<size_t>(size_t(std::floor(share * double(scores.size()) + 0.5)), 1);
  std::vector<float> order(scores.begin(), scores.end());
  std::nth_element(order.begin(), order.begin() + ptrdiff_t(count - 1), order.end(),
                   std::greater<>());
  float limit = order[count - 1];
  size_t above = size_t(std::ranges::count_if(scores, [&](float score) { return score > limit; }));
  size_t equals = count - above; // that may still be kept
  for (size_t i = 0; i < scores.size(); ++i) {
    bool keep = scores[i] > limit || (scores[i] == limit && equals > 0);
    equals -= keep && scores[i] == limit;
    result.kept[i] = keep;
  }
  result.limit = limit;
  return result;
}

double paretoOf(uint64_t seed, uint64_t textHash, double alpha) {
  constexpr uint64_t kStream = 0x50415245544f; // "PARETO": no other use of the seed has it
  double uniform = 1 - randomUnit(seed, kStream, textHash); // in (0, 1]
  return portableExp(-portableLog(uniform) / alpha) - 1;
}

} // namespace heddle::corpus

//===- Comparison.cpp - tensors against their reference -------------------===//

#include "verify/Comparison.h"

#include <cmath>
#include <limits>

using heddle::interpreter::HostTensor;
using heddle::interpreter::TensorMap;

namespace heddle::verify {

static constexpr double infinity = std::numeric_limits<double>::infinity();

Tolerance getTolerance(const std::string &precision) {
  return precision == "f32" ? Tolerance{1e-4, 1e-3} : Tolerance{1e-9, 1e-4};
}

double Comparison::getShare() const {
  if (difference == 0)
    return 0;
  return bound == 0 || std::isnan(difference) ? infinity : difference / bound;
}

static double norm(const HostTensor &tensor) {
  double sum = 0;
  for (int64_t i = 0; i < tensor.size(); ++i)
    sum += tensor.get(i) * tensor.get(i);
  return std::sqrt(sum);
}

static double normOfDifference(const HostTensor &a, const HostTensor &b) {
  if (a.shape != b.shape)
    return infinity;
  double sum = 0;
  for (int64_t i = 0; i < a.size(); ++i)
    sum += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
  return std::sqrt(sum);
}

static double normOfAll(const TensorMap &tensors) {
  double total = 0;
  for (auto &[name, tensor] : tensors)
    total = std::hypot(total, norm(tensor));
  return total;
}

static void compareAll(const std::string &kind, unsigned step, const TensorMap &actual,
                       const TensorMap &reference, double relative, double floor,
                       std::vector<Comparison> &out) {
  for (auto &[name, expected] : reference) {
    auto found = actual.find(name);
    double size = norm(expected);
    double difference =
        found == actual.end() ? infinity : normOfDifference(found->second, expected);
    out.push_back({kind, name, step, difference, size, relative * std::max(size, floor)});
  }
  for (auto &[name, tensor] : actual)
    if (!reference.count(name))
      out.push_back({kind, name, step, infinity, 0, 0});
}

void compareTensors(const std::string &kind, unsigned step, const TensorMap &actual,
                    const TensorMap &reference, Tolerance tolerance, std::vector<Comparison> &out) {
  compareAll(kind, step, actual, reference, tolerance.relative,
             tolerance.floor * normOfAll(reference), out);
}

void compareScalars(const std::string &kind, unsigned step, const TensorMap &actual,
                    const TensorMap &reference, Tolerance tolerance, std::vector<Comparison> &out) {
  compareAll(kind, step, actual, reference, tolerance.relative, 0, out);
}

} // namespace heddle::verify

//===- ChooseSizes.cpp - small sizes with the same compilation ------------===//
//
// Axes that an op holds to be equal (a rename, the key and value of attention) form a class; a
// class gets one size.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Dist.h"
#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"
#include "passes/substitute/Passes.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/StringSwitch.h"

#include <numeric>

using namespace mlir;

namespace heddle::substitute {

namespace {

/// A class by one of its axes.
using ClassId = const void *;

class SizeChooser {
public:
  SizeChooser(ModuleOp module, AxisSizes original)
      : module(module), original(std::move(original)) {}

  AxisSizes choose();

private:
  void addSplits();
  void addOp(Operation *op);
  void unite(Value first, unsigned firstDim, Value second, unsigned secondDim);
  int64_t chooseSize(StringAttr axis);

  ClassId getClass(StringAttr axis) const {
    return classes.getLeaderValue(axis.getAsOpaquePointer());
  }
  ClassId getClass(Value value, unsigned dim) const { return getClass(graph::getAxes(value)[dim]); }

  ModuleOp module;
  AxisSizes original;
  llvm::EquivalenceClasses<ClassId> classes;
  /// What the size must divide by.
  DenseMap<ClassId, int64_t> divisors;
  /// The class of kv_heads by that of heads.
  DenseMap<ClassId, StringAttr> groups;
  DenseMap<ClassId, int64_t> chosen;
};

/// About how large a small axis is. They differ, so that a product over a wrong axis shows.
int64_t getTarget(StringRef axis) {
  return llvm::StringSwitch<int64_t>(axis)
      .Case("batch", 0)
      .Cases({"heads", "kv_heads"}, 4)
      .Case("seq", 6)
      .Case("head_dim", 10)
      .Case("embed", 20)
      .Case("vocab", 28)
      .Default(24);
}

void SizeChooser::addSplits() {
  for (auto [axis, size] : original)
    classes.insert(axis.getAsOpaquePointer());
  dist::MeshAttr mesh = dist::getMesh(module);
  for (NamedAttribute rule : module->getAttrOfType<DictionaryAttr>(dist::rulesAttrName)) {
    int64_t divisor = 1;
    for (dist::MeshAxis axis : cast<dist::MeshAxesAttr>(rule.getValue()).getValue())
      divisor *= mesh.getSize(axis);
    divisors[getClass(rule.getName())] = divisor;
  }
}

void SizeChooser::unite(Value first, unsigned firstDim, Value second, unsigned secondDim) {
  ClassId a = getClass(first, firstDim), b = getClass(second, secondDim);
  int64_t divisor =
      std::lcm(std::max<int64_t>(divisors.lookup(a), 1), std::max<int64_t>(divisors.lookup(b), 1));
  classes.unionSets(a, b);
  divisors[classes.getLeaderValue(a)] = divisor;
}

/// What the op demands of sizes.
void SizeChooser::addOp(Operation *op) {
  if (auto rename = dyn_cast<graph::RenameOp>(op))
    for (unsigned dim = 0; dim < graph::getAxes(rename.getInput()).size(); ++dim)
      unite(rename.getInput(), dim, rename.getResult(), dim);
  if (auto attention = dyn_cast<graph::AttentionOp>(op)) {
    for (unsigned dim : {0, 1, 3})
      unite(attention.getQuery(), dim, attention.getKey(), dim);
    for (unsigned dim : {0, 1, 2, 3})
      unite(attention.getKey(), dim, attention.getValue(), dim);
  }
  if (auto rope = dyn_cast<graph::RopeOp>(op)) {
    int64_t &divisor = divisors[getClass(StringAttr::get(op->getContext(), rope.getAxis()))];
    divisor = std::lcm(std::max<int64_t>(divisor, 1), 2);
  }
}

int64_t SizeChooser::chooseSize(StringAttr axis) {
  ClassId id = getClass(axis);
  if (auto known = chosen.find(id); known != chosen.end())
    return known->second;
  int64_t size = original[axis], divisor = std::max<int64_t>(divisors.lookup(id), 1);
  if (StringAttr keys = groups.lookup(id)) // heads keep their ratio to kv_heads
    return chosen[id] = size / original[keys] * chooseSize(keys);
  // At least twice the divisor, since code for a size of one per device may differ.
  int64_t factor = std::max<int64_t>(2, getTarget(axis) / divisor);
  return chosen[id] = divisor * std::clamp<int64_t>(size / divisor, 1, factor);
}

AxisSizes SizeChooser::choose() {
  addSplits();
  module.walk([&](Operation *op) { addOp(op); });
  module.walk([&](graph::AttentionOp op) {
    if (getClass(op.getQuery(), 2) != getClass(op.getKey(), 2))
      groups[getClass(op.getQuery(), 2)] = graph::getAxes(op.getKey())[2];
  });
  AxisSizes sizes;
  for (auto [axis, size] : original)
    sizes[axis] = chooseSize(axis);
  return sizes;
}

} // namespace

FailureOr<AxisSizes> chooseSizes(ModuleOp module) {
  FailureOr<AxisSizes> original = getAxisSizes(module);
  if (failed(original))
    return failure();
  return SizeChooser(module, *original).choose();
}

} // namespace heddle::substitute

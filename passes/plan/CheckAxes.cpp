//===- CheckAxes.cpp - what tp splits, and whether it can -----------------===//

#include "passes/plan/CheckAxes.h"

#include "dialects/graph/Axes.h"
#include "passes/analysis/Entries.h"
#include "passes/plan/CheckPlan.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

#include <numeric>
#include <set>

using namespace mlir;
using heddle::graph::ShardableOpInterface;

namespace heddle::plan {

std::string listDivisors(int64_t value) {
  SmallVector<int64_t> divisors;
  for (int64_t i = 1; i <= value && divisors.size() < 16; ++i)
    if (value % i == 0)
      divisors.push_back(i);
  std::string text;
  for (auto [i, divisor] : llvm::enumerate(divisors))
    text += (i == 0 ? "" : i + 1 == divisors.size() ? " or " : ", ") + std::to_string(divisor);
  return text;
}

/// What to write into the plan.
static std::string ruleFor(StringRef axis, bool split) {
  return "rules { axis: \"" + axis.str() + (split ? "\" mesh: \"tp\" }" : "\" }");
}

/// As the language calls it.
static StringRef nameOf(Operation *op) {
  if (isa<graph::EinsumOp>(op))
    return "product";
  return isa<graph::GatherOp>(op) ? "lookup" : op->getName().stripDialect();
}

namespace {

class AxisChecker {
public:
  AxisChecker(const LocatedPlan &located, const ModelFacts &facts, ModuleOp module)
      : located(located), plan(located.plan), facts(facts), module(module) {}

  LogicalResult run() {
    checkRules();
    if (plan.tp() == 1)
      return success(ok);
    checkSizes();
    forEachForwardOp([&](ShardableOpInterface op) { checkOp(op); });
    if (ok)
      remarkOnWholeProducts();
    return success(ok);
  }

private:
  void checkRules();
  void checkRule(const Plan::AxisRule &rule, Location loc);
  void checkSizes();
  void checkOp(ShardableOpInterface op);
  void checkHeads(graph::AttentionOp op);
  void reject(StringRef axis, Operation *op, const Twine &message);
  llvm::SetVector<StringRef> findSplittable();
  void remarkOnWholeProducts();

  bool isSplit(StringRef axis) const { return isTensorAxis(plan, axis); }
  bool hasRule(StringRef axis) const {
    return llvm::any_of(plan.rules(), [&](const auto &rule) { return rule.axis() == axis; });
  }
  Location getTpLocation() const { return located.getLocation("tp", ModuleOp(module).getLoc()); }
  /// Where it was said that tp splits `axis`.
  Location blame(StringRef axis) const;
  InFlightDiagnostic error(Location loc) {
    ok = false;
    return emitError(loc);
  }
  /// True the first time: one mistake of a plan shows at many ops.
  bool isFirst(StringRef a, StringRef b) { return told.insert({a.str(), b.str()}).second; }

  void forEachForwardOp(llvm::function_ref<void(ShardableOpInterface)> check);
  static llvm::SetVector<StringRef> getLoopAxes(Operation *op);
  SmallVector<StringRef> getSplitAxes(Operation *op) const {
    return llvm::filter_to_vector(getLoopAxes(op), [&](StringRef axis) { return isSplit(axis); });
  }

  const LocatedPlan &located;
  const Plan &plan;
  const ModelFacts &facts;
  ModuleOp module;
  std::set<std::pair<std::string, std::string>> told;
  bool ok = true;
};

Location AxisChecker::blame(StringRef axis) const {
  for (auto [i, rule] : llvm::enumerate(plan.rules()))
    if (rule.axis() == axis)
      return located.getLocation("rules." + std::to_string(i), getTpLocation());
  return getTpLocation();
}

/// Backward has the ops of forward with the same axes.
void AxisChecker::forEachForwardOp(llvm::function_ref<void(ShardableOpInterface)> check) {
  for (auto func : module.getOps<func::FuncOp>()) {
    auto phase = func->getAttrOfType<StringAttr>("graph.phase");
    if (!phase || phase.getValue() == "forward")
      func.walk(check);
  }
}

llvm::SetVector<StringRef> AxisChecker::getLoopAxes(Operation *op) {
  llvm::SetVector<StringRef> axes;
  for (Type type : llvm::concat<Type>(op->getOperandTypes(), op->getResultTypes()))
    if (graph::isGraphTensor(type))
      for (StringAttr axis : graph::getAxes(type))
        axes.insert(axis.getValue());
  return axes;
}

//===----------------------------------------------------------------------===//
// Rules and sizes
//===----------------------------------------------------------------------===//

void AxisChecker::checkRules() {
  llvm::StringSet<> seen;
  for (auto [i, rule] : llvm::enumerate(plan.rules())) {
    Location loc = located.getLocation("rules." + std::to_string(i), module.getLoc());
    if (!seen.insert(rule.axis()).second)
      error(loc) << "a second rule for axis '" << rule.axis() << "'; remove one of them";
    else
      checkRule(rule, loc);
  }
}

void AxisChecker::checkRule(const Plan::AxisRule &rule, Location loc) {
  if (facts.axes.find(rule.axis()) == facts.axes.end()) {
    auto names = llvm::map_range(facts.axes, [](const auto &axis) { return axis.first; });
    error(loc) << "the model has no axis '" << rule.axis() << "'; its axes are "
               << llvm::join(names, ", ");
  } else if (rule.axis() == "batch") {
    error(loc) << "a rule for 'batch' is not supported: it is always split over dp and the "
                  "micro-batches";
  }
  for (const std::string &mesh : rule.mesh())
    if (mesh != "tp" || rule.mesh_size() != 1)
      error(loc) << "axis '" << rule.axis() << "' over '" << mesh
                 << "' is not supported; a rule may name 'tp', or nothing";
}

/// One error for all axes that tp does not divide: they have one answer, the values of tp that fit.
void AxisChecker::checkSizes() {
  int64_t common = 0;
  SmallVector<StringRef> failing;
  for (const auto &[name, axis] : facts.axes) {
    if (!isSplit(name))
      continue;
    common = std::gcd(common, axis.size);
    if (axis.size % plan.tp() != 0)
      failing.push_back(name);
  }
  if (failing.empty())
    return;
  InFlightDiagnostic diagnostic = error(getTpLocation());
  diagnostic << "tp = " << plan.tp() << " does not divide ";
  llvm::interleave(
      failing, [&](StringRef name) { diagnostic << name << " = " << facts.axes.lookup(name).size; },
      [&] { diagnostic << ", "; });
  diagnostic << "; tp = " << listDivisors(common) << " fits all axes that tp splits";
  for (StringRef name : failing) {
    const AxisFacts axis = facts.axes.lookup(name);
    Diagnostic &note = diagnostic.attachNote(axis.op->getLoc());
    note << "see " << nameOf(axis.op) << ": ";
    if (!isa<graph::AttentionOp>(axis.op))
      note << "or keep '" << name << "' whole, by " << ruleFor(name, false) << " in the plan";
    else if (axis.size == 1)
      note
          << "with " << name << " = 1 no tp above 1 can split attention, since a key head is not "
          << "copied to several ranks; use dp and pp, or keep all heads whole by rules in the plan";
    else
      note << "query heads and their key heads lie on one rank, so tp must divide " << name;
  }
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Once for each axis: a bad rule shows at most ops of a model.
void AxisChecker::reject(StringRef axis, Operation *op, const Twine &message) {
  if (!isFirst(axis, ""))
    return;
  InFlightDiagnostic diagnostic = error(blame(axis));
  diagnostic << message << "; ";
  if (hasRule(axis))
    diagnostic << "take 'tp' out of the rule for '" << axis << "'";
  else
    diagnostic << "keep '" << axis << "' whole, by " << ruleFor(axis, false) << " in the plan";
  diagnostic.attachNote(op->getLoc()) << "see " << nameOf(op) << " here";
}

void AxisChecker::checkOp(ShardableOpInterface op) {
  // It becomes ops that can be split before anything is.
  if (isa<graph::CrossEntropyOp>(op))
    return;
  for (StringAttr axis : op.getUnsplittableAxes())
    if (isSplit(axis))
      reject(axis, op,
             "tp cannot split '" + axis.getValue() + "', whose elements " + nameOf(op) +
                 " needs together");
  if (auto attention = dyn_cast<graph::AttentionOp>(op.getOperation()))
    return checkHeads(attention);
  SmallVector<StringRef> split = getSplitAxes(op);
  if (split.size() > 1)
    reject(hasRule(split[1]) ? split[1] : split[0], op,
           "tp would split both '" + split[0] + "' and '" + split[1] + "' of one " + nameOf(op));
}

/// Query heads and their key heads lie on one rank.
void AxisChecker::checkHeads(graph::AttentionOp op) {
  StringRef query = graph::getAxes(op.getQuery())[2], key = graph::getAxes(op.getKey())[2];
  if (isSplit(query) == isSplit(key) || !isFirst(query, key))
    return;
  StringRef split = isSplit(query) ? query : key, whole = isSplit(query) ? key : query;
  InFlightDiagnostic diagnostic = error(blame(split));
  diagnostic << "tp splits '" << split << "' but not '" << whole
             << "', which attention pairs with it; split both, by " << ruleFor(whole, true)
             << " in the plan, or keep both whole, by " << ruleFor(split, false);
  diagnostic.attachNote(op->getLoc()) << "see attention here";
}

//===----------------------------------------------------------------------===//
// What tp leaves whole
//===----------------------------------------------------------------------===//

/// Axes that could get a rule: tp divides them, no op needs their elements together, and no op has
/// them beside an axis that is split already.
llvm::SetVector<StringRef> AxisChecker::findSplittable() {
  llvm::SetVector<StringRef> axes;
  for (const auto &[name, axis] : facts.axes)
    if (name != "batch" && axis.size % plan.tp() == 0 && !isSplit(name))
      axes.insert(name);
  forEachForwardOp([&](ShardableOpInterface op) {
    for (StringAttr axis : op.getUnsplittableAxes())
      axes.remove(axis);
    if (!getSplitAxes(op).empty())
      for (StringRef axis : getLoopAxes(op))
        axes.remove(axis);
  });
  return axes;
}

/// The axes of operands that are no activations.
static llvm::SetVector<StringRef> getWeightAxes(Operation *op) {
  llvm::SetVector<StringRef> axes;
  for (Type type : op->getOperandTypes())
    if (graph::isGraphTensor(type) && !graph::findAxis(type, "batch"))
      for (StringAttr axis : graph::getAxes(type))
        axes.insert(axis.getValue());
  return axes;
}

/// A product without a split axis is computed by every rank of tp: right, but hardly what was
/// meant.
void AxisChecker::remarkOnWholeProducts() {
  llvm::SetVector<StringRef> splittable = findSplittable();
  forEachForwardOp(
      [&](ShardableOpInterface op) {
        if (!isa<graph::EinsumOp>(op.getOperation()) || !getSplitAxes(op).empty())
          return;
        for (StringRef axis : getWeightAxes(op))
          if (splittable.contains(axis) && !hasRule(axis) && isFirst(axis, "whole"))
            emitRemark(op->getLoc())
                << "tp = " << plan.tp() << " does not split '" << axis
                << "', so each of its ranks computes all of this product; split it, by "
                << ruleFor(axis, true) << " in the plan";
      });
}

} // namespace

LogicalResult checkAxes(const LocatedPlan &located, const ModelFacts &facts, ModuleOp module) {
  return AxisChecker(located, facts, module).run();
}

} // namespace heddle::plan

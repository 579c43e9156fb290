//===- VerifyReport.cpp - what heddle verify prints -----------------------===//

#include "tools/heddle/VerifyReport.h"

#include "dialects/graph/Graph.h"
#include "passes/analysis/Entries.h"
#include "passes/emit/Emit.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using heddle::verify::Comparison;
using llvm::formatv;

namespace heddle::tools {

void printSizes(const verify::PlannedModel &model, llvm::raw_ostream &os) {
  llvm::ListSeparator separator;
  for (auto [axis, size] : model.smallSizes)
    os << separator << axis.getValue() << " " << size << " of " << model.fullSizes.lookup(axis);
}

namespace {

/// Comparisons of one class or tensor, over all steps.
struct Group {
  unsigned count = 0, failures = 0;
  const Comparison *worst = nullptr;

  void add(const Comparison &comparison) {
    ++count;
    failures += !comparison.isOk();
    if (!worst || comparison.getShare() > worst->getShare())
      worst = &comparison;
  }
};

} // namespace

static void printGroup(StringRef label, const Group &group, llvm::raw_ostream &os) {
  os << formatv("    {0,-34} {1,6}  {2,9:e2}  {3,9:e2}  {4,9:e2}  {5}\n", label, group.count,
                group.worst->difference, group.worst->reference, group.worst->bound,
                group.failures ? formatv("{0} DIFFER", group.failures).str() : "ok");
}

void printComparisons(const std::vector<Comparison> &comparisons, bool everyTensor,
                      llvm::raw_ostream &os) {
  llvm::MapVector<StringRef, Group> classes, tensors;
  std::vector<std::string> labels;
  labels.reserve(comparisons.size());
  for (const Comparison &comparison : comparisons) {
    classes[comparison.kind].add(comparison);
    labels.push_back(comparison.kind + " " + comparison.tensor);
    tensors[labels.back()].add(comparison);
  }
  os << formatv("    {0,-34} {1,6}  {2,9}  {3,9}  {4,9}\n", "at its worst", "number", "|x - ref|",
                "|ref|", "allowed");
  for (auto &[label, group] : everyTensor ? tensors : classes)
    printGroup(label, group, os);
}

/// Where the spec declares what `tensor` belongs to.
static std::string getPosition(StringRef tensor, ModuleOp reference) {
  if (auto variable = reference.lookupSymbol<graph::VariableOp>(tensor))
    return emit::getSpecPosition(variable.getLoc());
  func::FuncOp train = findEntry(reference, "train");
  return train ? emit::getSpecPosition(train.getLoc()) : "";
}

unsigned printFailures(const std::vector<Comparison> &comparisons, ModuleOp reference,
                       llvm::raw_ostream &os) {
  unsigned failures = 0;
  for (const Comparison &comparison : comparisons) {
    if (comparison.isOk())
      continue;
    if (failures++ == 0)
      os << formatv("    {0,-10} {1,4}  {2,-30} {3,9}  {4,9}  {5,9}  {6}\n", "differ", "step",
                    "tensor", "|x - ref|", "|ref|", "allowed", "declared at");
    os << formatv("    {0,-10} {1,4}  {2,-30} {3,9:e2}  {4,9:e2}  {5,9:e2}  {6}\n", comparison.kind,
                  comparison.step, comparison.tensor, comparison.difference, comparison.reference,
                  comparison.bound, getPosition(comparison.tensor, reference));
  }
  return failures;
}

} // namespace heddle::tools

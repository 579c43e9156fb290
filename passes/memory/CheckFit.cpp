//===- CheckFit.cpp - does the arena fit a device -------------------------===//

#include "dialects/dist/Layouts.h"
#include "dialects/exec/Exec.h"
#include "passes/memory/Passes.h"

#include "llvm/Support/FormatVariadic.h"

#include <map>

#define DEBUG_TYPE "heddle-check-fit"

using namespace mlir;

namespace heddle::memory {

#define GEN_PASS_DEF_CHECKFITPASS
#include "passes/memory/Passes.h.inc"

namespace {

using ClassBytes = std::map<exec::MemoryClass, int64_t>;

std::string inGiB(double bytes) { return llvm::formatv("{0:f2} GiB", bytes / 0x1p30).str(); }

ClassBytes countBytes(ArrayRef<exec::FramesOp> allFrames) {
  ClassBytes bytes;
  for (exec::FramesOp frames : allFrames)
    bytes[frames.getMemoryClass()] += frames.getBytes() * frames.getSlots().value_or(1);
  return bytes;
}

int64_t total(const ClassBytes &bytes) {
  int64_t sum = 0;
  for (auto [memoryClass, count] : bytes)
    sum += count;
  return sum;
}

/// The bytes of the arena by class: what stays, and the frames of the entry that needs most.
ClassBytes countArena(exec::RoleOp role) {
  ClassBytes largest;
  for (auto table : role.getBody().getOps<exec::TableOp>())
    if (ClassBytes bytes = countBytes(table.getFrames()); total(bytes) > total(largest))
      largest = bytes;
  for (auto [memoryClass, count] :
       countBytes(SmallVector<exec::FramesOp>(role.getBody().getOps<exec::FramesOp>())))
    largest[memoryClass] += count;
  return largest;
}

/// "activation 99.77 GiB, moment 21.03 GiB": the largest first, without what hardly counts.
std::string describe(const ClassBytes &bytes) {
  SmallVector<std::pair<int64_t, exec::MemoryClass>> sorted;
  for (auto [memoryClass, count] : bytes)
    if (200 * double(count) > double(total(bytes)))
      sorted.push_back({count, memoryClass});
  llvm::sort(sorted, std::greater<>());
  std::string text;
  for (auto [count, memoryClass] : sorted)
    text += (text.empty() ? "" : ", ") + exec::stringifyMemoryClass(memoryClass).str() + " " +
            inGiB(double(count));
  return text;
}

/// What makes a rank smaller: activations by less of the batch at once, the rest by more ranks.
std::string advise(ModuleOp module, const ClassBytes &bytes) {
  auto has = [&](StringRef name, StringRef value) {
    auto decision = module->getAttrOfType<StringAttr>(name);
    return decision && decision.getValue() == value;
  };
  auto count = [&](exec::MemoryClass memoryClass) {
    auto it = bytes.find(memoryClass);
    return it == bytes.end() ? 0 : it->second;
  };
  int64_t step = count(exec::MemoryClass::Activation) + count(exec::MemoryClass::Temporary);
  std::string more = "a larger tp or pp", less = "more micro-batches or a smaller batch";
  if (!has(dist::recomputeAttrName, "layer"))
    less = "recompute = layer, " + less;
  auto zero = module->getAttrOfType<IntegerAttr>(dist::zeroAttrName);
  if (zero && zero.getInt() == 0)
    more += ", or zero = 1 with dp above 1";
  return 2 * step > total(bytes) ? less + "; then " + more : more + "; then " + less;
}

struct CheckFitPass : impl::CheckFitPassBase<CheckFitPass> {
  void runOnOperation() override {
    auto device = getOperation()->getAttrOfType<DictionaryAttr>(dist::deviceAttrName);
    if (!device)
      return;
    auto memory = device.getAs<IntegerAttr>("memory"), ranks = device.getAs<IntegerAttr>("ranks");
    auto host = device.getAs<BoolAttr>("host");
    auto cluster = device.getAs<StringAttr>("cluster");
    if (!memory || !ranks || !host || !cluster || ranks.getInt() < 1) {
      getOperation().emitError() << dist::deviceAttrName
                                 << " is not of the form that heddle-apply-plan gives it";
      return signalPassFailure();
    }
    exec::RoleOp worst;
    for (auto role : getOperation().getOps<exec::RoleOp>())
      if (!worst || *role.getArenaBytes() > *worst.getArenaBytes())
        worst = role;
    if (!worst || *worst.getArenaBytes() <= uint64_t(memory.getInt() / ranks.getInt()))
      return;
    report(worst, double(memory.getInt()), ranks.getInt(), cluster, host.getValue());
  }

  void report(exec::RoleOp role, double memory, int64_t ranks, StringRef cluster, bool host) {
    ModuleOp module = getOperation();
    ClassBytes bytes = countArena(role);
    // At the location, not at the module: a diagnostic of an op can come with all its text.
    Location loc = module.getLoc();
    InFlightDiagnostic diagnostic = host ? emitError(loc) : emitWarning(loc);
    diagnostic << "the program does not fit: a rank of stage " << role.getStage() << " needs "
               << inGiB(double(*role.getArenaBytes())) << " (" << describe(bytes)
               << "), but a device of cluster '" << cluster << "' has " << inGiB(memory)
               << " (its memory_gib)";
    if (ranks > 1)
      diagnostic << " for " << ranks << " ranks";
    diagnostic.attachNote(loc) << "hint: give it " << advise(module, bytes);
    if (host)
      signalPassFailure();
  }
};

} // namespace
} // namespace heddle::memory

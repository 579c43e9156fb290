//===- CompileFlags.cpp - options shared by compile and verify ------------===//

#include "tools/heddle/CompileFlags.h"

#include "dialects/exec/Exec.h"
#include "frontend/Frontend.h"
#include "tools/heddle/CommandLine.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace heddle::tools {

std::vector<const llvm::cl::Option *> CompileFlags::getPlanFlags() const {
  return {&plan, &cluster, &dp, &pp, &tp, &microBatches, &zero, &schedule, &recompute};
}

std::vector<const llvm::cl::Option *> CompileFlags::getSpecFlags() const {
  return {&model, std::addressof(set)}; // a list has an operator& of its own
}

/// In the options of the pass 0 and empty mean "not pinned"; on the command line they are mistakes.
static LogicalResult checkGiven(const llvm::cl::Option &flag, bool isEmpty, StringRef needed,
                                MLIRContext *context) {
  if (flag.getNumOccurrences() == 0 || !isEmpty)
    return success();
  std::string name = "--" + flag.ArgStr.str();
  return emitError(FileLineColLoc::get(context, name, 1, 1))
         << name << " needs " << needed << "; leave it out for the default";
}

/// "--dp 2", under the name by which the plan stage locates what it is told by options.
template <typename FlagT> static void showFlag(const FlagT &flag, llvm::SourceMgr &sources) {
  if (flag.getNumOccurrences() == 0)
    return;
  std::string name = "--" + flag.ArgStr.str(), text;
  llvm::raw_string_ostream(text) << name << " " << flag.getValue();
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, name), llvm::SMLoc());
}

FailureOr<plan::PlanOptions> CompileFlags::getPlan(llvm::SourceMgr &sources,
                                                   MLIRContext *context) const {
  bool ok = true;
  for (const auto *flag : {&dp, &pp, &tp, &microBatches}) {
    showFlag(*flag, sources);
    ok &= succeeded(checkGiven(*flag, *flag == 0u, "a value of at least 1", context));
  }
  showFlag(zero, sources);
  for (const auto *flag : {&schedule, &recompute}) {
    showFlag(*flag, sources);
    ok &= succeeded(checkGiven(*flag, flag->empty(), "a name", context));
  }
  if (!ok)
    return failure();
  plan::PlanOptions options;
  options.plan = plan;
  options.cluster = cluster;
  options.dp = dp;
  options.pp = pp;
  options.tp = tp;
  options.microBatches = microBatches;
  if (zero.getNumOccurrences() > 0)
    options.zero = zero;
  options.schedule = schedule;
  options.recompute = recompute;
  return options;
}

OwningOpRef<ModuleOp> CompileFlags::parseSpec(llvm::SourceMgr &sources,
                                              MLIRContext *context) const {
  frontend::Options options;
  options.model = model;
  for (const std::string &text : set) {
    std::optional<frontend::Override> parsed = frontend::parseOverride(text);
    if (!parsed) {
      (void)complain("--set takes name=value, such as --set layers=4, got '" + text + "'");
      return nullptr;
    }
    options.overrides.push_back(*parsed);
  }
  return frontend::parseModelFile(input, sources, context, options);
}

void registerDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, func::FuncDialect, graph::GraphDialect, dist::DistDialect,
                  exec::ExecDialect>();
}

} // namespace heddle::tools

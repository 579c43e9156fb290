//===- CompileFlags.cpp - options shared by compile and verify ------------===//

#include "tools/heddle/CompileFlags.h"

#include "dialects/exec/Exec.h"
#include "frontend/Frontend.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace heddle::tools {

plan::PlanOptions CompileFlags::getPlan() const {
  plan::PlanOptions options;
  options.plan = plan;
  options.cluster = cluster;
  options.dp = dp;
  options.pp = pp;
  options.tp = tp;
  options.microBatches = microBatches;
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
      emitError(UnknownLoc::get(context)) << "--set takes name=value, got '" << text << "'";
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

//===- ScaleTest.cpp - how compilation grows with the model ---------------===//
//
// GPT-3 175B on 1,024 devices, at several depths and numbers of micro-batches, from the
// spec to the memory plan. What is guarded are counts of allocations: unlike times they
// are the same on every machine, and what grows needlessly shows in them.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Dist.h"
#include "dialects/exec/Exec.h"
#include "frontend/Frontend.h"
#include "passes/Pipeline.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

#include <cstddef>

namespace {
size_t allocations = 0, bytesAllocated = 0;
} // namespace

// glibc lets a program put its own functions before malloc, for all libraries. The compiler runs on
// one thread here, so plain counters will do.
extern "C" {
void *__libc_malloc(size_t bytes);
void *malloc(size_t bytes) {
  ++allocations;
  bytesAllocated += bytes;
  return __libc_malloc(bytes);
}
}

using namespace heddle;

namespace {

struct Cost {
  double allocations = 0, bytes = 0;

  friend Cost operator-(Cost a, Cost b) {
    return {a.allocations - b.allocations, a.bytes - b.bytes};
  }
  friend Cost operator/(Cost a, double b) { return {a.allocations / b, a.bytes / b}; }
  friend std::ostream &operator<<(std::ostream &os, Cost cost) {
    return os << cost.allocations << " allocations of " << cost.bytes / 1024 << " KiB";
  }
};

/// From the spec to the memory plan.
Cost compileGpt3(int layers, int microBatches) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect, graph::GraphDialect,
                  dist::DistDialect, exec::ExecDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  // Warnings, such as that of a plan that does not fit, are not what is counted here.
  mlir::ScopedDiagnosticHandler handler(&context, [](mlir::Diagnostic &) {});
  llvm::SourceMgr sources;

  Cost before{double(allocations), double(bytesAllocated)};
  frontend::Options model;
  model.overrides.push_back(*frontend::parseOverride("layers=" + std::to_string(layers)));
  auto module = frontend::parseModelFile("models/gpt3_175b.heddle", sources, &context, model);
  EXPECT_TRUE(module);
  CompileOptions options;
  options.plan.cluster = "models/clusters/h100x1024.textproto";
  options.plan.dp = 16;
  options.plan.tp = 8;
  options.plan.pp = 8;
  options.plan.microBatches = microBatches;
  options.plan.schedule = "1f1b";
  options.to = Phase::Memory;
  options.verifyEach = false;
  EXPECT_TRUE(mlir::succeeded(compile(*module, options)));
  return Cost{double(allocations), double(bytesAllocated)} - before;
}

} // namespace

// The limits are what is measured and a tenth: raise them only for something that is worth it.

TEST(Scale, GrowsLinearlyWithDepth) {
  Cost at16 = compileGpt3(16, 8), at32 = compileGpt3(32, 8), at96 = compileGpt3(96, 8);
  Cost perLayer = (at32 - at16) / 16, deeper = (at96 - at32) / 64;
  std::cout << "16 layers: " << at16 << "; each layer more: " << perLayer
            << ", beyond 32: " << deeper << "\n";
  EXPECT_LT(perLayer.allocations, 1260);
  EXPECT_LT(perLayer.bytes, 158 * 1024);
  EXPECT_LT(deeper.allocations, 1.1 * perLayer.allocations);
}

TEST(Scale, GrowsWithMicroBatchesByTheirRowsAlone) {
  constexpr int kLayers = 32, kMore = 56;
  Cost at8 = compileGpt3(kLayers, 8), at64 = compileGpt3(kLayers, 8 + kMore);
  // A forward and a backward row of `train`, a row of `eval`.
  Cost perRow = (at64 - at8) / (3 * kMore * kLayers);
  std::cout << "8 micro-batches: " << at8 << "; each row more: " << perRow << "\n";
  EXPECT_LT(perRow.allocations, 3.8);
  EXPECT_LT(perRow.bytes, 1.04 * 1024);
}

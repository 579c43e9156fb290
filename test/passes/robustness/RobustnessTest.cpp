//===- RobustnessTest.cpp - any pass on any IR ends without a crash -------===//
//
// heddle-opt runs every pass on every input that parses, dumps of other phases and edited ones
// included. A pass may refuse what it is given, with an error; it may not crash.
//
//===----------------------------------------------------------------------===//

#include "test/passes/robustness/Isolated.h"
#include "test/passes/robustness/Mutants.h"

#include "RegisterStages.h"
#include "dialects/exec/Exec.h"
#include "frontend/Frontend.h"
#include "passes/Pipeline.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace mlir;
using namespace heddle;
using namespace heddle::test;

namespace {

/// Everything that a plan can ask for at once.
plan::PlanOptions makePlan() {
  plan::PlanOptions plan;
  plan.dp = plan.tp = plan.pp = plan.microBatches = 2;
  plan.zero = 1;
  return plan;
}

class Robustness : public testing::Test {
protected:
  Robustness() {
    static const bool registered = (registerStagePasses(), true);
    (void)registered;
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, func::FuncDialect, graph::GraphDialect, dist::DistDialect,
                    exec::ExecDialect>();
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    context.disableMultithreading();
  }

  /// The tiny GPT-2 after each phase.
  std::vector<std::pair<std::string, OwningOpRef<ModuleOp>>> compilePhases() {
    std::vector<std::pair<std::string, OwningOpRef<ModuleOp>>> phases;
    llvm::SourceMgr sources;
    OwningOpRef<ModuleOp> module =
        frontend::parseModelFile("models/tiny_gpt2.heddle", sources, &context);
    CompileOptions options;
    options.plan = makePlan();
    options.onPhase = [&](Phase phase, ModuleOp module) {
      phases.emplace_back(getPhaseName(phase).str(), module.clone());
    };
    EXPECT_TRUE(module && succeeded(compile(*module, options)));
    return phases;
  }

  void expectNoCrash(ModuleOp module, const std::string &what) {
    for (const std::string &pass : passes)
      if (std::string wrong = runIsolated(module, pass); !wrong.empty())
        ADD_FAILURE() << pass << " on " << what << " " << wrong;
  }

  MLIRContext context;
  const std::vector<std::string> passes = listPasses();
};

/// What heddle-opt would run passes on.
bool isValid(ModuleOp module) {
  ScopedDiagnosticHandler quiet(module.getContext(), [](Diagnostic &) { return success(); });
  return succeeded(verify(module));
}

} // namespace

TEST_F(Robustness, AnyPassOnAnEmptyModule) {
  ASSERT_GT(passes.size(), 40u);
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  expectNoCrash(*module, "an empty module");
}

TEST_F(Robustness, AnyPassOnAnyPhase) {
  for (auto &[phase, module] : compilePhases())
    expectNoCrash(*module, "the phase " + phase);
}

/// The suite takes a sample, the same each time; HEDDLE_ROBUSTNESS_EVERY=1 takes all.
TEST_F(Robustness, AnyPassOnAMutant) {
  const char *text = std::getenv("HEDDLE_ROBUSTNESS_EVERY");
  unsigned every = text ? std::max(1, std::atoi(text)) : 59, number = 0;
  for (auto &[phase, module] : compilePhases())
    for (const Mutant &mutant : listMutants(*module)) {
      if (number++ % every != 0)
        continue;
      OwningOpRef<ModuleOp> changed = module->clone();
      mutant.apply(*changed);
      if (isValid(*changed))
        expectNoCrash(*changed, "the phase " + phase + " " + mutant.what);
    }
}

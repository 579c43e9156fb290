//===- MeshTest.cpp - compiled programs against the interpreter -----------===//
//
// Each layout is compiled at small sizes, run by threads whose sends block, and compared with the
// interpreter in float64 and f32; at full size its structure must be the same and its traffic that
// of the papers. Layouts are a pairwise covering set and 30 random ones: HEDDLE_MESH_SEED=<n> draws
// the same ones again.
//
//===----------------------------------------------------------------------===//

#include "ClosedForms.h"
#include "Layouts.h"
#include "dialects/dist/Dist.h"
#include "dialects/exec/Exec.h"
#include "frontend/Frontend.h"
#include "runtime/program/StructureHash.h"
#include "tools/facts/Collectives.h"
#include "verify/Verifier.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <gtest/gtest.h>
#include <random>

using namespace mlir;
using namespace heddle;
using namespace heddle::test;

namespace {

constexpr unsigned numRandomLayouts = 30;

/// Printed once, so that a failing run can be had again.
uint64_t getSeed() {
  static uint64_t seed = [] {
    const char *text = std::getenv("HEDDLE_MESH_SEED");
    uint64_t value = text ? std::strtoull(text, nullptr, 10) : std::random_device()();
    std::printf("random layouts: HEDDLE_MESH_SEED=%llu\n", (unsigned long long)value);
    return value;
  }();
  return seed;
}

/// A spec and its plan.
class Mesh {
public:
  explicit Mesh(const Layout &layout) {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, func::FuncDialect, graph::GraphDialect, dist::DistDialect,
                    exec::ExecDialect>();
    context.appendDialectRegistry(registry);
    context.disableMultithreading();
    spec = frontend::parseModelFile("models/" + layout.model + ".heddle", sources, &context);
    if (!spec)
      return;
    FailureOr<verify::PlannedModel> planned = verify::planModel(*spec, layout.getPlan());
    if (succeeded(planned))
      model.emplace(std::move(*planned));
  }

private:
  MLIRContext context;
  llvm::SourceMgr sources;
  OwningOpRef<ModuleOp> spec;

public:
  std::optional<verify::PlannedModel> model;
};

constexpr unsigned maxListed = 6;

/// The first tensors that differ, one a line.
std::string listFailures(const verify::Verifier &verifier) {
  std::string text;
  llvm::raw_string_ostream os(text);
  unsigned count = 0;
  for (const verify::Comparison &comparison : verifier.getComparisons())
    if (!comparison.isOk() && ++count <= maxListed)
      os << "  step " << comparison.step << " " << comparison.kind << " " << comparison.tensor
         << ": |x - ref| = " << comparison.difference << ", |ref| = " << comparison.reference
         << ", allowed " << comparison.bound << "\n";
  if (count > maxListed)
    os << "  and " << count - maxListed << " more\n";
  return text;
}

void expectSame(verify::Subject &subject, const std::string &precision, unsigned steps) {
  verify::Verifier verifier(subject, verify::getTolerance(precision), {steps, /*seed=*/1});
  runtime::Status status = verifier.run();
  EXPECT_TRUE(status.ok()) << precision << ": " << status.str();
  EXPECT_EQ(listFailures(verifier), "") << precision;
}

Transformer describe(const Layout &layout, const substitute::AxisSizes &sizes) {
  auto size = [&](StringRef name) {
    for (auto [axis, size] : sizes)
      if (axis.getValue() == name)
        return uint64_t(size);
    return uint64_t(0);
  };
  Transformer model;
  model.isLlama = layout.model.find("llama") != std::string::npos;
  model.layers = layout.model == "gpt3_175b" ? 96 : 4;
  model.embed = size("embed");
  model.heads = size("heads");
  model.kvHeads = model.isLlama ? size("kv_heads") : model.heads;
  model.headDim = size("head_dim");
  model.hidden = size("hidden");
  model.vocab = size("vocab");
  model.seq = size("seq");
  model.batch = size("batch");
  model.dp = layout.dp;
  model.tp = layout.tp;
  model.pp = layout.pp;
  model.microBatches = layout.microBatches;
  model.zero = layout.zero == 1;
  model.recompute = layout.recompute == "layer";
  return model;
}

/// Elements of the stage's parameter buckets that belong to no parameter: at most dp - 1 each.
uint64_t countPadding(const program::Program &program, const program::Role &role, bool tiedOnly) {
  uint64_t padding = 0;
  for (const program::Bucket &bucket : role.buckets()) {
    if (bucket.memory_class() != program::PARAMETER)
      continue;
    uint64_t members = 0;
    bool isTied = false;
    for (const program::Bucket::Member &member : bucket.members()) {
      const program::Variable &variable = program.variables(member.variable());
      uint64_t elements = 1;
      for (int dim = 0; dim < variable.shape_size(); ++dim)
        elements *=
            variable.shape(dim) / (variable.splits(dim).axes_size() ? program.mesh().tp() : 1);
      members += elements;
      isTied |= variable.stages_size() > 1;
    }
    EXPECT_LT(bucket.elements() - members, program.mesh().dp()) << bucket.name();
    if (isTied || !tiedOnly)
      padding += bucket.elements() - members;
  }
  return padding;
}

/// Every kind of collective of every stage, and no other.
void expectTraffic(const Layout &layout, const verify::PlannedModel &model,
                   const program::Program &program) {
  Transformer transformer = describe(layout, model.fullSizes);
  for (const program::Role &role : program.roles()) {
    std::vector<facts::CollectiveUse> uses = facts::collectCollectives(program, role, "train");
    std::erase_if(uses, [](const auto &use) { return !use.isMessage() && use.elements == 1; });
    Bytes actual;
    for (const auto &[kind, traffic] : facts::totalTraffic(uses))
      actual[kind] = traffic.bytesPerStep;
    EXPECT_EQ(actual, computeTraffic(transformer, role.stage(), countPadding(program, role, false),
                                     countPadding(program, role, true)))
        << "stage " << role.stage();
  }
}

class MeshTest : public testing::TestWithParam<Layout> {};

std::string nameOf(const testing::TestParamInfo<Layout> &info) {
  return std::to_string(info.index) + "_" + info.param.getName();
}

} // namespace

TEST_P(MeshTest, ComputesWhatTheSpecSays) {
  Mesh mesh(GetParam());
  ASSERT_TRUE(mesh.model);
  FailureOr<program::Program> full = verify::compileFullSize(*mesh.model);
  ASSERT_TRUE(succeeded(full));
  expectTraffic(GetParam(), *mesh.model, *full);
  for (const char *precision : {"f64", "f32"}) {
    FailureOr<verify::Subject> subject = verify::compileSubject(*mesh.model, precision);
    ASSERT_TRUE(succeeded(subject)) << precision;
    EXPECT_EQ(program::structureHash(subject->program), program::structureHash(*full)) << precision;
    expectSame(*subject, precision, /*steps=*/3);
  }
}

INSTANTIATE_TEST_SUITE_P(Pairwise, MeshTest, testing::ValuesIn(makePairwiseLayouts()), nameOf);
INSTANTIATE_TEST_SUITE_P(Random, MeshTest,
                         testing::ValuesIn(makeRandomLayouts(numRandomLayouts, getSeed())), nameOf);

/// Megatron's figure: 175 billion parameters on 1,024 devices. Nothing is run.
TEST(MeshTraffic, Gpt3On1024Devices) {
  Layout layout{"gpt3_175b", /*dp=*/16, /*tp=*/8, /*pp=*/8, /*zero=*/1, /*microBatches=*/64};
  Mesh mesh(layout);
  ASSERT_TRUE(mesh.model);
  FailureOr<program::Program> full = verify::compileFullSize(*mesh.model);
  ASSERT_TRUE(succeeded(full));
  expectTraffic(layout, *mesh.model, *full);
}

namespace {

/// Compiles `layout`, lets `damage` change the first instruction for which it returns true, and
/// returns what the comparison finds.
std::string compareDamaged(const Layout &layout,
                           llvm::function_ref<bool(program::Instruction &)> damage) {
  Mesh mesh(layout);
  FailureOr<verify::Subject> subject = verify::compileSubject(*mesh.model, "f64");
  for (program::Segment &segment : *subject->program.mutable_segments())
    for (program::Instruction &instruction : *segment.mutable_instructions())
      if (damage(instruction)) {
        verify::Verifier verifier(*subject, verify::getTolerance("f64"), {1, 1});
        runtime::Status status = verifier.run();
        EXPECT_TRUE(status.ok()) << status.str();
        return listFailures(verifier);
      }
  ADD_FAILURE() << "nothing to damage";
  return "";
}

void makeNothing(program::Instruction &instruction) {
  program::Ref buffer = instruction.collective().buffer();
  *instruction.mutable_fill()->mutable_buffer() = buffer;
}

} // namespace

// The comparison must see each of these.

TEST(MeshDamage, AMissingGradientReductionShows) {
  Layout layout{"tiny_gpt2", /*dp=*/2};
  EXPECT_NE(compareDamaged(layout,
                           [](program::Instruction &instruction) {
                             if (!instruction.has_collective() ||
                                 instruction.collective().count() == 1)
                               return false;
                             makeNothing(instruction);
                             return true;
                           }),
            "");
}

TEST(MeshDamage, AMissingPartialSumShows) {
  Layout layout{"tiny_llama", /*dp=*/1, /*tp=*/2};
  EXPECT_NE(compareDamaged(layout,
                           [](program::Instruction &instruction) {
                             if (!instruction.has_collective())
                               return false;
                             makeNothing(instruction);
                             return true;
                           }),
            "");
}

TEST(MeshDamage, AGradientThatIsNotAccumulatedShows) {
  Layout layout{"tiny_gpt2", 1, 1, 1, 0, /*microBatches=*/2};
  EXPECT_NE(compareDamaged(layout,
                           [](program::Instruction &instruction) {
                             if (!instruction.has_gemm() ||
                                 !instruction.gemm().accumulate().row_scalar())
                               return false;
                             instruction.mutable_gemm()->clear_accumulate();
                             return true;
                           }),
            "");
}

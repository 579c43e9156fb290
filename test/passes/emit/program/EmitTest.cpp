//===- EmitTest.cpp - exec as a program message ---------------------------===//

#include "passes/emit/Emit.h"

#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mlir;
using testing::ElementsAre;
namespace program = heddle::program;

namespace {

constexpr const char *kSource = R"mlir(
module attributes {dist.mesh = #dist.mesh<dp = 2, pp = 1, tp = 2, mb = 4>, graph.model = "tiny",
                   graph.train = {objective = "causal_lm", batch = 8 : i64, steps = 100 : i64, lr = 1.0e-3}} {
  graph.variable parameter @wq : tensor<8x4xf32, #dist.layout<[embed, heads @tp]>> {decay, group = "a", init = #graph.init<constant, 1.0>}
  graph.variable moment @wq.m : tensor<8x4xf32, #dist.layout<[embed, heads @tp]>> {group = "a", init = #graph.init<constant, 0.0>}
  exec.kernel @k0 attributes {accumulate = array<i1: false>, exec.description = "exp", in_place = array<i64: -1>, rows = []} {
  ^bb0(%x: tensor<4xf32, #graph.axes<a>>, %offset: index):
    exec.yield %x : tensor<4xf32, #graph.axes<a>>
  }
  exec.kernel @k1 attributes {accumulate = array<i1: true>, exec.description = "neg", in_place = array<i64: -1>, rows = []} {
  ^bb0(%x: tensor<4xf32, #graph.axes<a>>):
    exec.yield %x : tensor<4xf32, #graph.axes<a>>
  }
  exec.segment @segment.layers attributes {flops = 5.0, frames = [
      #exec.frame<name = "x", memory_class = parameter, read = true, written = false>,
      #exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
  ^bb0(%x: !exec.buffer<64>, %y: !exec.buffer<64>, %key: index, %flag: index):
    %a = exec.view %x[16] {terms = [#exec.term<dp * 8>]} : !exec.buffer<64> -> !exec.buffer<32>
    %b = exec.view %a[4] {terms = [#exec.term<tp * 2>]} : !exec.buffer<32> -> !exec.buffer<16>
    %s = exec.scalar 3 {terms = [#exec.term<tp * 8>]}
    exec.launch @k1(%b, %y) scalars(%flag) : !exec.buffer<16>, !exec.buffer<64> loc("tiny.heddle":31:9)
    exec.launch @k0(%b, %y) scalars(%s) : !exec.buffer<16>, !exec.buffer<64>
    exec.collective reduce_scatter %y over #dist.mesh_axes<dp, tp> {type = f64, count = 8, reduction = 1 : i32, stages = array<i64: 0>} : !exec.buffer<64>
    exec.exchange sends(%x : !exec.buffer<64>) receives(%y : !exec.buffer<64>) {send_stages = array<i64: 1>, receive_stages = array<i64: 2>, send_values = array<i64: 7>, receive_values = array<i64: 9>}
  }
  exec.role @stage0 attributes {stage = 0 : i64, arena_bytes = 512 : i64} {
    exec.frames "wq" id 0 {bytes = 64, count = 1, memory_class = 1 : i32, pinned, offset = 0, slots = 1}
    exec.bucket "wq" {frames = 0, memory_class = 1 : i32, suffix = "", type = f32, elements = 16, storage = 3 : i32, members = [@wq], offsets = array<i64: 2>}
    exec.table "train" attributes {global_batch = 8 : i64} {
      exec.frames "tokens" id 1 {bytes = 40, count = 3, memory_class = 7 : i32, pinned, offset = 128, slots = 3}
      exec.port "tokens" {type = i32, shape = array<i64: 2, 5>, frames = 1, instance = 1, micro_batches = 2}
      exec.port "loss" {output, type = f32, shape = array<i64>, frames = 1, instance = 0, micro_batches = 1}
      exec.row @segment.layers "layers.0" micro_batch 2 frames [0, 0, 0, 1, -1, 1] bases [0, 192] scalars [-5, 1]
    }
  }
}
)mlir";

class Emit : public testing::Test {
protected:
  Emit() {
    context.loadDialect<heddle::exec::ExecDialect>();
    module = parseSourceString<ModuleOp>(kSource, &context);
    if (module)
      emitted = heddle::emit::emitProgram(*module);
  }
  void SetUp() override { ASSERT_TRUE(module); }

  const program::Instruction &instruction(int index) const {
    return emitted.segments(0).instructions(index);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  program::Program emitted;
};

TEST_F(Emit, WritesWhatTheModuleSaysOfItself) {
  EXPECT_EQ(emitted.model(), "tiny");
  EXPECT_EQ(emitted.mesh().dp(), 2u);
  EXPECT_EQ(emitted.mesh().micro_batches(), 4u);
  EXPECT_EQ(emitted.training().objective(), "causal_lm");
  EXPECT_EQ(emitted.training().batch(), 8u);
  EXPECT_EQ(emitted.training().seq(), 5u) << "the last dimension of tokens";
  EXPECT_EQ(emitted.training().peak_learning_rate(), 1e-3);
}

TEST_F(Emit, LeavesMomentsToTheirParameters) {
  ASSERT_EQ(emitted.variables_size(), 1);
  const program::Variable &variable = emitted.variables(0);
  EXPECT_EQ(variable.name(), "wq");
  EXPECT_TRUE(variable.decay());
  EXPECT_THAT(variable.shape(), ElementsAre(8, 4));
  EXPECT_THAT(variable.axis_names(), ElementsAre("embed", "heads"));
  EXPECT_THAT(variable.splits(0).axes(), ElementsAre());
  EXPECT_THAT(variable.splits(1).axes(), ElementsAre(program::TP));
  EXPECT_THAT(variable.stages(), ElementsAre(0));
}

TEST_F(Emit, CountsScalarsOfKernels) {
  ASSERT_EQ(emitted.kernels_size(), 2);
  EXPECT_EQ(emitted.kernels(0).args(), 2u);
  EXPECT_EQ(emitted.kernels(0).scalars(), 1u) << "its offset";
  EXPECT_EQ(emitted.kernels(1).scalars(), 1u) << "the flag of its accumulated result";
  EXPECT_EQ(emitted.kernels(1).description(), "neg");
  EXPECT_EQ(emitted.kernels(0).bytes_moved(), 32u);
}

TEST_F(Emit, SumsViewsIntoReferences) {
  const program::Ref &ref = instruction(0).launch().args(0);
  EXPECT_EQ(ref.frame(), 0u);
  EXPECT_EQ(ref.offset(), 20u);
  ASSERT_EQ(ref.terms_size(), 2);
  EXPECT_EQ(ref.terms(0).axis(), program::TP);
  EXPECT_EQ(ref.terms(0).stride(), 2);
  EXPECT_EQ(ref.terms(1).axis(), program::DP);
  EXPECT_EQ(ref.terms(1).stride(), 8);
  EXPECT_EQ(instruction(0).launch().args(1).frame(), 1u);
}

/// Row scalars are numbered from 1, after the frames; 0 means none.
TEST_F(Emit, TellsRowScalarsFromCoordinates) {
  EXPECT_EQ(instruction(0).launch().kernel(), 1u);
  EXPECT_EQ(instruction(0).launch().scalars(0).row_scalar(), 2u);
  const program::Scalar &scalar = instruction(1).launch().scalars(0);
  EXPECT_EQ(scalar.row_scalar(), 0u);
  EXPECT_EQ(scalar.constant(), 3);
  EXPECT_EQ(scalar.terms(0).axis(), program::TP);
}

TEST_F(Emit, KeepsPositionsInTheSpec) {
  EXPECT_EQ(emitted.locations(0), "");
  EXPECT_EQ(emitted.locations(instruction(0).location()), "tiny.heddle:31:9");
}

TEST_F(Emit, WritesCollectivesAndExchanges) {
  const program::Collective &collective = instruction(2).collective();
  EXPECT_EQ(collective.kind(), program::Collective::REDUCE_SCATTER);
  EXPECT_EQ(collective.reduction(), program::Collective::MAX);
  EXPECT_EQ(collective.type(), program::F64);
  EXPECT_THAT(collective.axes(), ElementsAre(program::DP, program::TP));
  EXPECT_THAT(collective.stages(), ElementsAre(0));
  const program::Exchange &exchange = instruction(3).exchange();
  EXPECT_EQ(exchange.sends(0).stage(), 1u);
  EXPECT_EQ(exchange.sends(0).value(), 7u);
  EXPECT_EQ(exchange.sends(0).bytes(), 64u);
  EXPECT_EQ(exchange.receives(0).stage(), 2u);
  EXPECT_EQ(exchange.receives(0).buffer().frame(), 1u);
}

TEST_F(Emit, WritesRowsAndState) {
  const program::Role &role = emitted.roles(0);
  EXPECT_EQ(role.arena_bytes(), 512u);
  EXPECT_EQ(role.buckets(0).storage(), program::Bucket::OWN_SHARD);
  EXPECT_EQ(role.buckets(0).members(0).element(), 2u);
  const program::Row &row = role.entries(0).rows(0);
  EXPECT_EQ(emitted.instances(row.instance()), "layers.0");
  EXPECT_EQ(row.micro_batch(), 2u);
  EXPECT_THAT(row.bases(), ElementsAre(0, 192));
  EXPECT_THAT(row.scalars(), ElementsAre(-5, 1));
}

/// The frames of a port lie one after the other, each rounded up to the alignment of the arena.
TEST_F(Emit, PlacesPortsInTheirFrames) {
  const program::Entry &entry = emitted.roles(0).entries(0);
  ASSERT_EQ(entry.inputs_size(), 1);
  ASSERT_EQ(entry.outputs_size(), 1);
  EXPECT_EQ(entry.inputs(0).name(), "tokens");
  EXPECT_EQ(entry.inputs(0).type(), program::I32);
  EXPECT_EQ(entry.inputs(0).stride(), 64u);
  EXPECT_EQ(entry.inputs(0).offset(), 128u + 64u);
  EXPECT_EQ(entry.inputs(0).micro_batches(), 2u);
  EXPECT_EQ(entry.outputs(0).offset(), 128u);
}

TEST(SpecPosition, IsTheFirstOneInAFile) {
  MLIRContext context;
  Location file = FileLineColLoc::get(&context, "a.heddle", 3, 4);
  Location other = FileLineColLoc::get(&context, "b.heddle", 5, 6);
  EXPECT_EQ(heddle::emit::getSpecPosition(FusedLoc::get(&context, {file, other})), "a.heddle:3:4");
  EXPECT_EQ(heddle::emit::getSpecPosition(UnknownLoc::get(&context)), "");
}

} // namespace

//===- ValidatorTest.cpp - what a program must not do ---------------------===//

#include "runtime/program/Validator.h"
#include "test/runtime/TinyProgram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

using namespace heddle::program;
using heddle::test::TinyProgram;
using testing::HasSubstr;

TEST(Validator, AcceptsTheTinyProgram) {
  for (uint32_t dp : {1, 2, 3}) {
    auto status = validateProgram(TinyProgram(dp).program);
    EXPECT_TRUE(status.ok()) << status.message();
  }
}

namespace {

struct Fault {
  const char *name;
  std::function<void(Program &)> make;
  const char *message;
};

class ValidatorFault : public testing::TestWithParam<Fault> {};

Gemm &firstGemm(Program &program) {
  return *program.mutable_segments(0)->mutable_instructions(0)->mutable_gemm();
}
Entry &entry(Program &program, int stage) {
  return *program.mutable_roles(stage)->mutable_entries(0);
}
Collective &collective(Program &program) {
  return *program.mutable_segments(5)->mutable_instructions(3)->mutable_collective();
}

} // namespace

TEST_P(ValidatorFault, IsNamed) {
  Program program = TinyProgram().program;
  GetParam().make(program);
  EXPECT_THAT(validateProgram(program).message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, ValidatorFault,
    testing::Values(
        Fault{"mesh", [](Program &p) { p.mutable_mesh()->set_pp(3); },
              "3 stages, the program 2 roles"},
        Fault{"segment", [](Program &p) { entry(p, 0).mutable_rows(0)->set_segment(99); },
              "there is no segment 99"},
        Fault{"instance", [](Program &p) { entry(p, 0).mutable_rows(0)->set_instance(9); },
              "there is no instance 9"},
        Fault{"bases", [](Program &p) { entry(p, 0).mutable_rows(0)->add_bases(0); },
              "3 frames, the row 4 bases"},
        Fault{"scalars", [](Program &p) { entry(p, 0).mutable_rows(0)->add_scalars(0); },
              "0 scalars, the row 1"},
        Fault{"arena", [](Program &p) { entry(p, 0).mutable_rows(0)->set_bases(0, 640); },
              "leaves the arena"},
        Fault{"baseOverflow",
              [](Program &p) { entry(p, 0).mutable_rows(0)->set_bases(0, UINT64_MAX - 3); },
              "leaves the arena"},
        Fault{"baseAlignment", [](Program &p) { entry(p, 0).mutable_rows(0)->set_bases(0, 2); },
              "not aligned"},
        Fault{"entries", [](Program &p) { entry(p, 1).set_name("eval"); },
              "entry 'train' of stage 0 is missing"},
        Fault{"frame", [](Program &p) { firstGemm(p).mutable_a()->set_frame(5); },
              "operand 'a' is in frame 5"},
        Fault{"offset", [](Program &p) { firstGemm(p).mutable_b()->set_offset(4); },
              "operand 'b' leaves frame"},
        Fault{"offsetAlignment",
              [](Program &p) {
                firstGemm(p).set_m(1);
                firstGemm(p).mutable_a()->set_offset(2);
              },
              "not aligned"},
        Fault{"term",
              [](Program &p) {
                auto *term = firstGemm(p).mutable_c()->add_terms();
                term->set_axis(DP);
                term->set_stride(-4);
              },
              "operand 'c' leaves frame"},
        Fault{"termAxis", [](Program &p) { firstGemm(p).mutable_c()->add_terms(); },
              "unknown mesh axis"},
        Fault{"gemmSize", [](Program &p) { firstGemm(p).set_m(0); },
              "the size 0 of a matrix product"},
        Fault{"gemmStride",
              [](Program &p) {
                firstGemm(p).set_batch(2);
                firstGemm(p).set_stride_a(UINT64_MAX);
              },
              "operand 'a' leaves frame"},
        Fault{"leading", [](Program &p) { firstGemm(p).set_ldc(3); }, "leading dimension"},
        Fault{"gemmType", [](Program &p) { firstGemm(p).set_type(I32); }, "neither f32 nor f64"},
        Fault{"rowScalar", [](Program &p) { firstGemm(p).mutable_accumulate()->set_row_scalar(1); },
              "row scalar 1 of 0"},
        Fault{"instruction", [](Program &p) { p.mutable_segments(0)->add_instructions(); },
              "of no known kind"},
        Fault{"location",
              [](Program &p) { p.mutable_segments(0)->mutable_instructions(0)->set_location(2); },
              "there is no location 2"},
        Fault{"kernel",
              [](Program &p) { p.mutable_segments(0)->add_instructions()->mutable_launch(); },
              "there is no kernel 0"},
        Fault{"kernelArguments",
              [](Program &p) {
                p.set_kernel_library("elf");
                p.add_kernels()->set_symbol("add");
                p.mutable_kernels(0)->set_args(2);
                p.mutable_segments(0)->add_instructions()->mutable_launch();
              },
              "kernel 'add' takes 2 arguments"},
        Fault{"library", [](Program &p) { p.add_kernels()->set_symbol("add"); }, "no object code"},
        Fault{"attentionHeads",
              [](Program &p) {
                auto *attention = p.mutable_segments(0)->add_instructions()->mutable_attention();
                attention->set_type(F32);
                attention->set_batch(1);
                attention->set_seq(1);
                attention->set_heads(3);
                attention->set_kv_heads(2);
                attention->set_head_dim(1);
              },
              "3 heads do not divide"},
        Fault{"attentionDocuments",
              [](Program &p) {
                auto *segment = p.mutable_segments(0);
                uint64_t bytes = segment->frames(0).bytes();
                auto *attention = segment->add_instructions()->mutable_attention();
                attention->set_type(F32);
                attention->set_batch(1), attention->set_seq(1), attention->set_heads(1);
                attention->set_kv_heads(1), attention->set_head_dim(1);
                attention->mutable_documents()->set_offset(bytes);
              },
              "operand 'documents' leaves frame"},
        Fault{"collectiveKind",
              [](Program &p) { collective(p).set_kind(Collective::KIND_UNSPECIFIED); },
              "no known kind"},
        Fault{"collectiveCount",
              [](Program &p) {
                collective(p).set_kind(Collective::ALL_GATHER);
                collective(p).set_count(15);
              },
              "15 elements do not divide among 2 ranks"},
        Fault{"collectiveStages", [](Program &p) { collective(p).add_stages(0); },
              "leaves out stage 1"},
        Fault{"collectiveAlone", [](Program &p) { collective(p).add_axes(PP); },
              "would wait for ever"},
        Fault{"value",
              [](Program &p) {
                p.mutable_segments(0)
                    ->mutable_instructions(1)
                    ->mutable_exchange()
                    ->mutable_sends(0)
                    ->set_value(9);
              },
              "stage 0 sends value 9 of 32 bytes, stage 1 expects value 7 of 32 bytes"},
        Fault{"bytes",
              [](Program &p) {
                p.mutable_segments(0)
                    ->mutable_instructions(1)
                    ->mutable_exchange()
                    ->mutable_sends(0)
                    ->set_bytes(16);
              },
              "of 16 bytes, stage 1 expects value 7 of 32 bytes"},
        Fault{"toItself",
              [](Program &p) {
                p.mutable_segments(0)
                    ->mutable_instructions(1)
                    ->mutable_exchange()
                    ->mutable_sends(0)
                    ->set_stage(0);
              },
              "a message between stage 0 and stage 0"},
        Fault{"lostMessage", [](Program &p) { entry(p, 1).mutable_rows()->RemoveLast(); },
              "would wait for ever"},
        // Without grouping both stages send first: only buffering would save them.
        Fault{"ungrouped",
              [](Program &p) {
                for (int segment : {1, 4}) {
                  auto *instructions = p.mutable_segments(segment)->mutable_instructions();
                  Exchange *sends =
                      instructions->Mutable(instructions->size() - 1)->mutable_exchange();
                  *instructions->Add()->mutable_exchange()->add_receives() = sends->receives(0);
                  instructions->Mutable(instructions->size() - 2)
                      ->mutable_exchange()
                      ->clear_receives();
                }
              },
              "would wait for ever"},
        Fault{"split",
              [](Program &p) {
                p.mutable_mesh()->set_dp(3);
                p.mutable_variables(0)->mutable_splits(1)->add_axes(DP);
              },
              "4 elements does not divide into 3 parts"},
        Fault{"member",
              [](Program &p) {
                p.mutable_roles(0)->mutable_buckets(0)->mutable_members(0)->set_element(1);
              },
              "leaves the bucket"},
        Fault{"bucket",
              [](Program &p) { p.mutable_roles(0)->mutable_buckets(0)->set_offset(1024); },
              "leaves the arena"},
        Fault{"port", [](Program &p) { entry(p, 0).mutable_inputs(0)->set_stride(4096); },
              "leaves the arena"},
        Fault{"batch", [](Program &p) { entry(p, 0).set_global_batch(7); },
              "are not the entry's batch of 7"}),
    [](const auto &info) { return info.param.name; });

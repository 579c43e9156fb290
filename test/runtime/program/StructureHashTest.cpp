//===- StructureHashTest.cpp - a program with its sizes erased ------------===//

#include "runtime/program/StructureHash.h"
#include "test/runtime/TinyProgram.h"

#include <gtest/gtest.h>

using namespace heddle::program;
using heddle::test::TinyProgram;

TEST(StructureHash, DoesNotSeeSizesAndTypes) {
  TinyProgram f32(2, F32), f64(2, F64);
  f64.program.mutable_segments(0)->mutable_instructions(0)->mutable_gemm()->set_m(1);
  f64.program.mutable_roles(0)->mutable_entries(0)->mutable_rows(0)->set_bases(1, 8);
  EXPECT_EQ(structureHash(f32.program), structureHash(f64.program));
}

TEST(StructureHash, SeesWhatIsDone) {
  const uint64_t base = structureHash(TinyProgram().program);
  EXPECT_NE(base, structureHash(TinyProgram(3).program));
  auto differs = [&](auto &&change) {
    TinyProgram tiny;
    change(tiny.program);
    EXPECT_NE(base, structureHash(tiny.program));
  };
  differs([](Program &p) {
    p.mutable_segments(0)->mutable_instructions(0)->mutable_gemm()->mutable_a()->set_frame(2);
  });
  differs([](Program &p) {
    p.mutable_segments(0)->mutable_instructions(0)->mutable_gemm()->set_transpose_b(true);
  });
  differs([](Program &p) {
    p.mutable_segments(5)->mutable_instructions(3)->mutable_collective()->add_axes(TP);
  });
  differs([](Program &p) {
    p.mutable_roles(0)->mutable_entries(0)->mutable_rows(0)->set_micro_batch(1);
  });
  differs([](Program &p) { p.mutable_segments(0)->add_instructions()->mutable_fill(); });
}

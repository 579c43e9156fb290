//===- TinyProgram.h - a program built by hand ------------------*- C++ -*-===//
//
// Two stages x dp, two micro-batches of two rows of four numbers:
//   stage 0: h = x W, sends h, receives y;   stage 1: y = h V, sends y, adds g += h^T y.
// At the end stage 1 sums g over dp. Micro-batch 1 goes up while micro-batch 0 comes down, in one
// exchange, so the table needs grouped messages to end under rendezvous.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_RUNTIME_TINYPROGRAM_H
#define HEDDLE_TEST_RUNTIME_TINYPROGRAM_H

#include "runtime/program/Mesh.h"
#include "runtime/program/program.pb.h"

#include <string>
#include <vector>

namespace heddle::test {

using namespace heddle::program;

/// Offsets in the arena of both roles, in elements of 8 bytes: room for either type.
enum Place : uint64_t { Weight = 0, X0 = 16, H0 = 32, Y0 = 48, G = 64, End = 80 };

class TinyProgram {
public:
  explicit TinyProgram(uint32_t dp = 2, DataType type = F32) : type(type), dp(dp) {
    program.set_producer("test");
    program.set_model("tiny");
    program.mutable_mesh()->set_dp(dp);
    program.mutable_mesh()->set_pp(2);
    program.mutable_mesh()->set_tp(1);
    program.mutable_mesh()->set_micro_batches(2);
    program.mutable_target()->set_os_arch("linux-x86_64");
    program.add_locations("");
    program.add_locations("tiny.heddle:1:1");
    program.add_instances("all");
    addVariables();
    addStage0();
    addStage1();
  }

  Program program;

private:
  uint64_t element() const { return elementBytes(type); }
  uint64_t micro() const { return 8 * element(); } // bytes of 2 x 4

  void addVariables() {
    for (const char *name : {"w", "v"}) {
      Variable &variable = *program.add_variables();
      variable.set_name(name);
      variable.set_type(type);
      for (uint64_t size : {4, 4})
        variable.add_shape(size);
      variable.add_splits();
      variable.add_splits();
      variable.add_stages(name[0] == 'v');
    }
  }

  Role &addRole() {
    Role &role = *program.add_roles();
    role.set_stage(uint32_t(program.roles_size() - 1));
    role.set_arena_bytes(End * 8);
    addBucket(role, Weight, PARAMETER, "");
    if (role.stage() == 1)
      addBucket(role, G, GRADIENT, "gradient");
    role.add_entries()->set_name("train");
    role.mutable_entries(0)->set_global_batch(4 * dp);
    return role;
  }

  void addBucket(Role &role, uint64_t place, MemoryClass memoryClass, const char *suffix) {
    Bucket &bucket = *role.add_buckets();
    bucket.set_name("bucket");
    bucket.set_memory_class(memoryClass);
    bucket.set_suffix(suffix);
    bucket.set_type(type);
    bucket.set_offset(place * 8);
    bucket.set_elements(16);
    bucket.set_storage(Bucket::FULL);
    bucket.add_members()->set_variable(role.stage());
  }

  Segment &addSegment(const std::string &name, const std::vector<uint64_t> &frameBytes) {
    Segment &segment = *program.add_segments();
    segment.set_name(name);
    segment.set_flops(256);
    for (uint64_t bytes : frameBytes) {
      Segment::Frame &frame = *segment.add_frames();
      frame.set_name("frame" + std::to_string(segment.frames_size()));
      frame.set_bytes(bytes);
      frame.set_memory_class(ACTIVATION);
    }
    return segment;
  }

  /// frame c = frame a x frame b: [2, 4] x [4, 4], or [2, 4]^T x [2, 4].
  void addGemm(Segment &segment, uint32_t a, uint32_t b, uint32_t c, bool transpose,
               uint32_t rowScalar) {
    Instruction &instruction = *segment.add_instructions();
    instruction.set_location(1);
    Gemm &gemm = *instruction.mutable_gemm();
    gemm.set_type(type);
    gemm.set_transpose_a(transpose);
    gemm.set_m(transpose ? 4 : 2);
    gemm.set_n(4);
    gemm.set_k(transpose ? 2 : 4);
    gemm.set_batch(1);
    gemm.set_lda(4);
    gemm.set_ldb(4);
    gemm.set_ldc(4);
    gemm.mutable_a()->set_frame(a);
    gemm.mutable_b()->set_frame(b);
    gemm.mutable_c()->set_frame(c);
    gemm.mutable_accumulate()->set_row_scalar(rowScalar);
  }

  void addMessage(Exchange::Message &message, uint32_t stage, uint32_t frame, uint32_t value) {
    message.set_stage(stage);
    message.mutable_buffer()->set_frame(frame);
    message.set_bytes(micro());
    message.set_value(value);
  }

  static void addRow(Role &role, uint32_t segment, uint32_t microBatch, std::vector<uint64_t> bases,
                     std::vector<int64_t> scalars = {}) {
    Row &row = *role.mutable_entries(0)->add_rows();
    row.set_segment(segment);
    row.set_micro_batch(microBatch);
    for (uint64_t base : bases)
      row.add_bases(base);
    for (int64_t scalar : scalars)
      row.add_scalars(scalar);
  }

  static void addPort(google::protobuf::RepeatedPtrField<Port> &ports, const char *name,
                      DataType type, uint64_t place, uint64_t rows, uint64_t microBatches,
                      uint64_t stride) {
    Port &port = *ports.Add();
    port.set_name(name);
    port.set_type(type);
    port.add_shape(rows);
    port.add_shape(4);
    port.set_offset(place * 8);
    port.set_micro_batches(uint32_t(microBatches));
    port.set_stride(stride);
  }

  void addStage0() {
    Role &role = addRole();
    addPort(*role.mutable_entries(0)->mutable_inputs(), "x", type, X0, 2, 2, micro());
    addPort(*role.mutable_entries(0)->mutable_outputs(), "y", type, Y0, 2, 2, micro());
    uint64_t full = 16 * element(), x = X0 * 8, h = H0 * 8, y = Y0 * 8;

    Segment &first = addSegment("up", {full, micro(), micro()}); // w, x, h
    addGemm(first, 1, 0, 2, false, 0);
    addMessage(*first.add_instructions()->mutable_exchange()->add_sends(), 1, 2, 7);

    Segment &both = addSegment("up and down", {full, micro(), micro(), micro()}); // w, x, h, y
    addGemm(both, 1, 0, 2, false, 0);
    Exchange &exchange = *both.add_instructions()->mutable_exchange();
    addMessage(*exchange.add_sends(), 1, 2, 7);
    addMessage(*exchange.add_receives(), 1, 3, 8);

    Segment &last = addSegment("down", {micro()}); // y
    addMessage(*last.add_instructions()->mutable_exchange()->add_receives(), 1, 0, 8);

    addRow(role, 0, 0, {0, x, h});
    addRow(role, 1, 1, {0, x + micro(), h + micro(), y});
    addRow(role, 2, 1, {y + micro()});
  }

  void addStage1() {
    Role &role = addRole();
    // [4 dp, 4] would be split; 4 rows are whole only for dp = 1, so g is read through its bucket.
    uint64_t full = 16 * element(), h = H0 * 8, y = Y0 * 8, g = G * 8;

    Segment &receive = addSegment("receive", {micro()}); // h
    addMessage(*receive.add_instructions()->mutable_exchange()->add_receives(), 0, 0, 7);

    Segment &middle =
        addSegment("middle", {full, micro(), micro(), full, micro()}); // v, h, y, g, next h
    middle.set_scalars(1);
    addGemm(middle, 1, 0, 2, false, 0);
    addGemm(middle, 1, 2, 3, true, 1);
    Exchange &exchange = *middle.add_instructions()->mutable_exchange();
    addMessage(*exchange.add_sends(), 0, 2, 8);
    addMessage(*exchange.add_receives(), 0, 4, 7);

    Segment &last = addSegment("last", {full, micro(), micro(), full}); // v, h, y, g
    last.set_scalars(1);
    addGemm(last, 1, 0, 2, false, 0);
    addGemm(last, 1, 2, 3, true, 1);
    addMessage(*last.add_instructions()->mutable_exchange()->add_sends(), 0, 2, 8);
    Collective &sum = *last.add_instructions()->mutable_collective();
    sum.set_kind(Collective::ALL_REDUCE);
    sum.set_reduction(Collective::SUM);
    sum.set_type(type);
    sum.set_count(16);
    sum.mutable_buffer()->set_frame(3);
    sum.add_axes(DP);

    addRow(role, 3, 0, {h});
    addRow(role, 4, 0, {0, h, y, g, h + micro()}, {0});
    addRow(role, 5, 1, {0, h + micro(), y + micro(), g}, {1});
  }

  const DataType type;
  const uint32_t dp;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_TINYPROGRAM_H

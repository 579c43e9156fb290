//===- PipelineProgram.h - a pipeline without arithmetic --------*- C++ -*-===//
//
// Stages that fill buffers instead of computing them. Between two computations a stage posts all
// its messages in one exchange, as the compiler does, so that opposite ones meet.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_TOOLS_FACTS_PIPELINEPROGRAM_H
#define HEDDLE_TEST_TOOLS_FACTS_PIPELINEPROGRAM_H

#include "runtime/program/program.pb.h"

#include <algorithm>
#include <string>
#include <vector>

namespace heddle::test {

using namespace heddle::program;

inline constexpr uint64_t kActivation = 64; // bytes

class PipelineProgram {
public:
  struct Item {
    bool backward;
    uint32_t microBatch;
  };

  PipelineProgram(uint32_t stages, uint32_t microBatches, bool gpipe)
      : stages(stages), microBatches(microBatches) {
    Mesh &mesh = *program.mutable_mesh();
    mesh.set_dp(1), mesh.set_pp(stages), mesh.set_tp(1), mesh.set_micro_batches(microBatches);
    program.add_locations("");
    program.add_instances("layers.0");
    addWork("segment.layers.fwd", 10);
    addWork("segment.layers.bwd", 20);
    for (uint32_t stage = 0; stage < stages; ++stage)
      addRole(stage, gpipe ? orderGPipe() : order1F1B(stage));
  }

  Program program;

private:
  std::vector<Item> orderGPipe() const {
    std::vector<Item> items;
    for (bool backward : {false, true})
      for (uint32_t i = 0; i < microBatches; ++i)
        items.push_back({backward, i});
    return items;
  }

  std::vector<Item> order1F1B(uint32_t stage) const {
    uint32_t warmUp = std::min(stages - 1 - stage, microBatches), forward = 0, backward = 0;
    std::vector<Item> items;
    while (forward < warmUp)
      items.push_back({false, forward++});
    while (backward < microBatches) {
      if (forward < microBatches)
        items.push_back({false, forward++});
      items.push_back({true, backward++});
    }
    return items;
  }

  /// One frame, which is written.
  void addWork(const char *name, double flops) {
    Segment &segment = *program.add_segments();
    segment.set_name(name);
    segment.set_flops(flops);
    addFrame(segment, true);
    Fill &fill = *segment.add_instructions()->mutable_fill();
    fill.mutable_buffer();
    fill.set_bytes(kActivation);
  }

  static void addFrame(Segment &segment, bool written) {
    Segment::Frame &frame = *segment.add_frames();
    frame.set_name("frame" + std::to_string(segment.frames_size() - 1));
    frame.set_bytes(kActivation);
    frame.set_memory_class(ACTIVATION);
    frame.set_read(!written);
    frame.set_written(written);
  }

  /// `after` is what was just computed, `before` what comes next.
  void addExchange(uint32_t stage, Entry &entry, const Item *after, const Item *before) {
    Segment segment;
    segment.set_name("segment.exchange" + std::to_string(program.segments_size()));
    Exchange &exchange = *segment.add_instructions()->mutable_exchange();
    Row row;
    row.set_segment(uint32_t(program.segments_size()));
    auto add = [&](Exchange::Message &message, const Item &item, int64_t peer, bool written) {
      message.set_stage(uint32_t(peer));
      message.set_bytes(kActivation);
      message.set_value(item.backward);
      message.mutable_buffer()->set_frame(uint32_t(segment.frames_size()));
      addFrame(segment, written);
      row.add_bases(base(item));
    };
    auto exists = [&](int64_t peer) { return peer >= 0 && peer < stages; };
    if (after)
      if (int64_t peer = int64_t(stage) + (after->backward ? -1 : 1); exists(peer))
        add(*exchange.add_sends(), *after, peer, false);
    if (before)
      if (int64_t peer = int64_t(stage) + (before->backward ? 1 : -1); exists(peer))
        add(*exchange.add_receives(), *before, peer, true);
    if (segment.frames_size() == 0)
      return;
    *program.add_segments() = segment;
    *entry.add_rows() = row;
  }

  uint64_t base(const Item &item) const {
    return (item.backward * microBatches + item.microBatch) * kActivation;
  }

  void addRole(uint32_t stage, const std::vector<Item> &order) {
    Role &role = *program.add_roles();
    role.set_stage(stage);
    role.set_arena_bytes(2 * microBatches * kActivation);
    Entry &entry = *role.add_entries();
    entry.set_name("train");
    for (size_t i = 0; i < order.size(); ++i) {
      addExchange(stage, entry, i ? &order[i - 1] : nullptr, &order[i]);
      Row &row = *entry.add_rows();
      row.set_segment(order[i].backward);
      row.set_micro_batch(order[i].microBatch);
      row.add_bases(base(order[i]));
    }
    addExchange(stage, entry, &order.back(), nullptr);
  }

  const uint32_t stages, microBatches;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_TOOLS_FACTS_PIPELINEPROGRAM_H

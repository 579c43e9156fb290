//===- BigramProgram.h - a whole program without the compiler ---*- C++ -*-===//
//
// A bigram model of bytes, trained by two data-parallel ranks with momentum: all entries
// that heddle-run uses, one segment each, whose one frame is the arena.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_TEST_TOOLS_HEDDLE_RUN_BIGRAMPROGRAM_H
#define HEDDLE_TEST_TOOLS_HEDDLE_RUN_BIGRAMPROGRAM_H

#include "runtime/program/program.pb.h"

#include <fstream>
#include <string>
#include <vector>

namespace heddle::test {

class BigramProgram {
public:
  /// With InfiniteGradient one element of the gradient of step 3 is infinite.
  enum Fault { None, InfiniteGradient };

  explicit BigramProgram(Fault fault = None) : fault(fault) {
    program.set_producer("test");
    program.set_model("bigram");
    program::Mesh &mesh = *program.mutable_mesh();
    mesh.set_dp(2);
    mesh.set_pp(1);
    mesh.set_tp(1);
    mesh.set_micro_batches(1);
    program::Training &training = *program.mutable_training();
    training.set_batch(2 * kRows);
    training.set_seq(kSeq);
    training.set_vocab(256);
    training.set_steps(20);
    std::ifstream library(BIGRAM_KERNELS, std::ios::binary);
    program.set_kernel_library(std::string(std::istreambuf_iterator<char>(library), {}));
    program.add_instances("all");
    program.add_roles()->set_arena_bytes(kEnd);
    addState();
    addEntries();
  }

  program::Program program;

private:
  const Fault fault;
  static constexpr uint64_t kRows = 8, kSeq = 32, kTable = 256 * 256;
  /// Offsets in the arena.
  enum Place : uint64_t {
    kTableAt = 0,
    kGradient = kTableAt + 4 * kTable,
    kMoment = kGradient + 4 * kTable,
    kTokens = kMoment + 4 * kTable,
    kTargets = kTokens + 4 * kRows * kSeq,
    kWeights = kTargets + 4 * kRows * kSeq,
    kSelect = kWeights + 4 * kRows * kSeq,
    kLogits = kSelect + 4 * kRows * kSeq,
    kCounter = kLogits + 4 * kRows * 256,
    kLoss = kCounter + 8,
    kWeight = kLoss + 8,
    kRate = kWeight + 8,
    kNorm = kRate + 8,
    kSeed = kNorm + 8,
    kEnd = kSeed + 8
  };

  program::Role &role() { return *program.mutable_roles(0); }

  void addVariable(const std::string &name, bool counter) {
    program::Variable &variable = *program.add_variables();
    variable.set_name(name);
    variable.set_type(counter ? program::F64 : program::F32);
    variable.set_counter(counter);
    variable.add_stages(0);
    for (int i = 0; !counter && i < 2; ++i) {
      variable.add_shape(256);
      variable.add_splits();
    }
  }

  void addBucket(const std::string &suffix, program::MemoryClass memory, uint64_t offset,
                 uint32_t variable) {
    program::Bucket &bucket = *role().add_buckets();
    bucket.set_name("bucket " + std::to_string(offset));
    bucket.set_suffix(suffix);
    bucket.set_memory_class(memory);
    bucket.set_type(program.variables(int(variable)).type());
    bucket.set_offset(offset);
    bucket.set_elements(variable == 0 ? kTable : 1);
    bucket.set_storage(program::Bucket::FULL);
    bucket.add_members()->set_variable(variable);
  }

  void addState() {
    addVariable("table", false);
    addVariable("step", true);
    addBucket("", program::PARAMETER, kTableAt, 0);
    addBucket("gradient", program::GRADIENT, kGradient, 0);
    addBucket("moment1", program::MOMENT, kMoment, 0);
    addBucket("", program::COUNTER, kCounter, 1);
  }

  /// A new entry of one row, of a new segment.
  program::Entry &addEntry(const std::string &name) {
    program::Segment &segment = *program.add_segments();
    segment.set_name(name);
    program::Segment::Frame &frame = *segment.add_frames();
    frame.set_name("arena");
    frame.set_bytes(kEnd);
    program::Entry &entry = *role().add_entries();
    entry.set_name(name);
    entry.set_global_batch(2 * kRows);
    program::Row &row = *entry.add_rows();
    row.set_segment(uint32_t(program.segments_size() - 1));
    row.add_bases(0);
    return entry;
  }

  program::Instruction &addInstruction() {
    return *program.mutable_segments(program.segments_size() - 1)->add_instructions();
  }

  /// Of the newest segment, like addSum.
  void addLaunch(const std::string &symbol, const std::vector<uint64_t> &offsets) {
    program::Launch &launch = *addInstruction().mutable_launch();
    launch.set_kernel(uint32_t(program.kernels_size()));
    for (uint64_t offset : offsets)
      launch.add_args()->set_offset(offset);
    program::Kernel &kernel = *program.add_kernels();
    kernel.set_symbol("bigram_" + symbol);
    kernel.set_args(uint32_t(offsets.size()));
  }

  void addSum(program::DataType type, uint64_t offset, uint64_t count) {
    program::Collective &collective = *addInstruction().mutable_collective();
    collective.set_kind(program::Collective::ALL_REDUCE);
    collective.set_reduction(program::Collective::SUM);
    collective.set_type(type);
    collective.set_count(count);
    collective.mutable_buffer()->set_offset(offset);
    collective.add_axes(program::DP);
  }

  static void setPort(program::Port &port, const std::string &name, program::DataType type,
                      uint64_t offset, std::vector<uint64_t> shape = {}) {
    port.set_name(name);
    port.set_type(type);
    port.set_offset(offset);
    port.set_micro_batches(1);
    for (uint64_t size : shape)
      port.add_shape(size);
  }

  static void addBatch(program::Entry &entry) {
    setPort(*entry.add_inputs(), "tokens", program::I32, kTokens, {kRows, kSeq});
    setPort(*entry.add_inputs(), "targets", program::I32, kTargets, {kRows, kSeq});
    setPort(*entry.add_inputs(), "weights", program::F32, kWeights, {kRows, kSeq});
    setPort(*entry.add_outputs(), "loss", program::F64, kLoss);
    setPort(*entry.add_outputs(), "weight", program::F64, kWeight);
  }

  void addEntries() {
    setPort(*addEntry("init").add_inputs(), "seed", program::I64, kSeed);
    addLaunch("init", {kTableAt, kSeed});

    program::Entry &train = addEntry("train");
    addBatch(train);
    setPort(*train.add_outputs(), "learning_rate", program::F64, kRate);
    setPort(*train.add_outputs(), "gradient_norm", program::F64, kNorm);
    addLaunch("loss", {kTokens, kTargets, kWeights, kTableAt, kLoss, kWeight});
    addSum(program::F64, kLoss, 2);
    addLaunch("gradient", {kTokens, kTargets, kWeights, kTableAt, kGradient});
    addSum(program::F32, kGradient, kTable);
    if (fault == InfiniteGradient)
      addLaunch("spoil", {kGradient, kCounter});
    addLaunch("update", {kTableAt, kGradient, kMoment, kCounter, kWeight, kRate, kNorm});

    addBatch(addEntry("eval"));
    addLaunch("loss", {kTokens, kTargets, kWeights, kTableAt, kLoss, kWeight});
    addSum(program::F64, kLoss, 2);

    program::Entry &logits = addEntry("logits");
    setPort(*logits.add_inputs(), "tokens", program::I32, kTokens, {kRows, kSeq});
    setPort(*logits.add_inputs(), "select", program::F32, kSelect, {kRows, kSeq});
    setPort(*logits.add_outputs(), "logits", program::F32, kLogits, {kRows, 256});
    addLaunch("logits", {kTokens, kSelect, kTableAt, kLogits});
  }
};

} // namespace heddle::test

#endif // HEDDLE_TEST_TOOLS_HEDDLE_RUN_BIGRAMPROGRAM_H

//===- BigramProgram.h - a whole program without the compiler ---*- C++ -*-===//
//
// A bigram model of bytes, or of other tokens, trained by two data-parallel ranks with momentum:
// all entries that heddle-run uses, one segment each, whose one frame is the arena.
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

  explicit BigramProgram(Fault fault = None) : BigramProgram(256, BIGRAM_KERNELS, fault) {}
  /// One of 320 tokens.
  static BigramProgram ofTokens() { return BigramProgram(320, BIGRAM_TOKEN_KERNELS, None); }

  program::Program program;

private:
  BigramProgram(uint64_t vocab, const char *kernels, Fault fault)
      : fault(fault), vocab(vocab), places(vocab) {
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
    training.set_vocab(vocab);
    training.set_steps(20);
    std::ifstream library(kernels, std::ios::binary);
    program.set_kernel_library(std::string(std::istreambuf_iterator<char>(library), {}));
    program.add_instances("all");
    program.add_roles()->set_arena_bytes(places.end);
    addState();
    addEntries();
  }

  const Fault fault;
  const uint64_t vocab;
  static constexpr uint64_t kRows = 8, kSeq = 32;
  /// Offsets in the arena.
  struct Places {
    explicit Places(uint64_t vocab)
        : gradient(4 * vocab * vocab), moment(2 * gradient), tokens(3 * gradient),
          targets(tokens + 4 * kRows * kSeq), weights(targets + 4 * kRows * kSeq),
          select(weights + 4 * kRows * kSeq), logits(select + 4 * kRows * kSeq),
          counter(logits + 4 * kRows * vocab), loss(counter + 8), weight(loss + 8),
          rate(weight + 8), norm(rate + 8), seed(norm + 8), end(seed + 8) {}
    uint64_t table = 0;
    uint64_t gradient, moment, tokens, targets, weights, select, logits;
    uint64_t counter, loss, weight, rate, norm, seed, end;
  };
  const Places places;

  program::Role &role() { return *program.mutable_roles(0); }

  void addVariable(const std::string &name, bool counter) {
    program::Variable &variable = *program.add_variables();
    variable.set_name(name);
    variable.set_type(counter ? program::F64 : program::F32);
    variable.set_counter(counter);
    variable.add_stages(0);
    for (int i = 0; !counter && i < 2; ++i) {
      variable.add_shape(vocab);
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
    bucket.set_elements(variable == 0 ? vocab * vocab : 1);
    bucket.set_storage(program::Bucket::FULL);
    bucket.add_members()->set_variable(variable);
  }

  void addState() {
    addVariable("table", false);
    addVariable("step", true);
    addBucket("", program::PARAMETER, places.table, 0);
    addBucket("gradient", program::GRADIENT, places.gradient, 0);
    addBucket("moment1", program::MOMENT, places.moment, 0);
    addBucket("", program::COUNTER, places.counter, 1);
  }

  /// A new entry of one row, of a new segment.
  program::Entry &addEntry(const std::string &name) {
    program::Segment &segment = *program.add_segments();
    segment.set_name(name);
    program::Segment::Frame &frame = *segment.add_frames();
    frame.set_name("arena");
    frame.set_bytes(places.end);
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

  void addBatch(program::Entry &entry) {
    setPort(*entry.add_inputs(), "tokens", program::I32, places.tokens, {kRows, kSeq});
    setPort(*entry.add_inputs(), "targets", program::I32, places.targets, {kRows, kSeq});
    setPort(*entry.add_inputs(), "weights", program::F32, places.weights, {kRows, kSeq});
    setPort(*entry.add_outputs(), "loss", program::F64, places.loss);
    setPort(*entry.add_outputs(), "weight", program::F64, places.weight);
  }

  void addEntries() {
    setPort(*addEntry("init").add_inputs(), "seed", program::I64, places.seed);
    addLaunch("init", {places.table, places.seed});

    program::Entry &train = addEntry("train");
    addBatch(train);
    setPort(*train.add_outputs(), "learning_rate", program::F64, places.rate);
    setPort(*train.add_outputs(), "gradient_norm", program::F64, places.norm);
    addLaunch("loss", {places.tokens, places.targets, places.weights, places.table, places.loss,
                       places.weight});
    addSum(program::F64, places.loss, 2);
    addLaunch("gradient",
              {places.tokens, places.targets, places.weights, places.table, places.gradient});
    addSum(program::F32, places.gradient, vocab * vocab);
    if (fault == InfiniteGradient)
      addLaunch("spoil", {places.gradient, places.counter});
    addLaunch("update", {places.table, places.gradient, places.moment, places.counter,
                         places.weight, places.rate, places.norm});

    addBatch(addEntry("eval"));
    addLaunch("loss", {places.tokens, places.targets, places.weights, places.table, places.loss,
                       places.weight});
    addSum(program::F64, places.loss, 2);

    program::Entry &logits = addEntry("logits");
    setPort(*logits.add_inputs(), "tokens", program::I32, places.tokens, {kRows, kSeq});
    setPort(*logits.add_inputs(), "select", program::F32, places.select, {kRows, kSeq});
    setPort(*logits.add_outputs(), "logits", program::F32, places.logits, {kRows, vocab});
    addLaunch("logits", {places.tokens, places.select, places.table, places.logits});
  }
};

} // namespace heddle::test

#endif // HEDDLE_TEST_TOOLS_HEDDLE_RUN_BIGRAMPROGRAM_H

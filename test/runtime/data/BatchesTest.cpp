//===- BatchesTest.cpp - inputs of the entries ------------------*- C++ -*-===//

#include "runtime/data/Batches.h"
#include "runtime/data/ByteFile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <fstream>

using namespace heddle::runtime;
using heddle::program::DataType;
using testing::HasSubstr;
namespace program = heddle::program;

namespace {

Tensors inputsOf(uint64_t batch, uint64_t seq, DataType weights = program::F32) {
  return {{"tokens", Tensor(program::I32, {batch, seq})},
          {"targets", Tensor(program::I32, {batch, seq})},
          {"weights", Tensor(weights, {batch, seq})}};
}

/// Data that the test keeps.
class Borrowed : public TokenSource {
public:
  explicit Borrowed(const TokenSource &source) : source(source) {}
  uint64_t size() const override { return source.size(); }
  Status read(uint64_t first, std::span<uint32_t> tokens) const override {
    return source.read(first, tokens);
  }
  Result<uint64_t> fingerprint() const override { return source.fingerprint(); }
  Status checkUnchanged() const override { return source.checkUnchanged(); }
  void findStarts(uint64_t first, uint64_t last, std::vector<uint64_t> &starts) const override {
    source.findStarts(first, last, starts);
  }

private:
  const TokenSource &source;
};

class BatchesTest : public testing::Test {
protected:
  static ByteFile openFile() {
    std::string path = testing::TempDir() + "batches.bin";
    std::ofstream out(path, std::ios::binary);
    for (int i = 0; i < 4000; ++i)
      out.put(static_cast<char>(i * i / 7));
    out.close();
    return std::move(*ByteFile::open(path, 256));
  }

  uint32_t tokenAt(uint64_t place) const {
    uint32_t token = 0;
    EXPECT_TRUE(file.read(place, {&token, 1}).ok());
    return token;
  }

  const Samples &samplesOf(const TokenSource &source) {
    std::vector<DataPart> parts;
    parts.push_back({"data", std::make_unique<Borrowed>(source), 1});
    samples.push_back(
        std::move(*Samples::create(std::move(parts), Samples::Shares::Weights, 16, 9)));
    return samples.back();
  }

  ByteFile file = openFile();
  std::deque<Samples> samples;
  Windows windows = *Windows::create(4000, 16, 9);
};

TEST_F(BatchesTest, TrainRowsAreTheWindowsOfTheStep) {
  Result<Batches> batches = Batches::create(inputsOf(6, 16), samplesOf(file));
  ASSERT_TRUE(batches.ok()) << batches.status().str();
  const Tensors &inputs = **batches->train(11);
  for (uint64_t row = 0; row < 6; ++row)
    for (uint64_t place = 0; place < 16; ++place) {
      uint64_t token = windows.trainStart(11 * 6 + row) + place;
      EXPECT_EQ(inputs.at("tokens").as<int32_t>()[row * 16 + place], tokenAt(token));
      EXPECT_EQ(inputs.at("targets").as<int32_t>()[row * 16 + place], tokenAt(token + 1));
      EXPECT_EQ(inputs.at("weights").as<float>()[row * 16 + place], 1.0f);
    }
}

TEST_F(BatchesTest, WeightHook) {
  auto weight = [](uint64_t sample, uint64_t place) { return 100.0 * sample + place; };
  Result<Batches> batches =
      Batches::create(inputsOf(2, 16, program::F64), samplesOf(file), {weight});
  ASSERT_TRUE(batches.ok());
  const Tensors &inputs = **batches->train(3);
  EXPECT_EQ(inputs.at("weights").as<double>()[0], 600.0);
  EXPECT_EQ(inputs.at("weights").as<double>()[16 + 5], 705.0);
}

// Its mean loss would be 0 / 0.
TEST_F(BatchesTest, StepWithoutAWeightIsRefused) {
  auto weight = [](uint64_t sample, uint64_t place) { return sample == 7 && place == 15 ? 1 : 0; };
  Result<Batches> batches = Batches::create(inputsOf(2, 16), samplesOf(file), {weight});
  ASSERT_TRUE(batches.ok());
  EXPECT_EQ(batches->train(2).status().message(), "no token of step 3 has a loss weight");
  EXPECT_TRUE(batches->train(3).ok()) << "one token is enough";
  EXPECT_FALSE(batches->train(4).ok()) << "weights of the step before do not count";
}

TEST_F(BatchesTest, ARampLeavesOutRowsAndGoesOnWhereItWas) {
  BatchOptions options;
  options.ramp = *BatchRamp::create(4, 2, 2, 6); // steps of 2, 2, 2, then of 4
  Result<Batches> batches = Batches::create(inputsOf(4, 16), samplesOf(file), options);
  ASSERT_TRUE(batches.ok());
  uint64_t position = 0;
  for (uint64_t step = 0; step < 6; ++step) {
    const Tensors &inputs = **batches->train(step);
    uint64_t count = step < 3 ? 2 : 4;
    EXPECT_EQ(batches->batchOf(step), count);
    for (uint64_t row = 0; row < 4; ++row) {
      EXPECT_EQ(inputs.at("weights").as<float>()[row * 16], row < count ? 1.0f : 0.0f);
      if (row < count)
        EXPECT_EQ(inputs.at("tokens").as<int32_t>()[row * 16],
                  int32_t(tokenAt(windows.trainStart(position++))));
    }
  }
}

TEST_F(BatchesTest, HeldOutCoversEachWindowOnce) {
  Result<Batches> batches = Batches::create(inputsOf(5, 16), samplesOf(file));
  ASSERT_TRUE(batches.ok());
  ASSERT_NE(windows.heldOutCount() % 5, 0u) << "the test needs a partial last call";
  double weight = 0;
  for (uint64_t call = 0; call < batches->heldOutCalls(); ++call)
    for (float value : (*batches->heldOut(call))->at("weights").as<float>())
      weight += value;
  EXPECT_EQ(weight, static_cast<double>(windows.heldOutCount() * 16));
}

TEST_F(BatchesTest, RefusesOtherInputs) {
  auto message = [&](Tensors inputs) {
    Result<Batches> batches = Batches::create(inputs, samplesOf(file));
    return batches.ok() ? "" : batches.status().message();
  };
  Tensors missing = inputsOf(2, 16);
  missing.erase("weights");
  EXPECT_THAT(message(missing), HasSubstr("no input 'weights'"));
  EXPECT_THAT(message(inputsOf(2, 15)), HasSubstr("[batch, seq = 16]"));
  EXPECT_THAT(message(inputsOf(2, 16, program::I32)), HasSubstr("of a float type"));
  Tensors more = inputsOf(2, 16);
  more["mask"] = Tensor(program::F32, {2, 16});
  EXPECT_THAT(message(more), HasSubstr("nothing else"));
  Tensors uneven = inputsOf(2, 16);
  uneven["targets"] = Tensor(program::I32, {3, 16});
  EXPECT_THAT(message(uneven), HasSubstr("one batch size"));
}

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

/// Numbers as tokens, and a document that begins with every multiple of 5.
struct Numbers : TokenSource {
  uint64_t size() const override { return 4000; }
  Status read(uint64_t first, std::span<uint32_t> tokens) const override {
    for (uint32_t &token : tokens)
      token = uint32_t(first++);
    return {};
  }
  Result<uint64_t> fingerprint() const override { return 0; }
  void findStarts(uint64_t first, uint64_t last, std::vector<uint64_t> &starts) const override {
    for (; first < last; ++first)
      if (first % 5 == 0)
        starts.push_back(first);
  }
  Status checkUnchanged() const override { return changed ? error("it was changed") : Status(); }
  bool changed = false;
};

TEST_F(BatchesTest, FirstTokensOfDocumentsAreNoTargetsIfAsked) {
  Numbers numbers;
  Result<Batches> batches = Batches::create(inputsOf(4, 16), samplesOf(numbers), {nullptr, true});
  ASSERT_TRUE(batches.ok()) << batches.status().str();
  for (bool train : {true, false}) {
    const Tensors &inputs = train ? **batches->train(3) : **batches->heldOut(0);
    for (uint64_t i = 0; i < 4 * 16; ++i)
      EXPECT_EQ(inputs.at("weights").as<float>()[i],
                inputs.at("targets").as<int32_t>()[i] % 5 == 0 ? 0.0f : 1.0f);
  }
}

TEST_F(BatchesTest, AnEntryMayAskForDocuments) {
  Numbers numbers;
  Tensors with = inputsOf(4, 16);
  with["documents"] = Tensor(program::I32, {4, 16});
  Result<Batches> batches = Batches::create(with, samplesOf(numbers));
  ASSERT_TRUE(batches.ok()) << batches.status().str();
  const Tensors &inputs = **batches->train(3);
  std::span<const int32_t> tokens = inputs.at("tokens").as<int32_t>();
  for (uint64_t i = 0; i < 4 * 16; ++i) {
    EXPECT_EQ(inputs.at("documents").as<int32_t>()[i], tokens[i] / 5 - tokens[i / 16 * 16] / 5);
    EXPECT_EQ(inputs.at("weights").as<float>()[i], 1.0f);
  }
  with["documents"] = Tensor(program::F32, {4, 16});
  EXPECT_THAT(Batches::create(with, samplesOf(numbers)).status().message(),
              HasSubstr("input 'documents' must be I32"));
  // Bytes are of no documents.
  with["documents"] = Tensor(program::I32, {4, 16});
  batches = Batches::create(with, samplesOf(file));
  const Tensors &bytes = **batches->train(3);
  for (int32_t document : bytes.at("documents").as<int32_t>())
    EXPECT_EQ(document, 0);
}

TEST_F(BatchesTest, DataThatChangedIsAnError) {
  Numbers numbers;
  Result<Batches> batches = Batches::create(inputsOf(4, 16), samplesOf(numbers));
  numbers.changed = true;
  EXPECT_EQ(batches->train(0).status().message(), "it was changed");
  EXPECT_EQ(batches->heldOut(0).status().message(), "it was changed");
}

} // namespace

//===- Batches.cpp - the inputs of the train and eval entries ---*- C++ -*-===//

#include "runtime/data/Batches.h"

#include <algorithm>

namespace heddle::runtime {
namespace {

Status checkInput(const Tensors &inputs, const std::string &name, uint64_t seq, bool integer) {
  auto found = inputs.find(name);
  if (found == inputs.end())
    return error("the entry has no input '" + name + "'",
                 "this data feeds tokens, targets, weights and documents");
  const Tensor &tensor = found->second;
  if ((tensor.type == program::I32) != integer)
    return error("input '" + name + "' must be " + (integer ? "I32" : "of a float type"));
  if (tensor.shape.size() != 2 || tensor.shape[0] == 0 || tensor.shape[1] != seq)
    return error("input '" + name + "' must be [batch, seq = " + std::to_string(seq) + "]");
  return {};
}

} // namespace

Result<Batches> Batches::create(const Tensors &inputs, const Samples &samples,
                                BatchOptions options) {
  std::vector<std::string> names = {"tokens", "targets", "weights"};
  if (inputs.contains("documents"))
    names.push_back("documents");
  for (const std::string &name : names)
    if (Status status = checkInput(inputs, name, samples.seq(), name != "weights"); !status)
      return status;
  uint64_t batch = inputs.at("tokens").shape[0];
  auto isOther = [&](const auto &input) { return input.second.shape[0] != batch; };
  if (inputs.size() != names.size() || std::ranges::any_of(inputs, isOther))
    return error("the entry must take tokens, targets, weights and perhaps documents of one batch "
                 "size, nothing else");
  return Batches(inputs, samples, std::move(options));
}

Batches::Batches(const Tensors &inputs, const Samples &samples, BatchOptions options)
    : samples(&samples), options(std::move(options)), inputs(inputs),
      size(inputs.at("tokens").shape[0]), window(samples.seq() + 1) {}

Status Batches::fillRow(uint64_t row, const Samples::Place &sample,
                        const std::function<double(uint64_t)> &weight) {
  uint64_t seq = samples->seq(), start = sample.start;
  if (Status status = sample.source->read(start, window); !status)
    return status;
  std::copy_n(window.begin(), seq, inputs["tokens"].as<int32_t>().begin() + row * seq);
  std::copy_n(window.begin() + 1, seq, inputs["targets"].as<int32_t>().begin() + row * seq);
  starts.clear();
  if (options.masksDocumentStarts || inputs.contains("documents"))
    sample.source->findStarts(start + 1, start + window.size(), starts);
  if (inputs.contains("documents"))
    fillDocuments(inputs["documents"].as<int32_t>().subspan(row * seq, seq), start);
  Tensor &weights = inputs["weights"];
  for (uint64_t place = 0; place < seq; ++place) {
    bool isMasked =
        options.masksDocumentStarts && std::ranges::binary_search(starts, start + place + 1);
    weights.set(row * seq + place, isMasked ? 0 : weight(place));
    total += weights.at(row * seq + place);
  }
  return {};
}

void Batches::fillDocuments(std::span<int32_t> documents, uint64_t start) const {
  int32_t begun = 0;
  for (uint64_t place = 0; place < documents.size(); ++place) {
    if (begun < std::ssize(starts) && starts[begun] == start + place)
      ++begun;
    documents[place] = begun;
  }
}

Result<const Tensors *> Batches::train(uint64_t step) {
  total = 0;
  if (Status status = samples->checkUnchanged(); !status)
    return status;
  uint64_t first = options.ramp ? options.ramp->firstSampleOf(step) : step * size;
  uint64_t count = batchOf(step);
  for (uint64_t row = 0; row < size; ++row) {
    // Rows that a ramp leaves out repeat the last sample; nothing is learned from them.
    uint64_t sample = first + std::min(row, count - 1);
    auto weight = [&](uint64_t place) {
      return row >= count ? 0.0 : options.weightOf ? options.weightOf(sample, place) : 1.0;
    };
    if (Status status = fillRow(row, samples->train(sample), weight); !status)
      return status;
  }
  if (!(total > 0))
    return error("no token of step " + std::to_string(step + 1) + " has a loss weight",
                 "give at least one token of each batch a weight above 0");
  return &inputs;
}

Result<const Tensors *>
Batches::fillHeldOut(uint64_t call, uint64_t count,
                     const std::function<Samples::Place(uint64_t)> &placeOf) {
  if (Status status = samples->checkUnchanged(); !status)
    return status;
  for (uint64_t row = 0; row < size; ++row) {
    uint64_t index = call * size + row;
    auto weight = [&](uint64_t) { return index >= count ? 0.0 : 1.0; };
    if (Status status = fillRow(row, placeOf(std::min(index, count - 1)), weight); !status)
      return status;
  }
  return &inputs;
}

Result<const Tensors *> Batches::heldOut(uint64_t call) {
  return fillHeldOut(call, samples->heldOutCount(),
                     [&](uint64_t index) { return samples->heldOut(index); });
}

Result<const Tensors *> Batches::heldOutOf(size_t part, uint64_t call) {
  return fillHeldOut(call, samples->heldOutCountOf(part),
                     [&](uint64_t index) { return samples->heldOutOf(part, index); });
}

} // namespace heddle::runtime

//===- Ports.cpp - global arrays into and out of arenas -------------------===//

#include "runtime/executor/Ports.h"

#include "runtime/program/ValidatorParts.h"

#include <cmath>
#include <cstring>

namespace heddle::runtime {

using program::Coordinates;
using program::Entry;
using program::Port;

const Entry *findEntry(const program::Role &role, const std::string &name) {
  for (const Entry &entry : role.entries())
    if (entry.name() == name)
      return &entry;
  return nullptr;
}

Tensor portTensor(const Entry &entry, const Port &port) {
  std::vector<uint64_t> shape(port.shape().begin(), port.shape().end());
  if (!shape.empty())
    shape[0] = entry.global_batch();
  return Tensor(port.type(), shape);
}

static Status checkInput(const Entry &entry, const Port &port,
                         const std::map<std::string, Tensor> &inputs) {
  auto found = inputs.find(port.name());
  if (found == inputs.end())
    return error("entry '" + entry.name() + "' needs the input '" + port.name() + "'");
  Tensor expected = portTensor(entry, port);
  const Tensor &given = found->second;
  if (given.type == expected.type && given.shape == expected.shape &&
      given.bytes.size() == expected.bytes.size())
    return {};
  auto describe = [](const Tensor &tensor) {
    std::string text = program::DataType_Name(tensor.type);
    for (uint64_t size : tensor.shape)
      text += " x " + std::to_string(size);
    return text;
  };
  return error("input '" + port.name() + "' of entry '" + entry.name() + "' is " + describe(given) +
               ", not " + describe(expected));
}

/// The step divides by the sum of the weights before anything else.
static Status checkWeights(const Tensor &weights) {
  double sum = 0;
  for (uint64_t i = 0; i < weights.elements(); ++i)
    sum += weights.at(i);
  if (std::isfinite(sum) && sum > 0)
    return {};
  return error("the weights of the batch add up to " + std::to_string(sum) +
                   ", so its loss has no mean",
               "leave out a batch of which no token counts");
}

Status checkInputs(const program::Program &program, const std::string &name,
                   const std::map<std::string, Tensor> &inputs) {
  std::map<std::string, bool> known;
  for (const program::Role &role : program.roles()) {
    const Entry *entry = findEntry(role, name);
    if (!entry)
      return error("the program has no entry '" + name + "'");
    for (const Port &port : entry->inputs()) {
      known[port.name()] = true;
      if (Status status = checkInput(*entry, port, inputs); !status)
        return status;
    }
  }
  for (const auto &[input, tensor] : inputs)
    if (!known.count(input))
      return error("entry '" + name + "' has no input '" + input + "'");
  auto weights = inputs.find("weights");
  return name == "train" && weights != inputs.end() ? checkWeights(weights->second) : Status();
}

/// Calls `each` with the byte positions of one micro-batch in the global array and in the arena,
/// and its bytes.
static void forEachPart(const program::Mesh &mesh, Coordinates at, const Entry &entry,
                        const Port &port, auto &&each) {
  uint64_t bytes = program::elementBytes(port.type());
  for (uint64_t size : port.shape())
    bytes *= size;
  uint64_t microBatches = port.micro_batches();
  uint64_t first =
      program::isSplitOverDp(mesh, entry, port).value_or(false) ? at.dp * microBatches : 0;
  for (uint64_t i = 0; i < microBatches; ++i)
    each((first + i) * bytes, port.offset() + i * port.stride(), bytes);
}

void writePort(const program::Mesh &mesh, Coordinates at, const Entry &entry, const Port &port,
               const Tensor &tensor, std::span<std::byte> arena) {
  forEachPart(mesh, at, entry, port, [&](uint64_t global, uint64_t local, uint64_t bytes) {
    std::memcpy(arena.data() + local, tensor.bytes.data() + global, bytes);
  });
}

void readPort(const program::Mesh &mesh, Coordinates at, const Entry &entry, const Port &port,
              Tensor &tensor, std::span<const std::byte> arena) {
  forEachPart(mesh, at, entry, port, [&](uint64_t global, uint64_t local, uint64_t bytes) {
    std::memcpy(tensor.bytes.data() + global, arena.data() + local, bytes);
  });
}

} // namespace heddle::runtime

//===- Tensors.cpp - between the runtime's and the interpreter's tensors --===//

#include "verify/Tensors.h"

#include "interpreter/Philox.h"

#include "llvm/Support/xxhash.h"

using namespace mlir;
using heddle::runtime::Tensor;

namespace heddle::verify {

interpreter::HostTensor toHost(const Tensor &tensor, RankedTensorType type) {
  auto host = interpreter::HostTensor::zeros(type);
  for (uint64_t i = 0; i < tensor.elements(); ++i)
    host.set(i, tensor.at(i));
  return host;
}

namespace {

/// Numbers in [0, 1) for one named tensor.
class Random {
public:
  Random(uint64_t seed, StringRef name) : seed(seed), key(llvm::xxh3_64bits(name)) {}

  double uniform(uint64_t i) const {
    return interpreter::philoxUniform(interpreter::philoxBlock(seed, key, i)[0]);
  }
  double normal(uint64_t i) const {
    return interpreter::philoxNormal(interpreter::philoxBlock(seed, key, i));
  }

private:
  uint64_t seed, key;
};

} // namespace

static void fillTokens(Tensor &tensor, const Random &random, uint64_t vocab) {
  for (uint64_t i = 0; i < tensor.elements(); ++i)
    tensor.set(i, std::floor(random.uniform(i) * vocab));
}

/// The first weight is never zero: a batch of a few tokens could have no other, and its mean loss
/// would be 0 / 0.
static void fillWeights(Tensor &tensor, const Random &random) {
  constexpr double zeros = 0.2;
  uint64_t perSample = tensor.elements() / tensor.shape[0];
  for (uint64_t i = 0; i < tensor.elements(); ++i) {
    double u = random.uniform(i);
    double scale = 1 + 0.5 * (i / perSample);
    bool isZero = u < zeros && i > 0;
    tensor.set(i, isZero ? 0 : scale * (0.5 + 1.5 * std::max(0.0, u - zeros) / (1 - zeros)));
  }
}

static void fillSelection(Tensor &tensor, const Random &random) {
  uint64_t positions = tensor.elements() / tensor.shape[0];
  for (uint64_t sample = 0; sample < tensor.shape[0]; ++sample)
    tensor.set(sample * positions + uint64_t(random.uniform(sample) * positions), 1);
}

/// A few documents per sample, and some of one position.
static void fillDocuments(Tensor &tensor, const Random &random) {
  constexpr double begins = 0.3;
  uint64_t positions = tensor.elements() / tensor.shape[0];
  double document = 0;
  for (uint64_t i = 0; i < tensor.elements(); ++i) {
    bool isFirst = i % positions == 0;
    document = isFirst ? 0 : document + (random.uniform(i) < begins);
    tensor.set(i, document);
  }
}

runtime::Result<runtime::Tensors> makeInputs(runtime::Tensors inputs, uint64_t vocab,
                                             uint64_t seed) {
  for (auto &[name, tensor] : inputs) {
    Random random(seed, name);
    if (name == "tokens" || name == "targets")
      fillTokens(tensor, random, vocab);
    else if (name == "weights")
      fillWeights(tensor, random);
    else if (name == "documents")
      fillDocuments(tensor, random);
    else if (name == "select")
      fillSelection(tensor, random);
    else if (name == "seed")
      tensor.set(0, double(seed));
    else
      return runtime::error("the program has an input '" + name +
                                "' that verify cannot make up values for",
                            "inputs are tokens, targets, weights, documents, select and seed");
  }
  return inputs;
}

void addNoise(Tensor &tensor, double deviation, uint64_t seed, const std::string &name) {
  Random random(seed, name);
  for (uint64_t i = 0; i < tensor.elements(); ++i)
    tensor.set(i, tensor.at(i) + deviation * random.normal(i));
}

} // namespace heddle::verify

//===- TrainConfig.cpp - the hyper-parameters of a spec -------------------===//

#include "passes/optimizer/TrainConfig.h"

#include <limits>

using namespace mlir;

namespace heddle::optimizer {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class Reader {
public:
  Reader(ModuleOp module, DictionaryAttr values) : module(module), values(values) {}

  /// The number `key`, which must lie in [low, high).
  double read(StringRef key, double low, double high = infinity) {
    std::optional<double> value = getNumber(key);
    if (!value) {
      fail(key) << "is missing or not a number";
      return low;
    }
    if (*value >= low && *value < high)
      return *value;
    InFlightDiagnostic error = fail(key) << "is " << *value << " but must be at least " << low;
    if (high < infinity)
      error << " and below " << high;
    return *value;
  }

  bool failed = false;

private:
  std::optional<double> getNumber(StringRef key) {
    Attribute value = values.get(key);
    if (auto number = dyn_cast_or_null<FloatAttr>(value))
      return number.getValueAsDouble();
    if (auto number = dyn_cast_or_null<IntegerAttr>(value))
      return static_cast<double>(number.getValue().getSExtValue());
    return std::nullopt;
  }

  InFlightDiagnostic fail(StringRef key) {
    failed = true;
    return module.emitError("`") << key << "` of the train block ";
  }

  ModuleOp module;
  DictionaryAttr values;
};

} // namespace

FailureOr<TrainConfig> readTrainConfig(ModuleOp module) {
  auto values = module->getAttrOfType<DictionaryAttr>("graph.train");
  if (!values)
    return module.emitError("has no `graph.train` attribute; write a `train` block in the spec");
  Reader reader(module, values);
  TrainConfig config;
  config.lr = reader.read("lr", 0);
  config.minLr = reader.read("min_lr", 0);
  config.warmup = reader.read("warmup", 0);
  config.steps = reader.read("steps", 1);
  config.beta1 = reader.read("beta1", 0, 1);
  config.beta2 = reader.read("beta2", 0, 1);
  config.eps = reader.read("eps", 0);
  config.weightDecay = reader.read("weight_decay", 0);
  config.clip = reader.read("clip", 0);
  if (reader.failed)
    return failure();
  return config;
}

} // namespace heddle::optimizer

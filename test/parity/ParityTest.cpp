//===- ParityTest.cpp - whole models against PyTorch in float64 -----------===//
//
// Spec -> graph -> autodiff -> optimizer -> interpreter, compared with what record.py recorded: the
// loss, the gradient of every parameter, and every parameter after ten steps of AdamW with
// clipping, warm-up and cosine decay.
//
//===----------------------------------------------------------------------===//

#include "dialects/graph/Graph.h"
#include "frontend/Frontend.h"
#include "interpreter/Interpreter.h"
#include "passes/autodiff/Passes.h"
#include "passes/optimizer/Passes.h"

#include "mlir/Pass/PassManager.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace mlir;
using namespace heddle;
using namespace heddle::interpreter;
using nlohmann::json;

namespace {

constexpr double tolerance = 1e-9;

class Parity : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override;
  void setTrainAttribute();
  void compile();

  /// The inputs of step `index`.
  TensorMap getInputs(const json &step);
  HostTensor getInput(const json &values, RankedTensorType type);
  RankedTensorType getVariableType(const std::string &name);

  /// A state from `init`, with the recorded parameters.
  State getInitialState(const Interpreter &interpreter);
  /// Compares the tensors of `actual` named in `expected`, each in its norm; a tensor that is tiny
  /// beside the whole is compared with 1e-4 of the whole (the gradient of a key's bias is zero in
  /// exact arithmetic).
  void compare(const TensorMap &actual, const json &expected);

  json record;
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

/// The model at the recorded sizes.
void Parity::SetUp() {
  std::string name = GetParam();
  std::ifstream file("test/parity/recorded/" + name + ".json");
  ASSERT_TRUE(file) << "run the test in the source root";
  record = json::parse(file);
  context.loadDialect<graph::GraphDialect, func::FuncDialect, arith::ArithDialect>();
  frontend::Options options;
  for (auto &[size, value] : record["set"].items())
    options.overrides.push_back({size, std::to_string(value.get<int64_t>())});
  options.overrides.push_back({"train.batch", record["train"]["batch"].dump()});
  llvm::SourceMgr sources;
  module = frontend::parseModelFile("models/" + name + ".heddle", sources, &context, options);
  ASSERT_TRUE(module);
  setTrainAttribute();
  compile();
}

/// The recorded hyper-parameters, whatever the spec says.
void Parity::setTrainAttribute() {
  Builder builder(&context);
  SmallVector<NamedAttribute> values;
  for (auto &[key, value] : record["train"].items())
    values.push_back(builder.getNamedAttr(key, builder.getF64FloatAttr(value.get<double>())));
  (*module)->setAttr("graph.train", builder.getDictionaryAttr(values));
}

void Parity::compile() {
  PassManager pm(&context);
  autodiff::addAutodiffStage(pm);
  optimizer::addOptimizerStage(pm);
  ASSERT_TRUE(succeeded(pm.run(*module)));
}

HostTensor Parity::getInput(const json &values, RankedTensorType type) {
  HostTensor tensor = HostTensor::zeros(type);
  EXPECT_EQ(values.size(), size_t(tensor.size()));
  for (int64_t i = 0; i < tensor.size(); ++i)
    tensor.set(i, values.at(i).get<double>());
  return tensor;
}

TensorMap Parity::getInputs(const json &step) {
  auto train = module->lookupSymbol<func::FuncOp>("train");
  TensorMap inputs;
  for (unsigned i = 0; i < train.getNumArguments(); ++i) {
    std::string name = train.getArgAttrOfType<StringAttr>(i, "graph.input").str();
    inputs[name] = getInput(step.at(name), cast<RankedTensorType>(train.getArgumentTypes()[i]));
  }
  return inputs;
}

RankedTensorType Parity::getVariableType(const std::string &name) {
  auto variable = module->lookupSymbol<graph::VariableOp>(name);
  if (!variable)
    throw std::runtime_error("the model has no parameter " + name);
  return cast<RankedTensorType>(variable.getType());
}

State Parity::getInitialState(const Interpreter &interpreter) {
  State state;
  EXPECT_TRUE(
      succeeded(interpreter.run("init", {{"seed", HostTensor::scalar(int64_t{1})}}, state)));
  for (auto &[name, values] : record["initial"].items())
    state[name] = getInput(values, getVariableType(name));
  return state;
}

double norm(const std::vector<double> &values) {
  double sum = 0;
  for (double value : values)
    sum += value * value;
  return std::sqrt(sum);
}

void Parity::compare(const TensorMap &actual, const json &expected) {
  std::map<std::string, std::vector<double>> references;
  double total = 0;
  for (auto &[name, values] : expected.items()) {
    references[name] = values.get<std::vector<double>>();
    total = std::hypot(total, norm(references[name]));
  }
  for (auto &[name, reference] : references) {
    ASSERT_TRUE(actual.count(name)) << name;
    std::vector<double> difference = actual.at(name).values;
    ASSERT_EQ(difference.size(), reference.size()) << name;
    for (size_t i = 0; i < reference.size(); ++i)
      difference[i] -= reference[i];
    EXPECT_LE(norm(difference), tolerance * std::max(norm(reference), 1e-4 * total)) << name;
  }
}

} // namespace

TEST_P(Parity, EveryParameterOfTheSpecIsRecorded) {
  for (auto variable : module->getOps<graph::VariableOp>())
    if (variable.getKind() == graph::VariableKind::Parameter)
      EXPECT_TRUE(record["initial"].contains(variable.getSymName().str()))
          << variable.getSymName().str();
}

TEST_P(Parity, LossAndGradients) {
  Interpreter interpreter(*module);
  interpreter.recordGradients = true;
  State state = getInitialState(interpreter);
  const json &step = record["steps"][0];
  FailureOr<RunResult> result = interpreter.run("train", getInputs(step), state);
  ASSERT_TRUE(succeeded(result));
  compare(result->gradients, record["gradient"]);
}

TEST_P(Parity, EvalGivesTheLossOfTrain) {
  Interpreter interpreter(*module);
  State state = getInitialState(interpreter), before = state;
  const json &step = record["steps"][0];
  FailureOr<RunResult> result = interpreter.run("eval", getInputs(step), state);
  ASSERT_TRUE(succeeded(result));
  double loss = step["loss"];
  EXPECT_NEAR(result->outputs.at("loss").get(0), loss, tolerance * loss);
  EXPECT_EQ(state.at("optimizer.step").values, before.at("optimizer.step").values);
}

TEST_P(Parity, TenStepsOfAdamW) {
  Interpreter interpreter(*module);
  State state = getInitialState(interpreter);
  for (const json &step : record["steps"]) {
    FailureOr<RunResult> result = interpreter.run("train", getInputs(step), state);
    ASSERT_TRUE(succeeded(result));
    for (const char *output : {"loss", "weight", "gradient_norm", "learning_rate"}) {
      double expected = step.at(output);
      EXPECT_NEAR(result->outputs.at(output).get(0), expected, tolerance * expected) << output;
    }
  }
  EXPECT_EQ(state.at("optimizer.step").get(0), 10);
  compare(state, record["final"]);
}

INSTANTIATE_TEST_SUITE_P(Models, Parity, testing::Values("tiny_gpt2", "tiny_llama", "tiny_llama3"),
                         [](const auto &info) { return std::string(info.param); });

//===- Verifier.cpp - runs a program beside the interpreter ---------------===//

#include "verify/Verifier.h"

#include "dialects/graph/Graph.h"
#include "passes/analysis/Entries.h"
#include "verify/Tensors.h"

#include <limits>

using namespace mlir;
using heddle::interpreter::HostTensor;
using heddle::interpreter::TensorMap;
using heddle::runtime::Result;
using heddle::runtime::Status;

namespace heddle::verify {

/// As large as the random weights of the models, so that it matters and does not saturate anything.
static constexpr double noiseDeviation = 0.02;

RankedTensorType Verifier::getVariableType(const std::string &name) {
  auto variable = subject.reference->lookupSymbol<graph::VariableOp>(name);
  return variable ? cast<RankedTensorType>(variable.getType()) : nullptr;
}

Result<TensorMap> Verifier::readParameters(const std::string &suffix) {
  TensorMap tensors;
  for (const runtime::StateName &name : session->shardMap().names()) {
    RankedTensorType type = getVariableType(name.variable);
    if (name.suffix != suffix || !type)
      continue;
    Result<runtime::Tensor> tensor = session->read(name);
    if (!tensor)
      return tensor.status();
    tensors[name.variable] = toHost(*tensor, type);
  }
  return tensors;
}

/// The state that the interpreter has for what the ranks call `suffix` of a parameter.
static TensorMap selectState(const interpreter::State &state, ModuleOp module, StringRef suffix) {
  TensorMap selected;
  for (auto variable : module.getOps<graph::VariableOp>()) {
    if (variable.getKind() == graph::VariableKind::Moment)
      continue;
    std::string name = variable.getSymName().str();
    auto value = state.find(suffix.empty() ? name : name + "." + suffix.str());
    if (value != state.end())
      selected[name] = value->second;
  }
  return selected;
}

Status Verifier::compareState(const std::string &kind, const std::string &suffix, unsigned step) {
  Result<TensorMap> actual = readParameters(suffix);
  if (!actual)
    return actual.status();
  compareTensors(kind, step, *actual, selectState(state, *subject.reference, suffix), tolerance,
                 comparisons);
  compareReplicas(kind, suffix, step);
  return {};
}

/// Only differences are noted: no norm is allowed between replicas.
void Verifier::compareReplicas(const std::string &kind, const std::string &suffix, unsigned step) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const runtime::StateName &name : session->shardMap().names())
    if (name.suffix == suffix && !session->shardMap().checkReplicas(name, session->arenas()).ok())
      comparisons.push_back({"replicas of " + kind, name.variable, step, infinity, 0, 0});
}

void Verifier::compareOutputs(const std::string &kind, unsigned step,
                              const runtime::Tensors &actual, const TensorMap &expected) {
  TensorMap values, references = expected;
  for (auto &[name, tensor] : actual) {
    HostTensor &value = values[name];
    value.shape.assign(tensor.shape.begin(), tensor.shape.end());
    for (uint64_t i = 0; i < tensor.elements(); ++i)
      value.values.push_back(tensor.at(i));
    // An entry that serves gives fewer samples than the graph's batch; rows are samples.
    if (auto found = references.find(name);
        found != references.end() && value.shape.size() == found->second.shape.size()) {
      found->second.shape = value.shape;
      found->second.values.resize(value.values.size());
    }
  }
  compareScalars(kind, step, values, references, tolerance, comparisons);
}

Result<TensorMap> Verifier::makeReferenceInputs(const std::string &entry,
                                                const runtime::Tensors &inputs) {
  func::FuncOp function = findEntry(*subject.reference, entry);
  if (!function)
    return runtime::error("the model has no entry '" + entry + "'");
  TensorMap tensors;
  for (BlockArgument argument : function.getArguments()) {
    std::string name =
        function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "graph.input").str();
    auto input = inputs.find(name);
    if (input == inputs.end())
      return runtime::error("the program's entry '" + entry + "' has no input '" + name + "'");
    tensors[name] = toHost(input->second, cast<RankedTensorType>(argument.getType()));
  }
  return tensors;
}

Status Verifier::runBoth(const std::string &entry, uint64_t seed, runtime::Tensors &actual,
                         interpreter::RunResult &expected) {
  Result<runtime::Tensors> empty = session->inputsOf(entry);
  if (!empty)
    return empty.status();
  auto inputs = makeInputs(std::move(*empty), subject.program.training().vocab(), seed);
  if (!inputs)
    return inputs.status();
  Result<TensorMap> references = makeReferenceInputs(entry, *inputs);
  if (!references)
    return references.status();
  Result<runtime::Tensors> outputs = session->run(entry, *inputs);
  if (!outputs)
    return outputs.status().at("entry '" + entry + "'");
  FailureOr<interpreter::RunResult> result = reference.run(entry, *references, state);
  if (failed(result))
    return runtime::error("the interpreter cannot run the entry '" + entry + "'");
  actual = std::move(*outputs);
  expected = std::move(*result);
  return {};
}

Status Verifier::checkInit() {
  runtime::Tensors actual;
  interpreter::RunResult expected;
  if (Status status = runBoth("init", options.seed, actual, expected); !status)
    return status;
  return compareState("initial", "", 0);
}

/// Both sides go on from what the ranks hold, rounded to their precision.
Status Verifier::perturb() {
  for (const runtime::StateName &name : session->shardMap().names()) {
    auto variable = subject.reference->lookupSymbol<graph::VariableOp>(name.variable);
    if (!name.suffix.empty() || !variable || variable.getKind() != graph::VariableKind::Parameter)
      continue;
    Result<runtime::Tensor> tensor = session->read(name);
    if (!tensor)
      return tensor.status();
    addNoise(*tensor, noiseDeviation, options.seed, "noise." + name.variable);
    if (Status status = session->write(name, *tensor); !status)
      return status;
    state[name.variable] = toHost(*tensor, getVariableType(name.variable));
  }
  return {};
}

Status Verifier::train(unsigned step) {
  runtime::Tensors actual;
  interpreter::RunResult expected;
  if (Status status = runBoth("train", options.seed + step, actual, expected); !status)
    return status;
  compareOutputs("output", step, actual, expected.outputs);
  Result<TensorMap> gradients = readParameters("gradient");
  if (!gradients)
    return gradients.status();
  compareTensors("gradient", step, *gradients, expected.gradients, tolerance, comparisons);
  for (auto [kind, suffix] : {std::pair("parameter", ""), std::pair("moment1", "moment1"),
                              std::pair("moment2", "moment2")})
    if (Status status = compareState(kind, suffix, step); !status)
      return status;
  return {};
}

Status Verifier::serve(const std::string &entry) {
  if (!session->hasEntry(entry))
    return {};
  runtime::Tensors actual;
  interpreter::RunResult expected;
  if (Status status = runBoth(entry, options.seed + 1000, actual, expected); !status)
    return status;
  compareOutputs(entry, options.steps, actual, expected.outputs);
  return {};
}

Status Verifier::run() {
  runtime::SessionOptions sessionOptions;
  sessionOptions.rendezvous = true;
  sessionOptions.timeout = std::chrono::minutes(1);
  auto opened = runtime::Session::open(subject.program, sessionOptions);
  if (!opened)
    return opened.status();
  session = std::move(*opened);
  if (Status status = checkInit(); !status)
    return status;
  if (Status status = perturb(); !status)
    return status;
  for (unsigned step = 1; step <= options.steps; ++step)
    if (Status status = train(step); !status)
      return status;
  for (const char *entry : {"eval", "logits"})
    if (Status status = serve(entry); !status)
      return status;
  return {};
}

} // namespace heddle::verify

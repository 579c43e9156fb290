//===- StateFiles.cpp - named state to and from safetensors -----*- C++ -*-===//

#include "runtime/checkpoint/StateFiles.h"

#include "runtime/checkpoint/Safetensors.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace heddle::runtime {
namespace {

std::set<std::string> counterNames(const program::Program &program) {
  std::set<std::string> counters;
  for (const program::Variable &variable : program.variables())
    if (variable.counter())
      counters.insert(variable.name());
  return counters;
}

std::string shapeText(const std::string &dtype, const std::vector<uint64_t> &shape) {
  std::string text = dtype + " [";
  for (uint64_t size : shape)
    text += (text.back() == '[' ? "" : ", ") + std::to_string(size);
  return text + "]";
}

Result<TensorEntry> entryOf(const ShardMap &map, const StateName &name) {
  Result<Tensor> tensor = map.emptyTensor(name);
  if (!tensor)
    return tensor.status();
  return tensorEntry(name.str(), tensor->type, tensor->shape);
}

template <typename T> Status checkNumbers(std::span<const T> numbers, const std::string &name) {
  auto found = std::ranges::find_if(numbers, [](T number) { return !std::isfinite(number); });
  if (found == numbers.end())
    return {};
  return error("tensor '" + name + "' is not finite: element " +
                   std::to_string(found - numbers.begin()) + " is " + std::to_string(*found),
               "the training that made it diverged; go on from an earlier checkpoint, with a lower "
               "learning rate or a longer warm-up");
}

Status checkFinite(const Tensor &tensor, const std::string &name) {
  switch (tensor.type) {
  case program::F32:
    return checkNumbers(tensor.as<float>(), name);
  case program::F64:
    return checkNumbers(tensor.as<double>(), name);
  default:
    return {};
  }
}

/// The name, type, shape and numbers of one tensor of the file.
Status checkTensor(const ShardMap &map, const StateName &name, const SafetensorsFile &file) {
  const TensorEntry *found = file.find(name.str());
  if (!found)
    return error("no tensor '" + name.str() + "', which the program needs");
  Result<TensorEntry> expected = entryOf(map, name);
  if (!expected)
    return expected.status();
  if (found->shape != expected->shape || found->dtype != expected->dtype)
    return error("tensor '" + name.str() + "' is " + shapeText(found->dtype, found->shape) +
                 ", the program's is " + shapeText(expected->dtype, expected->shape));
  Result<Tensor> tensor = file.read(*found);
  return tensor ? checkFinite(*tensor, name.str()) : tensor.status();
}

} // namespace

std::vector<StateName> parameterNames(const program::Program &program) {
  std::set<std::string> counters = counterNames(program);
  std::vector<StateName> names = ShardMap(program).names();
  std::erase_if(names, [&](const StateName &name) {
    return !name.suffix.empty() || counters.contains(name.variable);
  });
  return names;
}

std::vector<StateName> optimizerNames(const program::Program &program) {
  std::set<std::string> counters = counterNames(program);
  std::vector<StateName> names = ShardMap(program).names();
  std::erase_if(names, [&](const StateName &name) {
    bool parameter = name.suffix.empty() && !counters.contains(name.variable);
    return parameter || name.suffix == "gradient";
  });
  return names;
}

Status writeState(const RankState &state, const std::vector<StateName> &names,
                  const std::string &path) {
  ShardMap map(state.program);
  std::vector<TensorEntry> entries;
  std::map<std::string, StateName> byName;
  for (const StateName &name : names) {
    Result<TensorEntry> entry = entryOf(map, name);
    if (!entry)
      return entry.status();
    entries.push_back(std::move(*entry));
    byName[name.str()] = name;
  }
  auto gather = [&](const TensorEntry &entry) -> Result<Tensor> {
    Result<Tensor> tensor = map.gather(byName.at(entry.name), state.arenaOf);
    if (!tensor)
      return tensor;
    Status status = checkFinite(*tensor, entry.name);
    return status ? std::move(tensor) : Result<Tensor>(status);
  };
  return writeSafetensors(path, std::move(entries),
                          {{"model", state.program.model()}, {"producer", "heddle"}}, gather);
}

Status checkState(const RankState &state, const std::vector<StateName> &names,
                  const std::string &path) {
  Result<SafetensorsFile> file = SafetensorsFile::open(path);
  if (!file)
    return file.status();
  ShardMap map(state.program);
  std::set<std::string> known;
  for (const StateName &name : names) {
    known.insert(name.str());
    if (Status status = checkTensor(map, name, *file); !status)
      return status.at("'" + path + "'");
  }
  for (const TensorEntry &entry : file->header().tensors)
    if (!known.contains(entry.name))
      return error("'" + path + "': tensor '" + entry.name +
                   "' is unknown to the program's model '" + state.program.model() + "'");
  return {};
}

Status readState(const RankState &state, const std::vector<StateName> &names,
                 const std::string &path) {
  Result<SafetensorsFile> file = SafetensorsFile::open(path);
  if (!file)
    return file.status();
  ShardMap map(state.program);
  for (const StateName &name : names) {
    const TensorEntry *entry = file->find(name.str());
    Result<Tensor> tensor = entry
                                ? file->read(*entry)
                                : Result<Tensor>(error("'" + path + "' changed while it was read"));
    if (!tensor)
      return tensor.status();
    if (Status status = map.scatter(name, *tensor, state.arenaOf); !status)
      return status;
  }
  return {};
}

} // namespace heddle::runtime

//===- SafetensorsHeader.cpp - the JSON header, strictly --------*- C++ -*-===//

#include "runtime/checkpoint/Safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace heddle::runtime {
namespace {

using Json = nlohmann::json;

const std::map<std::string, uint64_t> &dtypeBytes() {
  static const std::map<std::string, uint64_t> bytes = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
      {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
      {"U32", 4},  {"F32", 4}, {"F64", 8}, {"I64", 8},     {"U64", 8}};
  return bytes;
}

/// JSON itself allows duplicate keys, and two readers may then see two different files. The header
/// is three levels deep; deeper ones are refused while they are parsed.
Result<Json> parseJson(std::string_view text) {
  std::vector<std::set<std::string>> keys;
  std::string problem;
  auto callback = [&](int depth, Json::parse_event_t event, Json &parsed) {
    if (depth > 3 && problem.empty())
      problem = "the header is nested too deeply";
    if (!problem.empty())
      return false;
    if (event == Json::parse_event_t::object_start)
      keys.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      keys.pop_back();
    else if (event == Json::parse_event_t::key &&
             !keys.back().insert(parsed.get<std::string>()).second)
      problem = "the name '" + parsed.get<std::string>() + "' occurs twice in the header";
    return true;
  };
  Json json = Json::parse(text, callback, /*allow_exceptions=*/false);
  if (!problem.empty())
    return error(problem);
  if (json.is_discarded() || !json.is_object())
    return error("the header is not a JSON object");
  return json;
}

Result<std::vector<uint64_t>> parseNumbers(const Json &json) {
  std::vector<uint64_t> numbers;
  if (!json.is_array())
    return error("must be a list of non-negative integers");
  for (const Json &item : json) {
    if (!item.is_number_unsigned())
      return error("must be a list of non-negative integers");
    numbers.push_back(item.get<uint64_t>());
  }
  return numbers;
}

Status checkBytes(const TensorEntry &entry) {
  auto dtype = dtypeBytes().find(entry.dtype);
  if (dtype == dtypeBytes().end())
    return error("unknown dtype '" + entry.dtype + "'");
  uint64_t bytes = dtype->second;
  for (uint64_t size : entry.shape)
    if (__builtin_mul_overflow(bytes, size, &bytes))
      return error("the size of the shape overflows");
  if (entry.end < entry.begin || entry.end - entry.begin != bytes)
    return error("data_offsets [" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) +
                 "] do not span the " + std::to_string(bytes) + " bytes of the shape");
  return {};
}

Result<TensorEntry> parseEntry(const std::string &name, const Json &json) {
  if (!json.is_object() || json.size() != 3 || !json.contains("dtype") || !json.contains("shape") ||
      !json.contains("data_offsets") || !json["dtype"].is_string())
    return error("must have exactly dtype, shape and data_offsets");
  Result<std::vector<uint64_t>> shape = parseNumbers(json["shape"]);
  if (!shape)
    return shape.status().at("shape");
  Result<std::vector<uint64_t>> offsets = parseNumbers(json["data_offsets"]);
  if (!offsets)
    return offsets.status().at("data_offsets");
  if (offsets->size() != 2)
    return error("data_offsets must be [begin, end]");
  TensorEntry entry{name, json["dtype"].get<std::string>(), *shape, (*offsets)[0], (*offsets)[1]};
  if (Status status = checkBytes(entry); !status)
    return status;
  return entry;
}

Status parseMetadata(const Json &json, std::map<std::string, std::string> &metadata) {
  if (!json.is_object())
    return error("__metadata__ must map text to text");
  for (const auto &[key, value] : json.items()) {
    if (!value.is_string())
      return error("__metadata__ must map text to text");
    metadata[key] = value.get<std::string>();
  }
  return {};
}

/// The tensors cover the data from its first to its last byte, each byte once.
Status checkCoverage(const std::vector<TensorEntry> &tensors, uint64_t dataBytes) {
  uint64_t at = 0;
  for (const TensorEntry &entry : tensors) {
    if (entry.begin != at)
      return error("tensor '" + entry.name + "' begins at byte " + std::to_string(entry.begin) +
                   " of the data, but " +
                   (entry.begin < at ? "overlaps the one before it, which ends at "
                                     : "the one before it ends at ") +
                   std::to_string(at));
    at = entry.end;
  }
  if (at != dataBytes)
    return error("the tensors end at byte " + std::to_string(at) + " of " +
                     std::to_string(dataBytes) + " bytes of data",
                 at > dataBytes ? "the file is cut off" : "");
  return {};
}

} // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view text, uint64_t dataBytes) {
  if (!text.starts_with('{'))
    return error("the header does not begin with '{'");
  Result<Json> json = parseJson(text);
  if (!json)
    return json.status();
  SafetensorsHeader header;
  for (const auto &[name, value] : json->items()) {
    if (name == "__metadata__") {
      if (Status status = parseMetadata(value, header.metadata); !status)
        return status;
      continue;
    }
    Result<TensorEntry> entry = parseEntry(name, value);
    if (!entry)
      return entry.status().at("tensor '" + name + "'");
    header.tensors.push_back(std::move(*entry));
  }
  std::ranges::sort(header.tensors, [](const TensorEntry &a, const TensorEntry &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  if (Status status = checkCoverage(header.tensors, dataBytes); !status)
    return status;
  return header;
}

} // namespace heddle::runtime

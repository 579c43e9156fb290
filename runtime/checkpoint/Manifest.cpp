//===- Manifest.cpp - manifest.json of a checkpoint -------------*- C++ -*-===//

#include "runtime/checkpoint/Manifest.h"

#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace heddle::runtime {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kFormat = "heddle-checkpoint";
constexpr uint64_t kVersion = 1;

/// 64-bit numbers that are not counts are hexadecimal text: many JSON readers round large numbers.
std::string hex(uint64_t value) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
  return digits;
}

Status missing(const char *key) {
  return error(std::string("'") + key + "' is missing or not what it should be");
}

Status readText(const Json &json, const char *key, std::string &value) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string())
    return missing(key);
  value = json[key].get<std::string>();
  return {};
}

Status readNumber(const Json &json, const char *key, uint64_t &value) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_number_unsigned())
    return missing(key);
  value = json[key].get<uint64_t>();
  return {};
}

Status readHex(const Json &json, const char *key, uint64_t &value) {
  std::string text;
  if (Status status = readText(json, key, text); !status)
    return status;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return problem == std::errc() && end == text.data() + text.size() && text.size() == 16
             ? Status()
             : missing(key);
}

Status readFiles(const Json &json, Manifest &manifest) {
  if (!json.contains("files") || !json["files"].is_object())
    return missing("files");
  for (const auto &[name, entry] : json["files"].items()) {
    Manifest::File &file = manifest.files[name];
    if (Status status = readNumber(entry, "bytes", file.bytes); !status)
      return status.at("file '" + name + "'");
    if (Status status = readHex(entry, "xxh3", file.checksum); !status)
      return status.at("file '" + name + "'");
  }
  return {};
}

Status readSettings(const Json &json, Origin &origin) {
  if (json.contains("plan"))
    if (Status status = readText(json, "plan", origin.plan); !status)
      return status;
  if (!json.contains("train"))
    return {};
  if (!json["train"].is_object())
    return missing("train");
  for (const auto &[name, value] : json["train"].items())
    if (Status status = readText(json["train"], name.c_str(), origin.settings[name]); !status)
      return status.at("'train'");
  return {};
}

Status readTokens(const Json &json, Manifest &manifest) {
  if (json.contains("tokenizer"))
    if (Status status = readHex(json, "tokenizer", manifest.tokenizer.emplace()); !status)
      return status;
  if (json.contains("batch_ramp") && !readText(json, "batch_ramp", manifest.batchRamp))
    return missing("batch_ramp");
  if (!json.contains("mask_document_starts"))
    return {};
  if (!json["mask_document_starts"].is_boolean())
    return missing("mask_document_starts");
  manifest.masksDocumentStarts = json["mask_document_starts"].get<bool>();
  return {};
}

Status checkFormat(const Json &json) {
  std::string format;
  uint64_t version = 0;
  if (!json.is_object() || !readText(json, "format", format) || format != kFormat)
    return error("not the manifest of a checkpoint");
  if (!readNumber(json, "version", version) || version != kVersion)
    return error("checkpoint version " + std::to_string(version) + "; this build reads version " +
                     std::to_string(kVersion),
                 "use the build that wrote it");
  return {};
}

} // namespace

std::string formatManifest(const Manifest &manifest) {
  Json json = {{"format", kFormat},
               {"version", kVersion},
               {"model", manifest.model},
               {"batch", manifest.batch},
               {"seq", manifest.seq},
               {"step", manifest.step},
               {"seed", manifest.seed},
               {"data", hex(manifest.dataFingerprint)},
               {"program", hex(manifest.origin.hash)},
               {"plan", manifest.origin.plan},
               {"train", manifest.origin.settings},
               {"files", Json::object()}};
  if (manifest.tokenizer)
    json["tokenizer"] = hex(*manifest.tokenizer);
  if (manifest.masksDocumentStarts)
    json["mask_document_starts"] = true;
  if (!manifest.batchRamp.empty())
    json["batch_ramp"] = manifest.batchRamp;
  for (const auto &[name, file] : manifest.files)
    json["files"][name] = {{"bytes", file.bytes}, {"xxh3", hex(file.checksum)}};
  return json.dump(2) + "\n";
}

Result<Manifest> parseManifest(const std::string &text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (Status status = checkFormat(json); !status)
    return status;
  Manifest manifest;
  if (Status status = readText(json, "model", manifest.model); !status)
    return status;
  for (auto [key, value] : {std::pair("batch", &manifest.batch), std::pair("seq", &manifest.seq),
                            std::pair("step", &manifest.step), std::pair("seed", &manifest.seed)})
    if (Status status = readNumber(json, key, *value); !status)
      return status;
  for (auto [key, value] :
       {std::pair("data", &manifest.dataFingerprint), std::pair("program", &manifest.origin.hash)})
    if (Status status = readHex(json, key, *value); !status)
      return status;
  if (Status status = readSettings(json, manifest.origin); !status)
    return status;
  if (Status status = readTokens(json, manifest); !status)
    return status;
  if (Status status = readFiles(json, manifest); !status)
    return status;
  return manifest;
}

} // namespace heddle::runtime

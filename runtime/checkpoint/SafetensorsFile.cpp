//===- SafetensorsFile.cpp - reading and writing the file -------*- C++ -*-===//

#include "runtime/base/File.h"
#include "runtime/checkpoint/Safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>

namespace heddle::runtime {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are written as they lie in memory");

constexpr uint64_t kPrefix = sizeof(uint64_t);

struct DtypeName {
  program::DataType type;
  const char *name;
};
constexpr std::array<DtypeName, 4> kDtypes = {
    {{program::F32, "F32"}, {program::F64, "F64"}, {program::I32, "I32"}, {program::I64, "I64"}}};

program::DataType typeOf(const std::string &dtype) {
  for (const DtypeName &entry : kDtypes)
    if (dtype == entry.name)
      return entry.type;
  return program::DATA_TYPE_UNSPECIFIED;
}

uint64_t entryBytes(const TensorEntry &entry) {
  uint64_t bytes = program::elementBytes(typeOf(entry.dtype));
  for (uint64_t size : entry.shape)
    bytes *= size;
  return bytes;
}

/// Larger elements first, then one after the other.
void layOut(std::vector<TensorEntry> &entries) {
  std::sort(entries.begin(), entries.end(), [](const TensorEntry &a, const TensorEntry &b) {
    uint64_t bytesA = program::elementBytes(typeOf(a.dtype));
    uint64_t bytesB = program::elementBytes(typeOf(b.dtype));
    return bytesA != bytesB ? bytesA > bytesB : a.name < b.name;
  });
  uint64_t at = 0;
  for (TensorEntry &entry : entries) {
    entry.begin = at;
    at += entryBytes(entry);
    entry.end = at;
  }
}

Status writeTensor(FileWriter &file, const TensorEntry &entry, const TensorSource &source) {
  Result<Tensor> tensor = source(entry);
  if (!tensor)
    return tensor.status();
  if (tensor->bytes.size() != entry.end - entry.begin)
    return error("tensor '" + entry.name + "' has another size than announced");
  return file.write(tensor->bytes);
}

std::string headerJson(const std::vector<TensorEntry> &entries,
                       const std::map<std::string, std::string> &metadata) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (!metadata.empty())
    json["__metadata__"] = metadata;
  for (const TensorEntry &entry : entries)
    json[entry.name] = {
        {"dtype", entry.dtype}, {"shape", entry.shape}, {"data_offsets", {entry.begin, entry.end}}};
  std::string text = json.dump();
  text.resize((text.size() + kPrefix - 1) / kPrefix * kPrefix, ' ');
  return text;
}

} // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::string &path) {
  SafetensorsFile file;
  file.name = path;
  Result<uint64_t> total = fileBytes(path);
  if (!total)
    return total.status();
  uint64_t headerBytes = 0;
  if (*total < kPrefix)
    return error("'" + path + "': not a safetensors file: shorter than its 8-byte prefix");
  if (Status status = readFile(path, 0, std::as_writable_bytes(std::span(&headerBytes, 1)));
      !status)
    return status;
  if (headerBytes > kMaxSafetensorsHeader || headerBytes > *total - kPrefix)
    return error("'" + path + "': not a safetensors file, or cut off: it claims a header of " +
                 std::to_string(headerBytes) + " bytes");
  std::string text(headerBytes, '\0');
  if (Status status = readFile(path, kPrefix, std::as_writable_bytes(std::span(text))); !status)
    return status;
  file.dataStart = kPrefix + headerBytes;
  Result<SafetensorsHeader> header = parseSafetensorsHeader(text, *total - file.dataStart);
  if (!header)
    return header.status().at("'" + path + "'");
  file.parsed = std::move(*header);
  return file;
}

const TensorEntry *SafetensorsFile::find(const std::string &tensor) const {
  auto found = std::ranges::find(parsed.tensors, tensor, &TensorEntry::name);
  return found == parsed.tensors.end() ? nullptr : &*found;
}

Result<Tensor> SafetensorsFile::read(const TensorEntry &entry) const {
  program::DataType type = typeOf(entry.dtype);
  if (type == program::DATA_TYPE_UNSPECIFIED)
    return error("'" + name + "': tensor '" + entry.name + "' is " + entry.dtype,
                 "F32, F64, I32 and I64 are supported");
  Tensor tensor(type, entry.shape);
  if (Status status = readFile(name, dataStart + entry.begin, tensor.bytes); !status)
    return status;
  return tensor;
}

TensorEntry tensorEntry(std::string name, program::DataType type, std::vector<uint64_t> shape) {
  auto found = std::ranges::find(kDtypes, type, &DtypeName::type);
  return {std::move(name), found == kDtypes.end() ? "" : found->name, std::move(shape), 0, 0};
}

Status writeSafetensors(const std::string &path, std::vector<TensorEntry> entries,
                        const std::map<std::string, std::string> &metadata,
                        const TensorSource &source) {
  layOut(entries);
  std::string json = headerJson(entries, metadata);
  uint64_t headerBytes = json.size();
  if (headerBytes > kMaxSafetensorsHeader)
    return error("'" + path + "': too many tensors for a safetensors header");
  Result<FileWriter> file = FileWriter::create(path);
  if (!file)
    return file.status();
  if (Status status = file->write(std::as_bytes(std::span(&headerBytes, 1))); !status)
    return status;
  if (Status status = file->write(json); !status)
    return status;
  for (const TensorEntry &entry : entries)
    if (Status status = writeTensor(*file, entry, source); !status)
      return status;
  return file->finish();
}

} // namespace heddle::runtime

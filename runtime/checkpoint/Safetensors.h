//===- Safetensors.h - tensors in a file ------------------------*- C++ -*-===//
//
// The safetensors format (github.com/huggingface/safetensors, "Format"): 8 bytes N, little
// endian; N bytes of JSON {"name": {"dtype", "shape", "data_offsets": [begin, end]}, ...,
// "__metadata__": {text: text}}; the data, in which the tensors follow each other without
// a gap. Tensors here have the types of program::DataType.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_SAFETENSORS_H
#define HEDDLE_RUNTIME_CHECKPOINT_SAFETENSORS_H

#include "runtime/base/Status.h"
#include "runtime/executor/Tensor.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace heddle::runtime {

inline constexpr uint64_t kMaxSafetensorsHeader = 100'000'000;

/// Where a tensor lies; begin and end count from the first byte of data.
struct TensorEntry {
  std::string name;
  std::string dtype; // "F32", also of types that cannot be loaded here ("BF16")
  std::vector<uint64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<TensorEntry> tensors; // in the order of the data
  std::map<std::string, std::string> metadata;
};

/// Parses the JSON header of a file with `dataBytes` bytes of data. Refuses whatever the format
/// forbids: a header that does not begin with '{', duplicate names or keys, unknown or missing
/// fields, unknown dtypes, sizes that overflow or do not agree with the offsets, gaps, overlaps,
/// bytes after the last tensor.
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, uint64_t dataBytes);

/// An open file: the header is checked, the data is read on demand.
class SafetensorsFile {
public:
  static Result<SafetensorsFile> open(const std::string &path);

  const SafetensorsHeader &header() const { return parsed; }
  const std::string &path() const { return name; }
  const TensorEntry *find(const std::string &tensor) const;
  /// The tensor, of a type of program::DataType.
  Result<Tensor> read(const TensorEntry &entry) const;

private:
  std::string name;
  SafetensorsHeader parsed;
  uint64_t dataStart = 0;
};

/// Gives the bytes of tensor `entry`, called once for each.
using TensorSource = std::function<Result<Tensor>(const TensorEntry &entry)>;

/// The entry of a tensor to write; offsets are set by writeSafetensors.
TensorEntry tensorEntry(std::string name, program::DataType type, std::vector<uint64_t> shape);

/// Writes a file, one tensor in memory at a time, and syncs it to the disk. The header is padded
/// with spaces so that data begins at a multiple of 8 bytes. Larger elements come first, so that
/// each tensor is aligned to its elements.
Status writeSafetensors(const std::string &path, std::vector<TensorEntry> entries,
                        const std::map<std::string, std::string> &metadata,
                        const TensorSource &source);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_SAFETENSORS_H

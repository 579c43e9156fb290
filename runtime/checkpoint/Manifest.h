//===- Manifest.h - manifest.json of a checkpoint ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_CHECKPOINT_MANIFEST_H
#define HEDDLE_RUNTIME_CHECKPOINT_MANIFEST_H

#include "runtime/base/Status.h"
#include "runtime/checkpoint/Origin.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace heddle::runtime {

struct Manifest {
  struct File {
    uint64_t bytes = 0;
    uint64_t checksum = 0; // XXH3-64
  };

  std::string model;
  uint64_t batch = 0;
  uint64_t seq = 0;
  uint64_t step = 0;
  uint64_t seed = 0;
  uint64_t dataFingerprint = 0;
  Origin origin;
  std::map<std::string, File> files;
  /// Fingerprint of what made the tokens; none if they are bytes.
  std::optional<uint64_t> tokenizer = std::nullopt;
  bool masksDocumentStarts = false;
  std::string batchRamp = {}; // empty: none
};

std::string formatManifest(const Manifest &manifest);

/// Fails on anything but a manifest of this version with every field. The plan and the settings of
/// its origin may be missing: they only explain a difference. What is said of tokens is missing in
/// manifests of bytes.
Result<Manifest> parseManifest(const std::string &text);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_CHECKPOINT_MANIFEST_H

//===- FuzzSafetensors.cpp - no header crashes the tensor reader -*- C++ -*-===//

#include "runtime/checkpoint/Safetensors.h"

#include <cstdint>

/// Any bytes as the JSON header of a file with 64 bytes of data.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view json(reinterpret_cast<const char *>(data), size);
  (void)heddle::runtime::parseSafetensorsHeader(json, 64);
  return 0;
}

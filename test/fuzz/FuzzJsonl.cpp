//===- FuzzJsonl.cpp - no JSONL file crashes its reader ---------*- C++ -*-===//

#include "test/fuzz/FuzzSource.h"

/// Any bytes as a file, read whole and cut into units, with the same result.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  heddle::fuzz::requireSameInUnits("format: JSONL max_document_bytes: 100", bytes);
  return 0;
}

//===- FuzzText.cpp - no text crashes its readers ---------------*- C++ -*-===//

#include "test/fuzz/FuzzSource.h"

/// Any bytes as a file, under each split, read whole and cut into units, with the same result.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  for (const char *split : {"LINE", "BLANK_LINE", "SEPARATOR_LINE separator: 'a'"})
    heddle::fuzz::requireSameInUnits(
        "format: TEXT max_document_bytes: 30 split: " + std::string(split), bytes);
  return 0;
}

//===- FuzzWarc.cpp - no WARC file crashes its reader -----------*- C++ -*-===//

#include "test/fuzz/FuzzSource.h"

/// Any bytes as a file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  heddle::fuzz::read("format: WARC max_document_bytes: 1000", bytes, bytes.size() + 1);
  return 0;
}

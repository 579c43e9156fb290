//===- FuzzProgram.cpp - no file crashes the program loader -----*- C++ -*-===//

#include "runtime/program/Loader.h"
#include "runtime/program/Validator.h"

#include <cstdint>

/// Any bytes as a .hdx file, and, past the checksum, as the Protobuf message inside of it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  (void)heddle::program::parseProgram(bytes, "fuzz.hdx");
  heddle::program::Program program;
  if (program.ParseFromArray(data, int(size)))
    (void)heddle::program::validateProgram(program);
  return 0;
}

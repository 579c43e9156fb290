//===- Document.h - one document of a source --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENT_H
#define HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENT_H

#include <cstdint>
#include <string>

namespace heddle::corpus {

/// Text as its source has it: valid UTF-8, nothing normalised.
struct Document {
  std::string path;    // of the file, as the corpus file reaches it
  uint64_t offset = 0; // of the record in the file's (decompressed) bytes
  std::string id;      // as the record names itself, or empty
  std::string url;     // or empty
  std::string text;

  /// What a person calls it: `path`@`offset`, the argument of `heddle-corpus why`.
  std::string name() const { return path + "@" + std::to_string(offset); }
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_DOCUMENT_H

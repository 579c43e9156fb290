//===- Readers.h - a reader for each format ---------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_READERS_H
#define HEDDLE_RUNTIME_DATA_SOURCES_READERS_H

#include "runtime/data/io/Window.h"
#include "runtime/data/sources/DocumentReader.h"

namespace heddle::corpus {

/// What a reader reads. `source` outlives it.
struct FilePart {
  const Source &source;
  std::string path;     // as documents name it
  std::string full;     // as it is opened
  uint64_t begin, end;  // of records, in bytes of the file; end is UINT64_MAX for whole files
  uint64_t bytesOnDisk; // when the unit was planned
};

using OpenedReader = runtime::Result<std::unique_ptr<FileReader>>;

/// TEXT, one document a file; HTML; CODE_TREE.
OpenedReader openWholeFile(const FilePart &part, Source::Format format);
/// TEXT with a split.
OpenedReader openSplitText(const FilePart &part);
OpenedReader openJsonl(const FilePart &part);
OpenedReader openWarc(const FilePart &part);

/// A file, seen from `bytesBefore` bytes before the part on, if there are as many.
runtime::Result<Window> openPart(const FilePart &part, uint64_t bytesBefore);

/// Fails if the file has another size than when the unit was planned.
runtime::Status checkUnchanged(const FilePart &part, const InputFile &input);

/// Of the part, for progress.
uint64_t bytesReadOf(const FilePart &part, const InputFile &input);

/// The rest of the file, from `offset` on, cannot be read.
BadRecord lostRest(const FilePart &part, const InputFile &input, uint64_t offset,
                   const runtime::Status &why);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_READERS_H

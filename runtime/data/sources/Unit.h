//===- Unit.h - what of a source is read at once ----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_UNIT_H
#define HEDDLE_RUNTIME_DATA_SOURCES_UNIT_H

#include "runtime/data/sources/FileList.h"

namespace heddle::corpus {

/// Several whole files, or a part of one. Units are read independently of each other.
struct Unit {
  std::string baseFolder; // in front of the paths
  std::vector<SourceFile> files;
  /// Of the only file, in bytes: the unit holds the records that begin in [begin, end). A unit of
  /// whole files has [0, the sum of their bytes).
  uint64_t begin = 0;
  uint64_t end = 0;
  bool isPart = false;

  /// On the disk, for progress: units of a source do not overlap.
  uint64_t bytes() const { return end - begin; }
};

/// The units of a source in the order of its documents. JSONL and TEXT that is split, uncompressed,
/// are cut into parts of `unitBytes`; other files stay whole, and small ones are put together up to
/// `unitBytes`. The documents of all units, one unit after the other, are the same for every
/// `unitBytes` >= 1. Fails on what listFiles() fails on and on a source that contradicts itself.
runtime::Result<std::vector<Unit>> planUnits(const Source &source, const std::string &baseFolder,
                                             uint64_t unitBytes);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_UNIT_H

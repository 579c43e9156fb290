//===- BenchmarkItems.h - the items of evaluations --------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_BENCHMARKITEMS_H
#define HEDDLE_RUNTIME_DATA_DEDUP_BENCHMARKITEMS_H

#include "runtime/base/Status.h"
#include "runtime/data/dedup/dedup.pb.h"

#include <functional>
#include <string>
#include <vector>

namespace heddle::corpus {

/// A question, a passage: what no training text may hold.
struct BenchmarkItem {
  uint32_t benchmark; // its number in Decontamination
  std::string file;
  uint64_t line;    // counted from 1
  std::string text; // UTF-8, normal form C

  /// What a person calls it.
  std::string name() const { return file + ":" + std::to_string(line); }
};

/// The content of a file, decompressed.
using ReadText = std::function<runtime::Result<std::string>(const std::string &path)>;

/// All items of all benchmarks, in order. A file of a name in .jsonl, .ndjson or .json (with .gz or
/// .zst behind it or not) has a JSON object a line, another one an item a line; empty lines are no
/// items. Fields are strings or lists of strings; without `fields` all strings of an object are
/// compared. Errors name file and line.
runtime::Result<std::vector<BenchmarkItem>> readItems(const Decontamination &options,
                                                      const ReadText &read);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_BENCHMARKITEMS_H

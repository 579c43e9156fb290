//===- Stage.h - one stage of a build ---------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_STAGE_H
#define HEDDLE_RUNTIME_DATA_CORPUS_STAGE_H

#include "runtime/data/corpus/WorkFolder.h"

#include <functional>
#include <vector>

namespace heddle::corpus {

/// Sees how far a build is.
class Watcher {
public:
  virtual ~Watcher() = default;
  /// `work` in bytes of the whole stage.
  virtual void begin(const std::string &stage, uint64_t work) = 0;
  /// `work` more is done, by this or another process.
  virtual void advance(uint64_t work) = 0;
  /// `work` more of the part that this process is in.
  virtual void within(uint64_t work) = 0;
};

struct Stage {
  std::string name; // of its folder, and for people
  /// Of each part, in bytes.
  std::vector<uint64_t> work;
  /// Gives the part's result. What it does must depend on nothing but results of earlier stages.
  std::function<runtime::Result<std::string>(uint32_t part)> run;
};

/// Works on parts until all are done, by whomever.
runtime::Status runStage(const WorkFolder &folder, const Stage &stage, Watcher &watcher);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_STAGE_H

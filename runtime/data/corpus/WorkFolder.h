//===- WorkFolder.h - work that any process may take part in ----*- C++ -*-===//
//
// A stage of a build has numbered parts that do not depend on each other. Any number of
// processes, started in any way, share a folder and take parts of it: a part is locked
// while it is worked on (the lock goes with the process, however it ends) and done once
// its result, the last of its files, has its name. So a build that was killed goes on
// where it was, and nobody counts the processes.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_WORKFOLDER_H
#define HEDDLE_RUNTIME_DATA_CORPUS_WORKFOLDER_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <optional>
#include <string>

namespace heddle::corpus {

/// The right to work on one part, until it is destroyed.
class Claim {
public:
  explicit Claim(int descriptor) : descriptor(descriptor) {}
  Claim(Claim &&other) noexcept;
  Claim &operator=(Claim &&) = delete;
  ~Claim();

private:
  int descriptor;
};

class WorkFolder {
public:
  /// Makes the folder if it is not there.
  static runtime::Result<WorkFolder> open(const std::string &path);

  const std::string &path() const { return folder; }
  /// `path`/`stage`/NNNNNN.`suffix`: a file that part `part` makes before it is done.
  std::string file(const std::string &stage, uint32_t part, const std::string &suffix) const;

  bool isDone(const std::string &stage, uint32_t part) const;
  /// None if another process has it.
  runtime::Result<std::optional<Claim>> claim(const std::string &stage, uint32_t part) const;
  /// `result` is durable when this succeeds.
  runtime::Status finish(const std::string &stage, uint32_t part, const std::string &result) const;
  runtime::Result<std::string> resultOf(const std::string &stage, uint32_t part) const;

private:
  explicit WorkFolder(std::string folder) : folder(std::move(folder)) {}

  std::string folder;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_WORKFOLDER_H

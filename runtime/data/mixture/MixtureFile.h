//===- MixtureFile.h - which token files a run reads ------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_MIXTURE_MIXTUREFILE_H
#define HEDDLE_RUNTIME_DATA_MIXTURE_MIXTUREFILE_H

#include "runtime/base/Status.h"

#include <string>
#include <vector>

namespace heddle::corpus {

/// A mixture file (mixture.proto) that was checked.
struct MixtureFile {
  struct Part {
    std::string name;
    std::string tokens; // a path, as it is reached from where the program runs
    double share;       // weight or epochs
  };
  std::vector<Part> parts;
  bool isWeighted = false;
};

/// Errors are at file:line:column. Whether the token files are there is not looked at.
runtime::Result<MixtureFile> readMixtureFile(const std::string &path);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_MIXTURE_MIXTUREFILE_H

//===- PlanWork.cpp - the units of a corpus ---------------------*- C++ -*-===//

#include "runtime/data/corpus/PlanWork.h"

#include <cerrno>
#include <cstring>
#include <set>
#include <sys/stat.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

/// Sets what `file` is now.
static Status measure(const CorpusFile &corpus, Plan::File &file) {
  struct stat info;
  std::string path = corpus.resolve(file.path());
  if (stat(path.c_str(), &info) != 0)
    return error("'" + path + "': " + std::strerror(errno));
  file.set_bytes(info.st_size);
  file.set_modified_ns(int64_t{info.st_mtim.tv_sec} * 1000000000 + info.st_mtim.tv_nsec);
  return {};
}

Result<std::vector<Plan::Unit>> planUnits(const CorpusFile &file) {
  std::vector<Plan::Unit> all;
  for (int i = 0; i < file.corpus.source_size(); ++i) {
    Result<std::vector<Unit>> units =
        planUnits(file.corpus.source(i), file.folder, file.corpus.unit_bytes());
    if (!units)
      return units.status().at("source '" + file.corpus.source(i).name() + "'");
    for (const Unit &unit : *units) {
      Plan::Unit &planned = all.emplace_back();
      planned.set_source(i);
      planned.set_begin(unit.begin);
      planned.set_end(unit.end);
      planned.set_is_part(unit.isPart);
      for (const SourceFile &source : unit.files) {
        planned.add_file()->set_path(source.path);
        if (Status status = measure(file, *planned.mutable_file()->rbegin()); !status)
          return status;
      }
    }
  }
  return all;
}

Result<Plan> planWork(const CorpusFile &file) {
  Result<uint64_t> fingerprint = fingerprintOf(file);
  if (!fingerprint)
    return fingerprint.status();
  Result<std::vector<Plan::Unit>> units = planUnits(file);
  if (!units)
    return units.status();
  Plan plan;
  plan.set_fingerprint(*fingerprint);
  plan.mutable_unit()->Add(units->begin(), units->end());
  return plan;
}

Status checkPlan(const Plan &plan, const CorpusFile &file, const std::string &folder) {
  const char *hint = "give another folder to --out, or remove this one";
  Result<uint64_t> fingerprint = fingerprintOf(file);
  if (!fingerprint)
    return fingerprint.status();
  if (*fingerprint != plan.fingerprint())
    return error("'" + folder + "' holds what another version of '" + file.path +
                     "', or of a file that it names, began",
                 hint);
  std::set<std::string> seen;
  for (const Plan::Unit &unit : plan.unit())
    for (const Plan::File &planned : unit.file()) {
      if (!seen.insert(planned.path()).second)
        continue;
      Plan::File now;
      now.set_path(planned.path());
      if (Status status = measure(file, now); !status)
        return status;
      if (now.bytes() != planned.bytes() || now.modified_ns() != planned.modified_ns())
        return error("'" + file.resolve(planned.path()) + "' changed since '" + folder +
                         "' was begun",
                     hint);
    }
  return {};
}

Unit unitOf(const Plan::Unit &planned, const CorpusFile &file) {
  Unit unit;
  unit.baseFolder = file.folder;
  for (const Plan::File &source : planned.file())
    unit.files.push_back({source.path(), source.bytes()});
  unit.begin = planned.begin();
  unit.end = planned.end();
  unit.isPart = planned.is_part();
  return unit;
}

} // namespace heddle::corpus

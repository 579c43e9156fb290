//===- Unit.cpp - what of a source is read at once ------------------------===//

#include "runtime/data/sources/Unit.h"

#include "runtime/data/io/InputFile.h"
#include "runtime/data/sources/Format.h"

#include <algorithm>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// What opening a file costs, in bytes that are read in the same time: without it a unit could have
/// any number of empty files.
constexpr uint64_t kOpeningBytes = 4096;

class Planner {
public:
  Planner(const Source &source, const std::string &baseFolder, uint64_t unitBytes)
      : source(source), baseFolder(baseFolder), unitBytes(unitBytes) {}

  Status add(const SourceFile &file);
  void close();
  std::vector<Unit> units;

private:
  Result<bool> mustBeCut(const SourceFile &file) const;
  void cut(const SourceFile &file);
  void group(const SourceFile &file);

  const Source &source;
  const std::string &baseFolder;
  uint64_t unitBytes;
  Unit open;             // whole files so far
  uint64_t openCost = 0; // of reading them, in bytes
};

Result<bool> Planner::mustBeCut(const SourceFile &file) const {
  if (file.bytes <= unitBytes || !isDivisible(source, formatOf(source, file.path)))
    return false;
  Result<Compression> compression = compressionOf(joinPath(baseFolder, file.path));
  if (!compression)
    return compression.status();
  return *compression == Compression::None;
}

void Planner::cut(const SourceFile &file) {
  close();
  for (uint64_t begin = 0; begin < file.bytes; begin += std::min(unitBytes, file.bytes - begin))
    units.push_back(
        {baseFolder, {file}, begin, begin + std::min(unitBytes, file.bytes - begin), true});
}

void Planner::group(const SourceFile &file) {
  if (openCost + file.bytes > unitBytes)
    close();
  open.files.push_back(file);
  open.end += file.bytes;
  openCost += file.bytes + kOpeningBytes;
}

void Planner::close() {
  if (open.files.empty())
    return;
  open.baseFolder = baseFolder;
  units.push_back(std::exchange(open, Unit()));
  openCost = 0;
}

Status Planner::add(const SourceFile &file) {
  Result<bool> isCut = mustBeCut(file);
  if (!isCut)
    return isCut.status();
  if (*isCut)
    cut(file);
  else
    group(file);
  return {};
}

} // namespace

Result<std::vector<Unit>> planUnits(const Source &source, const std::string &baseFolder,
                                    uint64_t unitBytes) {
  if (unitBytes == 0)
    return error("units of 0 bytes");
  if (Status status = checkReading(source); !status)
    return status;
  Result<std::vector<SourceFile>> files = listFiles(source, baseFolder);
  if (!files)
    return files.status();
  Planner planner(source, baseFolder, unitBytes);
  for (const SourceFile &file : *files)
    if (Status status = planner.add(file); !status)
      return status;
  planner.close();
  return std::move(planner.units);
}

} // namespace heddle::corpus

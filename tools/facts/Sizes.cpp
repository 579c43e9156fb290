//===- Sizes.cpp - how large a program and its step are -------------------===//

#include "tools/facts/Sizes.h"

#include "tools/facts/Names.h"

using namespace heddle::program;

namespace heddle::facts {

uint64_t countParameters(const Program &program) {
  uint64_t count = 0;
  for (const Variable &variable : program.variables()) {
    uint64_t elements = variable.counter() ? 0 : 1;
    for (uint64_t size : variable.shape())
      elements *= size;
    count += elements;
  }
  return count;
}

double flopsPerRank(const Program &program, const Role &role, const std::string &entryName) {
  const Entry *entry = findEntry(role, entryName);
  double flops = 0;
  if (entry)
    for (const Row &row : entry->rows())
      flops += program.segments(int(row.segment())).flops();
  return flops;
}

double flopsOfAllRanks(const Program &program, const std::string &entry) {
  double flops = 0;
  for (const Role &role : program.roles())
    flops += flopsPerRank(program, role, entry);
  return flops * program.mesh().dp() * program.mesh().tp();
}

uint64_t countRows(const Program &program, const std::string &entryName) {
  uint64_t rows = 0;
  for (const Role &role : program.roles())
    if (const Entry *entry = findEntry(role, entryName))
      rows += uint64_t(entry->rows_size());
  return rows;
}

std::vector<uint64_t> countLaunches(const Program &program, const Role &role,
                                    const std::string &entryName) {
  std::vector<uint64_t> runs(size_t(program.segments_size()));
  if (const Entry *entry = findEntry(role, entryName))
    for (const Row &row : entry->rows())
      ++runs[row.segment()];
  std::vector<uint64_t> launches(size_t(program.kernels_size()));
  for (size_t i = 0; i < runs.size(); ++i)
    if (runs[i] > 0)
      for (const Instruction &instruction : program.segments(int(i)).instructions())
        if (instruction.kind_case() == Instruction::kLaunch)
          launches[instruction.launch().kernel()] += runs[i];
  return launches;
}

} // namespace heddle::facts

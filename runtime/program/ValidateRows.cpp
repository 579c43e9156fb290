//===- ValidateRows.cpp - rows name what exists and stay in the arena -----===//

#include "runtime/program/ValidatorParts.h"

#include <set>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

static std::string count(uint64_t number, const char *what) {
  return std::to_string(number) + " " + what;
}

static Status checkRow(const Program &program, const Role &role, const Row &row) {
  if (row.segment() >= uint32_t(program.segments_size()))
    return error("there is no segment " + std::to_string(row.segment()));
  const Segment &segment = program.segments(int(row.segment()));
  if (program.instances_size() != 0 && row.instance() >= uint32_t(program.instances_size()))
    return error("there is no instance " + std::to_string(row.instance()));
  if (row.bases_size() != segment.frames_size())
    return error("segment '" + segment.name() + "' has " + count(segment.frames_size(), "frames") +
                 ", the row " + count(row.bases_size(), "bases"));
  if (uint32_t(row.scalars_size()) != segment.scalars())
    return error("segment '" + segment.name() + "' has " + count(segment.scalars(), "scalars") +
                 ", the row " + std::to_string(row.scalars_size()));
  for (int frame = 0; frame < segment.frames_size(); ++frame)
    if (!(Size(row.bases(frame)) + segment.frames(frame).bytes()).fits(role.arena_bytes()))
      return error("frame '" + segment.frames(frame).name() + "' at " +
                   std::to_string(row.bases(frame)) + " leaves the arena of " +
                   count(role.arena_bytes(), "bytes"));
  return {};
}

static Status checkEntryNames(const Program &program, const Role &role) {
  std::set<std::string> names;
  for (const Entry &entry : role.entries())
    if (entry.name().empty() || !names.insert(entry.name()).second)
      return error("entry '" + entry.name() + "' has no name or is there twice");
  for (const Entry &entry : program.roles(0).entries())
    if (names.count(entry.name()) == 0)
      return error("entry '" + entry.name() + "' of stage 0 is missing");
  if (role.entries_size() != program.roles(0).entries_size())
    return error("stage 0 has other entries");
  return {};
}

Status checkRows(const Program &program) {
  for (const Role &role : program.roles()) {
    if (Status status = checkEntryNames(program, role); !status)
      return status.at(stageName(role.stage()));
    for (const Entry &entry : role.entries())
      for (int row = 0; row < entry.rows_size(); ++row)
        if (Status status = checkRow(program, role, entry.rows(row)); !status)
          return status.at(stageName(role.stage()) + ", entry '" + entry.name() + "', row " +
                           std::to_string(row));
  }
  return {};
}

} // namespace heddle::program

//===- Announce.h - what is about to run ------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_ANNOUNCE_H
#define HEDDLE_TOOLS_HEDDLE_RUN_ANNOUNCE_H

#include "runtime/program/program.pb.h"

#include <nlohmann/json.hpp>
#include <string>

namespace heddle::run {

/// Model, parameters, mesh, batch and memory of a program, in two lines.
std::string describeProgram(const program::Program &program);

/// The same for the log.
nlohmann::ordered_json programConfig(const program::Program &program);

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_ANNOUNCE_H

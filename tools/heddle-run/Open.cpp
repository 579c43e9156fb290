//===- Open.cpp - a program ready to run ------------------------*- C++ -*-===//

#include "tools/heddle-run/Open.h"

#include "runtime/program/Loader.h"
#include "runtime/program/Mesh.h"

namespace heddle::run {

using namespace runtime;

namespace {

Status checkRanks(const CommonOptions &options, const program::Mesh &mesh) {
  uint32_t ranks = program::rankCount(mesh);
  if (!options.ranks || *options.ranks == ranks)
    return {};
  return error("-n " + std::to_string(*options.ranks) + ", but the program is compiled for " +
                   std::to_string(ranks) + " ranks (dp " + std::to_string(mesh.dp()) + " x pp " +
                   std::to_string(mesh.pp()) + " x tp " + std::to_string(mesh.tp()) + ")",
               "leave -n out, or compile the spec for another mesh: heddle compile --dp --tp --pp");
}

} // namespace

Result<std::unique_ptr<Session>> openSession(const CommonOptions &options) {
  Result<program::Program> program = program::loadProgram(options.program);
  if (!program)
    return program.status();
  if (Status status = checkRanks(options, program->mesh()); !status)
    return status;
  SessionOptions sessionOptions;
  sessionOptions.rendezvous = options.rendezvous;
  return Session::open(std::move(*program), sessionOptions);
}

RankState stateOf(Session &session) { return {session.program(), session.arenas()}; }

} // namespace heddle::run

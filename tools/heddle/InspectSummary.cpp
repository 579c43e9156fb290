//===- InspectSummary.cpp - the program in a few lines --------------------===//

#include "runtime/base/Format.h"
#include "runtime/program/Loader.h"
#include "runtime/program/Mesh.h"
#include "runtime/program/StructureHash.h"
#include "tools/facts/Sizes.h"
#include "tools/heddle/Inspect.h"

using namespace heddle::program;

namespace heddle::tools {

static std::string hashOf(const Program &program) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(structureHash(program)));
  return text;
}

static std::string describeMesh(const Mesh &mesh) {
  return "dp " + std::to_string(mesh.dp()) + " x pp " + std::to_string(mesh.pp()) + " x tp " +
         std::to_string(mesh.tp()) + " = " + std::to_string(rankCount(mesh)) + " ranks, " +
         std::to_string(mesh.micro_batches()) + " micro-batches";
}

static std::string describeTraining(const Training &training) {
  return training.objective() + ", batch " + std::to_string(training.batch()) + " x seq " +
         std::to_string(training.seq()) + ", vocab " + std::to_string(training.vocab()) + ", " +
         std::to_string(training.steps()) + " steps, peak lr " +
         formatNumber("%g", training.peak_learning_rate());
}

static std::string describeArenas(const Program &program) {
  std::string text;
  bool equal = true;
  for (const Role &role : program.roles()) {
    text += (text.empty() ? "" : ", ") + formatBytes(double(role.arena_bytes()));
    equal &= role.arena_bytes() == program.roles(0).arena_bytes();
  }
  if (equal)
    return formatBytes(double(program.roles(0).arena_bytes())) + " per rank";
  return text + " per rank, by stage";
}

/// Of the entry's work and of what the file holds.
static std::string describeSize(const Inspection &in) {
  const Program &program = in.program;
  return formatBytes(double(in.fileBytes)) + ": " + std::to_string(program.segments_size()) +
         " segments, " + std::to_string(facts::countRows(program, in.entry)) + " rows of " +
         in.entry + ", " + std::to_string(program.kernels_size()) + " kernels in " +
         formatBytes(double(program.kernel_library().size()));
}

void printSummary(const Inspection &in, std::ostream &os) {
  const Program &program = in.program;
  double flops = facts::flopsOfAllRanks(program, in.entry);
  os << program.model() << "  (" << in.file << ")\n";
  uint64_t parameters = facts::countParameters(program);
  os << "  parameters  " << formatCount(double(parameters)) << " (" << formatExact(parameters)
     << ")\n";
  os << "  mesh        " << describeMesh(program.mesh()) << "\n";
  os << "  training    " << describeTraining(program.training()) << "\n";
  os << "  flops       " << formatCount(flops, "FLOP") << " per " << in.entry << ", "
     << formatCount(flops / rankCount(program.mesh()), "FLOP") << " per rank\n";
  os << "  memory      " << describeArenas(program) << "\n";
  os << "  file        " << describeSize(in) << "\n";
  os << "  format      version " << kFormatVersion << ", by " << program.producer()
     << ", structure " << hashOf(program) << "\n";
  os << "  target      " << program.target().os_arch() << " " << program.target().cpu() << ", "
     << program.target().features_size() << " features\n";
}

static Json targetToJson(const Target &target) {
  return {
      {"cpu", target.cpu()},
      {"os_arch", target.os_arch()},
      {"features", std::vector<std::string>(target.features().begin(), target.features().end())}};
}

static Json trainingToJson(const Training &training) {
  return {{"objective", training.objective()},
          {"batch", training.batch()},
          {"seq", training.seq()},
          {"vocab", training.vocab()},
          {"steps", training.steps()},
          {"peak_learning_rate", training.peak_learning_rate()}};
}

Json summaryToJson(const Inspection &in) {
  const Program &program = in.program;
  const Mesh &mesh = program.mesh();
  Json stages = Json::array();
  for (const Role &role : program.roles())
    stages.push_back({{"stage", role.stage()},
                      {"arena_bytes", role.arena_bytes()},
                      {"flops_per_rank", facts::flopsPerRank(program, role, in.entry)}});
  return {{"model", program.model()},
          {"file", in.file},
          {"producer", program.producer()},
          {"format_version", kFormatVersion},
          {"structure_hash", hashOf(program)},
          {"mesh",
           {{"dp", mesh.dp()},
            {"pp", mesh.pp()},
            {"tp", mesh.tp()},
            {"micro_batches", mesh.micro_batches()},
            {"ranks", rankCount(mesh)}}},
          {"parameters", facts::countParameters(program)},
          {"flops_per_step", facts::flopsOfAllRanks(program, in.entry)},
          {"stages", stages},
          {"training", trainingToJson(program.training())},
          {"target", targetToJson(program.target())},
          {"file_bytes", in.fileBytes},
          {"kernel_library_bytes", program.kernel_library().size()},
          {"rows", facts::countRows(program, in.entry)}};
}

void printPlan(const Inspection &in, std::ostream &os) {
  os << "plan (pin any of it with --plan FILE)\n";
  std::string line;
  for (std::istringstream text(in.program.plan()); std::getline(text, line);)
    os << "  " << line << "\n";
}

Json planToJson(const Inspection &in) { return in.program.plan(); }

} // namespace heddle::tools

//===- ReadPlan.cpp - plan and cluster files ------------------------------===//

#include "passes/plan/ReadPlan.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MemoryBuffer.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <cmath>

using namespace mlir;
using google::protobuf::TextFormat;

namespace heddle::plan {

namespace {
/// Reports what the Protobuf parser finds as located errors.
class LocatedErrors : public google::protobuf::io::ErrorCollector {
public:
  LocatedErrors(StringRef path, MLIRContext *context) : path(path), context(context) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string &message) override {
    mlir::emitError(FileLineColLoc::get(context, path, line + 1, column + 1)) << message;
  }
  void AddWarning(int line, google::protobuf::io::ColumnNumber column,
                  const std::string &message) override {
    mlir::emitWarning(FileLineColLoc::get(context, path, line + 1, column + 1)) << message;
  }

private:
  StringRef path;
  MLIRContext *context;
};
} // namespace

static LogicalResult readText(StringRef path, MLIRContext *context,
                              google::protobuf::Message &message,
                              TextFormat::ParseInfoTree &lines) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return mlir::emitError(FileLineColLoc::get(context, path, 0, 0))
           << "cannot read the file: " << file.getError().message();
  LocatedErrors errors(path, context);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&lines);
  return success(parser.ParseFromString((*file)->getBuffer().str(), &message));
}

Location LocatedPlan::getLocation(StringRef field, Location otherwise) const {
  auto it = locations.find(field);
  return it == locations.end() ? otherwise : it->second;
}

static Location locate(StringRef path, TextFormat::ParseLocation place, MLIRContext *context) {
  return FileLineColLoc::get(context, path, place.line + 1, place.column + 1);
}

FailureOr<LocatedPlan> readPlan(StringRef path, MLIRContext *context) {
  LocatedPlan result;
  TextFormat::ParseInfoTree lines;
  if (failed(readText(path, context, result.plan, lines)))
    return failure();
  const google::protobuf::Descriptor *fields = Plan::descriptor();
  for (int i = 0; i < fields->field_count(); ++i) {
    const auto *field = fields->field(i);
    TextFormat::ParseLocation place = lines.GetLocation(field, field->is_repeated() ? 0 : -1);
    if (place.line >= 0)
      result.locations.insert({field->name(), locate(path, place, context)});
  }
  for (int i = 0; i < result.plan.rules_size(); ++i)
    result.locations.insert(
        {"rules." + std::to_string(i),
         locate(path, lines.GetLocation(fields->FindFieldByName("rules"), i), context)});
  return result;
}

static LogicalResult checkCluster(const LocatedCluster &located) {
  const Cluster &cluster = located.cluster;
  if (cluster.levels().empty())
    return mlir::emitError(located.levels)
           << "the cluster has no levels; give at least one, as "
              "levels { name: \"node\" size: 8 gb_per_s: 345 latency_us: 30 }";
  for (const Cluster::Level &level : cluster.levels())
    if (level.size() == 0 || !(level.gb_per_s() > 0) || !(level.latency_us() >= 0))
      return mlir::emitError(located.levels)
             << "level '" << level.name()
             << "' needs a positive size and gb_per_s, and no negative latency_us";
  double memory = cluster.device().memory_gib();
  if (!(memory >= 0) || std::isinf(memory))
    return mlir::emitError(located.device)
           << "memory_gib = " << memory
           << ": give the GiB of one device, or leave it out to check nothing";
  return success();
}

FailureOr<LocatedCluster> readCluster(StringRef path, MLIRContext *context) {
  Location top = FileLineColLoc::get(context, path, 1, 1);
  LocatedCluster result{{}, top, top};
  TextFormat::ParseInfoTree lines;
  if (failed(readText(path, context, result.cluster, lines)))
    return failure();
  auto placeOf = [&](const char *name, int index, Location &out) {
    TextFormat::ParseLocation place =
        lines.GetLocation(Cluster::descriptor()->FindFieldByName(name), index);
    if (place.line >= 0)
      out = locate(path, place, context);
  };
  placeOf("device", -1, result.device);
  placeOf("levels", 0, result.levels);
  if (failed(checkCluster(result)))
    return failure();
  return result;
}

bool isHostDevice(const Cluster &cluster) {
  return cluster.device().kind().empty() || cluster.device().kind() == "x86-64";
}

uint64_t getNumDevices(const Cluster &cluster) {
  uint64_t devices = 1;
  for (const Cluster::Level &level : cluster.levels())
    devices *= level.size();
  return devices;
}

std::string toText(const Plan &plan) {
  std::string text;
  TextFormat::PrintToString(plan, &text);
  return text;
}

} // namespace heddle::plan

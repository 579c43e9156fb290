//===- Verify.cpp - heddle verify -----------------------------------------===//

#include "runtime/program/StructureHash.h"
#include "tools/heddle/CommandLine.h"
#include "tools/heddle/Commands.h"
#include "tools/heddle/CompileFlags.h"
#include "tools/heddle/VerifyReport.h"
#include "verify/Verifier.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir;

namespace heddle::tools {
namespace {

struct Flags : CompileFlags {
  Flags() : CompileFlags("<model.heddle>") {}

  llvm::cl::list<std::string> precision{
      "precision", llvm::cl::desc("f64, f32, or both (the default)"), llvm::cl::CommaSeparated};
  llvm::cl::opt<unsigned> steps{"steps", llvm::cl::desc("optimizer steps to compare"),
                                llvm::cl::init(3)};
  llvm::cl::opt<uint64_t> seed{"seed", llvm::cl::desc("of parameters, tokens and weights"),
                               llvm::cl::init(1)};
  llvm::cl::opt<bool> noFull{
      "no-full", llvm::cl::desc("do not compile at full size to compare the structure")};
  llvm::cl::opt<bool> everyTensor{"every-tensor", llvm::cl::desc("a line for each tensor")};
};

class VerifyCommand {
public:
  explicit VerifyCommand(const Flags &flags)
      : flags(flags), input(flags.input),
        precisions(flags.precision.begin(), flags.precision.end()),
        options{flags.steps, flags.seed}, noFull(flags.noFull), everyTensor(flags.everyTensor),
        os(llvm::outs()) {}

  LogicalResult run();

private:
  LogicalResult verifyIn(StringRef precision, const verify::PlannedModel &model);
  LogicalResult checkStructure(const verify::PlannedModel &model);

  const Flags &flags;
  // Copies: linking the kernels in process runs lld, which resets all options of the command line.
  std::string input;
  std::vector<std::string> precisions;
  verify::VerifyOptions options;
  bool noFull, everyTensor;

  llvm::raw_ostream &os;
  bool equal = true;
  uint64_t smallHash = 0;
};

LogicalResult VerifyCommand::verifyIn(StringRef precision, const verify::PlannedModel &model) {
  FailureOr<verify::Subject> subject = verify::compileSubject(model, precision);
  if (failed(subject))
    return failure();
  uint64_t hash = program::structureHash(subject->program);
  equal &= smallHash == 0 || hash == smallHash;
  smallHash = hash;
  verify::Verifier verifier(*subject, verify::getTolerance(precision.str()), options);
  if (runtime::Status status = verifier.run(); !status)
    return ModuleOp(model.spec).emitError() << precision << ": " << status.str();
  os << "  " << precision << ", " << options.steps << " steps\n";
  printComparisons(verifier.getComparisons(), everyTensor, os);
  equal &= printFailures(verifier.getComparisons(), *subject->reference, os) == 0;
  return success();
}

LogicalResult VerifyCommand::checkStructure(const verify::PlannedModel &model) {
  os << llvm::formatv("  structure of the verified program  {0:x16}\n", smallHash);
  if (noFull)
    return success();
  FailureOr<program::Program> full = verify::compileFullSize(model);
  if (failed(full))
    return failure();
  uint64_t fullHash = program::structureHash(*full);
  bool same = fullHash == smallHash;
  os << llvm::formatv("  structure at full size             {0:x16}  {1}\n", fullHash,
                      same ? "ok" : "DIFFERS: what ran is not what would run");
  equal &= same;
  return success();
}

LogicalResult VerifyCommand::run() {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  llvm::SourceMgr sources;
  Diagnostics diagnostics(sources, &context);
  OwningOpRef<ModuleOp> spec = flags.parseSpec(sources, &context);
  if (!spec)
    return failure();
  FailureOr<plan::PlanOptions> plan = flags.getPlan(sources, &context);
  if (failed(plan))
    return failure();
  FailureOr<verify::PlannedModel> model = verify::planModel(*spec, *plan);
  if (failed(model))
    return failure();
  os << "heddle verify " << input << "\n  sizes: ";
  printSizes(*model, os);
  os << "\n";
  if (precisions.empty())
    precisions = {"f64", "f32"};
  for (const std::string &precision : precisions)
    if (failed(verifyIn(precision, *model)))
      return failure();
  if (failed(checkStructure(*model)))
    return failure();
  os << (equal ? "verified\n" : "NOT verified\n");
  return success(equal);
}

} // namespace

int runVerify(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  hideOptionsOfLibraries();
  Flags flags;
  llvm::cl::ParseCommandLineOptions(argc, argv,
                                    "Compiles a model at reduced sizes under a plan, runs it on "
                                    "threads, and compares it with the "
                                    "unpartitioned model.\n");
  if (flags.steps == 0) {
    llvm::errs() << "heddle: error: --steps 0: nothing would be compared; take 1 or more\n";
    return 1;
  }
  return succeeded(VerifyCommand(flags).run()) ? 0 : 1;
}

} // namespace heddle::tools

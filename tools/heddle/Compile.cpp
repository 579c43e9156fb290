//===- Compile.cpp - heddle compile ---------------------------------------===//

#include "tools/heddle/CommandLine.h"
#include "tools/heddle/Commands.h"
#include "tools/heddle/CompileFlags.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;

namespace heddle::tools {
namespace {

struct Flags : CompileFlags {
  Flags() : CompileFlags("<model.heddle, or .mlir with --compile-from>") {}

  llvm::cl::opt<std::string> output{
      "o",
      llvm::cl::desc("where to write, - for stdout (default: the spec's name with .hdx, or - after "
                     "--compile-to)"),
      llvm::cl::value_desc("file")};
  // An option keeps a reference to its description.
  std::string phases = "stop after this phase and print the IR: " + listPhases();
  llvm::cl::opt<std::string> compileTo{"compile-to", llvm::cl::desc(phases),
                                       llvm::cl::value_desc("phase")};
  llvm::cl::opt<std::string> compileFrom{"compile-from",
                                         llvm::cl::desc("the input is the IR of this phase"),
                                         llvm::cl::value_desc("phase")};
  llvm::cl::opt<std::string> dumpPhasesTo{
      "dump-phases-to", llvm::cl::desc("write the IR of every phase to this folder"),
      llvm::cl::value_desc("folder")};
  llvm::cl::opt<bool> verifyEach{"verify-each",
                                 llvm::cl::desc("verify the IR after each pass, for debugging")};
};

/// The first words of a dump; the phase follows. A comment, not an attribute: a pass that is run on
/// the dump by hand makes IR of no known phase, and drops it.
constexpr StringLiteral kPhaseComment = "// heddle: phase ";

/// IR with locations: what is printed can be compiled on, and errors after that still point into
/// the spec.
void printModule(ModuleOp module, Phase phase, llvm::raw_ostream &os) {
  os << kPhaseComment << getPhaseName(phase) << "\n";
  module.print(os, OpPrintingFlags().enableDebugInfo(true, /*prettyForm=*/false));
  os << "\n";
}

LogicalResult writeModule(ModuleOp module, Phase phase, StringRef path) {
  std::error_code error;
  llvm::ToolOutputFile file(path, error, llvm::sys::fs::OF_Text);
  if (error)
    return complain("cannot write " + path + ": " + error.message());
  printModule(module, phase, file.os());
  file.os().flush();
  if ((error = file.os().error())) {
    file.os().clear_error();
    return complain("cannot write " + path + ": " + error.message());
  }
  file.keep();
  return success();
}

/// A dump of another phase than --compile-from says would be compiled on to nonsense, or to an
/// error that blames the model.
LogicalResult checkPhaseComment(StringRef text, StringRef path, StringRef from) {
  StringRef phase = text.split('\n').first.trim();
  if (!phase.consume_front(kPhaseComment) || phase == from)
    return success();
  return complain(path + " is the IR of phase '" + phase + "': use --compile-from=" + phase +
                  ", not " + from + " (or delete its first line, if the IR was changed since)");
}

class CompileCommand {
public:
  explicit CompileCommand(Flags &flags) : flags(flags) {}
  LogicalResult run();

private:
  LogicalResult readPhases();
  LogicalResult checkEffects() const;
  LogicalResult checkOutput() const;
  OwningOpRef<ModuleOp> readInput(llvm::SourceMgr &sources, MLIRContext *context);
  std::string getOutput() const;
  LogicalResult dump(Phase phase, ModuleOp module);

  Flags &flags;
  CompileOptions options;
  bool stopEarly = false;
  // Copies: linking the kernels in process runs lld, which resets all options of the command line.
  std::string output, dumpFolder;
};

LogicalResult CompileCommand::readPhases() {
  auto read = [](StringRef flag, StringRef name, Phase &phase) -> LogicalResult {
    if (name.empty())
      return success();
    std::optional<Phase> found = findPhase(name);
    if (!found)
      return complain(flag + " takes a phase, got '" + name + "'; phases: " + listPhases());
    phase = *found;
    return success();
  };
  if (failed(read("--compile-to", flags.compileTo, options.to)) ||
      failed(read("--compile-from", flags.compileFrom, options.from)) || failed(checkEffects()))
    return failure();
  if (options.to < options.from)
    return complain("--compile-to=" + flags.compileTo +
                    " comes before --compile-from=" + flags.compileFrom);
  stopEarly = options.to != kLastPhase;
  return success();
}

/// What a dump says already cannot be said again: silence would let people believe that it was
/// heard.
LogicalResult CompileCommand::checkEffects() const {
  if (flags.compileFrom.empty())
    return success();
  for (const llvm::cl::Option *flag : flags.getSpecFlags())
    if (flag->getNumOccurrences() > 0)
      return complain("--" + flag->ArgStr +
                      " has no effect with --compile-from=" + flags.compileFrom +
                      ": the input is IR, in which the model and its sizes "
                      "are fixed; compile the spec again");
  for (const llvm::cl::Option *flag : flags.getPlanFlags())
    if (flag->getNumOccurrences() > 0 && options.from >= Phase::Plan)
      return complain("--" + flag->ArgStr +
                      " has no effect with --compile-from=" + flags.compileFrom +
                      ": the plan is in the IR of phase 'plan' and later; "
                      "compile from 'optimizer', an earlier phase or the spec");
  return success();
}

LogicalResult CompileCommand::checkOutput() const {
  if (output != "-" && llvm::sys::fs::is_directory(output))
    return complain("cannot write " + output + ": it is a folder; give the name of a file");
  return success();
}

OwningOpRef<ModuleOp> CompileCommand::readInput(llvm::SourceMgr &sources, MLIRContext *context) {
  if (flags.compileFrom.empty())
    return flags.parseSpec(sources, context);
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(flags.input);
  if (!buffer) {
    (void)complain("cannot read " + flags.input + ": " + buffer.getError().message());
    return nullptr;
  }
  if (failed(checkPhaseComment((*buffer)->getBuffer(), flags.input, flags.compileFrom)))
    return nullptr;
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, context);
}

std::string CompileCommand::getOutput() const {
  if (!flags.output.empty())
    return flags.output;
  if (stopEarly)
    return "-";
  SmallString<128> path(llvm::sys::path::filename(flags.input));
  llvm::sys::path::replace_extension(path, "hdx");
  return path.str().str();
}

LogicalResult CompileCommand::dump(Phase phase, ModuleOp module) {
  // Numbered, so that a folder listing is in the order of compilation.
  SmallString<128> path(dumpFolder);
  std::string name =
      llvm::formatv("{0}{1}-{2}.mlir", int(phase) < 10 ? "0" : "", int(phase), getPhaseName(phase));
  llvm::sys::path::append(path, name);
  return writeModule(module, phase, path);
}

LogicalResult CompileCommand::run() {
  if (failed(readPhases()))
    return failure();
  output = getOutput();
  if (failed(checkOutput()))
    return failure();
  dumpFolder = flags.dumpPhasesTo;
  if (!dumpFolder.empty())
    if (std::error_code error = llvm::sys::fs::create_directories(dumpFolder))
      return complain("cannot make " + dumpFolder + ": " + error.message());

  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  llvm::SourceMgr sources;
  Diagnostics diagnostics(sources, &context);
  OwningOpRef<ModuleOp> module = readInput(sources, &context);
  if (!module)
    return failure();

  FailureOr<plan::PlanOptions> plan = flags.getPlan(sources, &context);
  if (failed(plan))
    return failure();

  bool dumped = true;
  options.plan = std::move(*plan);
  options.output = stopEarly ? "" : output;
  options.verifyEach = flags.verifyEach;
  options.configure = [](PassManager &pm) {
    applyDefaultTimingPassManagerCLOptions(pm);
    return applyPassManagerCLOptions(pm);
  };
  if (!dumpFolder.empty())
    options.onPhase = [&](Phase phase, ModuleOp at) { dumped &= succeeded(dump(phase, at)); };
  if (failed(compile(*module, options)) || !dumped)
    return failure();
  LogicalResult written = stopEarly ? writeModule(*module, options.to, output) : success();
  // The process ends here: taking a large module apart, op by op, would be in vain.
  (void)module.release();
  return written;
}

} // namespace

int runCompile(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  registerAsmPrinterCLOptions();
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  registerDefaultTimingManagerCLOptions();
  hideOptionsOfLibraries();
  Flags flags;
  llvm::cl::ParseCommandLineOptions(argc, argv, "Compiles a model spec and a plan to a program.\n");
  return succeeded(CompileCommand(flags).run()) ? 0 : 1;
}

} // namespace heddle::tools

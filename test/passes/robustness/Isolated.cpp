//===- Isolated.cpp - one pass in a process of its own --------------------===//

#include "test/passes/robustness/Isolated.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;

namespace heddle::test {

/// A pass that takes longer on a tiny model hangs.
static constexpr unsigned kSecondsPerPass = 60;

enum ExitCode { Good = 0, SilentFailure = 1, NoSuchPass = 2 };

/// `pass` on `op` (a class), as a pipeline of a module.
static std::string nest(const std::string &pass, const std::string &op) {
  if (op == "mlir::func::FuncOp")
    return "func.func(" + pass + ")";
  if (op == "heddle::exec::KernelOp")
    return "exec.kernel(" + pass + ")";
  return pass;
}

std::vector<std::string> listPasses() {
  std::vector<std::string> passes;
  for (const auto &entry : std::filesystem::recursive_directory_iterator("passes")) {
    if (entry.path().filename() != "Passes.td")
      continue;
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    std::string content = text.str();
    std::regex declaration(": Pass<\"([a-z-]+)\", \"::([a-zA-Z:]+)\">");
    for (std::sregex_iterator it(content.begin(), content.end(), declaration), end; it != end; ++it)
      passes.push_back(nest((*it)[1], (*it)[2]));
  }
  llvm::sort(passes);
  return passes;
}

/// In the forked process. Output of a crash handler would drown the test's.
static ExitCode run(ModuleOp module, const std::string &pass) {
  unsigned errors = 0;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return success();
  });
  PassManager manager(module->getName());
  if (failed(parsePassPipeline(pass, manager)))
    return NoSuchPass;
  return succeeded(manager.run(module)) || errors > 0 ? Good : SilentFailure;
}

std::string runIsolated(ModuleOp module, const std::string &pass) {
  pid_t child = fork();
  if (child == 0) {
    alarm(kSecondsPerPass);
    _exit(run(module, pass));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child)
    return "cannot run a process: " + std::string(std::strerror(errno));
  if (WIFSIGNALED(status))
    return std::string("ended by: ") + strsignal(WTERMSIG(status));
  switch (WEXITSTATUS(status)) {
  case Good:
    return "";
  case SilentFailure:
    return "failed without an error";
  case NoSuchPass:
    return "is not registered";
  default:
    return "ended with status " + std::to_string(WEXITSTATUS(status));
  }
}

} // namespace heddle::test

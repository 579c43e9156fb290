//===- heddle.cpp - the compiler's command line ---------------------------===//

#include "runtime/base/StandardFiles.h"
#include "tools/heddle/Commands.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

using namespace heddle::tools;

namespace {

struct Command {
  llvm::StringRef name;
  llvm::StringRef summary;
  int (*run)(int argc, char **argv);
};

const Command commands[] = {
    {"compile", "a model spec and a plan -> a program (.hdx)", runCompile},
    {"inspect", "what is in a program: plan, segments, table, kernels, memory", runInspect},
    {"verify", "run a program at reduced sizes and compare it with the unpartitioned model",
     runVerify},
};

void printUsage(llvm::raw_ostream &os) {
  os << "usage: heddle <command> [options]\n\n";
  for (const Command &command : commands)
    os << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary
       << "\n";
  os << "\n`heddle <command> --help` lists the options of a command.\n";
}

/// Here, because LLVM ends with a fatal error if what it could not write is found only at exit.
int checkOutput(int status) {
  llvm::raw_fd_ostream &os = llvm::outs();
  os.flush();
  if (!os.has_error())
    return status;
  llvm::errs() << "heddle: error: standard output cannot be written: " << os.error().message()
               << "\n";
  os.clear_error();
  return status == 0 ? 1 : status;
}

} // namespace

int main(int argc, char **argv) {
  heddle::runtime::holdStandardFiles();
  llvm::StringRef name = argc > 1 ? argv[1] : "";
  if (name == "--help" || name == "-h" || name == "help") {
    printUsage(llvm::outs());
    return checkOutput(0);
  }
  const Command *command =
      llvm::find_if(commands, [&](const Command &c) { return c.name == name; });
  if (command == std::end(commands)) {
    if (!name.empty())
      llvm::errs() << "heddle: error: unknown command '" << name << "'\n";
    printUsage(llvm::errs());
    return 2;
  }
  std::string program = ("heddle " + name).str();
  std::vector<char *> arguments{program.data()};
  arguments.insert(arguments.end(), argv + 2, argv + argc);
  return checkOutput(command->run(arguments.size(), arguments.data()));
}

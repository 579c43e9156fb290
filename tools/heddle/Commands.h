//===- Commands.h - the subcommands of heddle -------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_COMMANDS_H
#define HEDDLE_TOOLS_HEDDLE_COMMANDS_H

namespace heddle::tools {

/// Each takes the arguments after the subcommand's name (argv[0] is "heddle <name>") and returns
/// the exit status: 0, 1 after a reported error, 2 for wrong usage.
int runCompile(int argc, char **argv);
int runInspect(int argc, char **argv);
int runVerify(int argc, char **argv);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_COMMANDS_H

//===- Names.h - parts of a program in words --------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_FACTS_NAMES_H
#define HEDDLE_TOOLS_FACTS_NAMES_H

#include "runtime/program/program.pb.h"

#include <string>
#include <vector>

namespace heddle::facts {

/// "all_reduce"; the names of the executable dialect.
std::string collectiveName(program::Collective::Kind kind);

/// "dp", "dp, pp".
std::string axesName(const std::vector<program::MeshAxis> &axes);

/// "f32".
std::string typeName(program::DataType type);

/// "parameter"; "unused" for no class.
std::string className(program::MemoryClass memoryClass);

/// Every class of memory, in the order in which people read them, "unused" last.
const std::vector<program::MemoryClass> &memoryClasses();

/// "gpt2.heddle:31:9", or "" if the compiler knew none.
std::string locationName(const program::Program &program, uint32_t location);

/// The entry of a role; null if it has none of this name.
const program::Entry *findEntry(const program::Role &role, const std::string &name);

} // namespace heddle::facts

#endif // HEDDLE_TOOLS_FACTS_NAMES_H

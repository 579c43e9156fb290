//===- Names.cpp - parts of a program in words ----------------------------===//

#include "tools/facts/Names.h"

#include <algorithm>

using namespace heddle::program;

namespace heddle::facts {

static std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

std::string collectiveName(Collective::Kind kind) { return lower(Collective::Kind_Name(kind)); }

std::string axesName(const std::vector<MeshAxis> &axes) {
  std::string text;
  for (MeshAxis axis : axes)
    text += (text.empty() ? "" : ", ") + lower(MeshAxis_Name(axis));
  return text;
}

std::string typeName(DataType type) { return lower(DataType_Name(type)); }

std::string className(MemoryClass memoryClass) {
  return memoryClass == MEMORY_CLASS_UNSPECIFIED ? "unused" : lower(MemoryClass_Name(memoryClass));
}

const std::vector<MemoryClass> &memoryClasses() {
  static const std::vector<MemoryClass> classes{PARAMETER, GRADIENT,   MOMENT,
                                                COUNTER,   ACTIVATION, TEMPORARY,
                                                INPUT,     OUTPUT,     MEMORY_CLASS_UNSPECIFIED};
  return classes;
}

std::string locationName(const Program &program, uint32_t location) {
  return location < uint32_t(program.locations_size()) ? program.locations(int(location)) : "";
}

const Entry *findEntry(const Role &role, const std::string &name) {
  auto it = std::find_if(role.entries().begin(), role.entries().end(),
                         [&](const Entry &entry) { return entry.name() == name; });
  return it == role.entries().end() ? nullptr : &*it;
}

} // namespace heddle::facts

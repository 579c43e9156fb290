//===- ElfBounds.cpp - is an object whole ---------------------------------===//

#include "runtime/host/ElfBounds.h"

#include <cstdint>
#include <cstring>
#include <elf.h>

namespace heddle::runtime {

static Status cutShort() {
  return error("the object code is cut short", "compile the model again");
}

static bool isInside(std::string_view object, uint64_t offset, uint64_t bytes) {
  return offset <= object.size() && bytes <= object.size() - offset;
}

static bool isSharedObject(const Elf64_Ehdr &header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
         header.e_type == ET_DYN && header.e_machine == EM_X86_64 &&
         header.e_phentsize == sizeof(Elf64_Phdr);
}

Status checkElfBounds(std::string_view object) {
  Elf64_Ehdr header;
  if (object.size() < sizeof(header))
    return cutShort();
  std::memcpy(&header, object.data(), sizeof(header));
  if (!isSharedObject(header))
    return error("the object code is not an x86-64 ELF shared object", "compile the model again");
  if (!isInside(object, header.e_phoff, uint64_t(header.e_phnum) * sizeof(Elf64_Phdr)) ||
      !isInside(object, header.e_shoff, uint64_t(header.e_shnum) * header.e_shentsize))
    return cutShort();
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, object.data() + header.e_phoff + i * sizeof(segment), sizeof(segment));
    if (segment.p_type == PT_LOAD && !isInside(object, segment.p_offset, segment.p_filesz))
      return cutShort();
  }
  return {};
}

} // namespace heddle::runtime

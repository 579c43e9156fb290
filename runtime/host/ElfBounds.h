//===- ElfBounds.h - is an object whole -------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_ELFBOUNDS_H
#define HEDDLE_RUNTIME_HOST_ELFBOUNDS_H

#include "runtime/base/Status.h"

#include <string_view>

namespace heddle::runtime {

/// Fails if `object` is not an x86-64 ELF shared object, or if a part that its headers name lies
/// beyond its end. The system's loader does not ask: it maps what the headers say, and touching a
/// page behind the end of a file is a SIGBUS.
Status checkElfBounds(std::string_view object);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_ELFBOUNDS_H

//===- Loader.h - .hdx files in and out -------------------------*- C++ -*-===//
//
// A loaded program was checked: magic, version, checksum, and validateProgram().
// Whether this machine can run it is asked separately (checkTarget), because
// `heddle inspect` reads programs of other machines.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_PROGRAM_LOADER_H
#define HEDDLE_RUNTIME_PROGRAM_LOADER_H

#include "runtime/base/Status.h"
#include "runtime/program/program.pb.h"

#include <string>
#include <string_view>

namespace heddle::program {

inline constexpr std::string_view kMagic = "heddle-program";
/// Raised when a reader of the old format would misread the new one.
inline constexpr uint32_t kFormatVersion = 2;
/// Files larger than this are refused before they are read.
inline constexpr uint64_t kMaxFileBytes = uint64_t(1) << 30;

/// Reads, checks and validates a .hdx file.
runtime::Result<Program> loadProgram(const std::string &path);

/// The same for bytes in memory; errors name `source`.
runtime::Result<Program> parseProgram(std::string_view bytes, const std::string &source);

/// The bytes of a .hdx file. The same Program gives the same bytes. Does not validate.
runtime::Result<std::string> serializeProgram(const Program &program);

/// Writes a .hdx file: to a temporary name, then renamed, so a reader never sees half of it.
runtime::Status saveProgram(const Program &program, const std::string &path);

} // namespace heddle::program

#endif // HEDDLE_RUNTIME_PROGRAM_LOADER_H

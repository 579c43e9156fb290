//===- Target.cpp - can this machine run a program? -----------------------===//

#include "runtime/program/Target.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

using heddle::runtime::error;
using heddle::runtime::Status;

namespace heddle::program {

/// LLVM's name of a feature -> the kernel's in /proc/cpuinfo, where they differ. What the kernel
/// lists is what the CPU has and the operating system saves, which cpuid alone does not say.
static std::string cpuinfoName(const std::string &feature) {
  static const std::pair<const char *, const char *> names[] = {
      {"64bit", "lm"},
      {"avx512bf16", "avx512_bf16"},
      {"avx512bitalg", "avx512_bitalg"},
      {"avx512fp16", "avx512_fp16"},
      {"avx512vbmi2", "avx512_vbmi2"},
      {"avx512vnni", "avx512_vnni"},
      {"avx512vp2intersect", "avx512_vp2intersect"},
      {"avx512vpopcntdq", "avx512_vpopcntdq"},
      {"avxvnni", "avx_vnni"},
      {"amx-bf16", "amx_bf16"},
      {"amx-int8", "amx_int8"},
      {"amx-tile", "amx_tile"},
      {"bmi", "bmi1"},
      {"crc32", "sse4_2"},
      {"cx8", "cx8"},
      {"lzcnt", "abm"},
      {"pclmul", "pclmulqdq"},
      {"rdrnd", "rdrand"},
      {"sahf", "lahf_lm"},
      {"sha", "sha_ni"},
      {"sse3", "pni"},
      {"sse4.1", "sse4_1"},
      {"sse4.2", "sse4_2"},
      {"x87", "fpu"},
  };
  for (auto [llvm, kernel] : names)
    if (feature == llvm)
      return kernel;
  return feature;
}

/// LLVM reports these for a host, but they are of the operating system or hints: no arithmetic
/// kernel uses them.
static bool isIrrelevant(const std::string &feature) {
  static const std::set<std::string> names = {
      "shstk",  "ibt",     "prfchw", "pku",       "invpcid",  "wbnoinvd", "rdpru",
      "mwaitx", "ptwrite", "uintr",  "serialize", "cldemote", "waitpkg",  "hreset"};
  return names.count(feature) != 0;
}

static std::set<std::string> cpuFlags() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("flags", 0) != 0)
      continue;
    std::istringstream words(line.substr(line.find(':') + 1));
    return {std::istream_iterator<std::string>(words), {}};
  }
  return {};
}

Status checkTarget(const Program &program) {
  const Target &target = program.target();
  if (!target.os_arch().empty() && target.os_arch() != "linux-x86_64")
    return error("the program is for " + target.os_arch() + ", this is linux-x86_64",
                 "compile the model for this machine");
  const std::set<std::string> flags = cpuFlags();
  std::string missing;
  for (std::string feature : target.features()) {
    if (feature.rfind("+", 0) == 0)
      feature.erase(0, 1);
    if (!isIrrelevant(feature) && flags.count(cpuinfoName(feature)) == 0)
      missing += (missing.empty() ? "" : ", ") + feature;
  }
  if (!missing.empty())
    return error("the program was compiled for the CPU " +
                     (target.cpu().empty() ? "?" : target.cpu()) + ", this CPU lacks " + missing,
                 "compile the model on this machine, or for an older CPU");
  return {};
}

} // namespace heddle::program

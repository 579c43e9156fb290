//===- Target.h - the CPU that kernels are compiled for ---------*- C++ -*-===//

#ifndef HEDDLE_PASSES_KERNELS_TARGET_H
#define HEDDLE_PASSES_KERNELS_TARGET_H

#include "llvm/Target/TargetMachine.h"

#include <string>
#include <vector>

namespace heddle::kernels {

/// A level of the x86-64 psABI, not a model: a program runs on every CPU of its level, and two
/// machines of one level compile the same bytes.
struct KernelTarget {
  std::string cpu;
  std::vector<std::string> features;
};

/// x86-64-v4 (AVX-512) or x86-64-v3 (AVX2, FMA); an error message if the host is less.
llvm::Expected<KernelTarget> getHostTarget();

std::unique_ptr<llvm::TargetMachine> createTargetMachine(const KernelTarget &target);

} // namespace heddle::kernels

#endif // HEDDLE_PASSES_KERNELS_TARGET_H

//===- Sizes.h - how large a program and its step are -----------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_FACTS_SIZES_H
#define HEDDLE_TOOLS_FACTS_SIZES_H

#include "runtime/program/program.pb.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::facts {

/// Elements of all parameters of the model, each once however it is sharded or replicated.
uint64_t countParameters(const program::Program &program);

/// Floating-point operations of matrix products and attention of one run of `entry` on one rank of
/// `role`.
double flopsPerRank(const program::Program &program, const program::Role &role,
                    const std::string &entry);

/// The same of all ranks together.
double flopsOfAllRanks(const program::Program &program, const std::string &entry);

/// Rows of all roles in one entry.
uint64_t countRows(const program::Program &program, const std::string &entry);

/// How often one rank of `role` launches each kernel in one run of `entry`, by the kernel's number.
std::vector<uint64_t> countLaunches(const program::Program &program, const program::Role &role,
                                    const std::string &entry);

} // namespace heddle::facts

#endif // HEDDLE_TOOLS_FACTS_SIZES_H

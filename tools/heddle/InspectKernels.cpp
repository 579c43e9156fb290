//===- InspectKernels.cpp - fused regions ---------------------------------===//

#include "runtime/base/Format.h"
#include "tools/facts/Names.h"
#include "tools/facts/Sizes.h"
#include "tools/heddle/Inspect.h"

using namespace heddle::program;

namespace heddle::tools {

/// Launches of each kernel in one run of the entry on the rank that launches it most.
static std::vector<uint64_t> launchesPerRank(const Inspection &in) {
  std::vector<uint64_t> most(size_t(in.program.kernels_size()));
  for (const Role &role : in.program.roles()) {
    std::vector<uint64_t> own = facts::countLaunches(in.program, role, in.entry);
    for (size_t i = 0; i < most.size(); ++i)
      most[i] = std::max(most[i], own[i]);
  }
  return most;
}

void printKernels(const Inspection &in, std::ostream &os) {
  os << "kernels: launches per " << in.entry
     << " of the stage with the most, bytes read and written by one launch\n";
  std::vector<uint64_t> launches = launchesPerRank(in);
  TextTable table({"kernel", "launches", "bytes", "fused ops", "spec"});
  for (int i = 0; i < in.program.kernels_size(); ++i) {
    const Kernel &kernel = in.program.kernels(i);
    table.add({kernel.symbol(), std::to_string(launches[size_t(i)]),
               formatBytes(double(kernel.bytes_moved())), kernel.description(),
               facts::locationName(in.program, kernel.location())});
  }
  table.print(os);
}

Json kernelsToJson(const Inspection &in) {
  std::vector<uint64_t> launches = launchesPerRank(in);
  Json list = Json::array();
  for (int i = 0; i < in.program.kernels_size(); ++i) {
    const Kernel &kernel = in.program.kernels(i);
    list.push_back({{"symbol", kernel.symbol()},
                    {"ops", kernel.description()},
                    {"args", kernel.args()},
                    {"scalars", kernel.scalars()},
                    {"bytes_moved", kernel.bytes_moved()},
                    {"launches_per_step", launches[size_t(i)]},
                    {"location", facts::locationName(in.program, kernel.location())}});
  }
  return list;
}

} // namespace heddle::tools

//===- Dispatch.cpp - what an instruction costs besides its work ----------===//

#include "tools/bench/runtime/Bench.h"

#include "runtime/comm/Threads.h"
#include "runtime/executor/Executor.h"
#include "runtime/host/HostDevice.h"

#include <cstdio>

namespace heddle::bench {

using namespace heddle::runtime;

static constexpr int kInstructions = 1000, kRows = 1000;

/// One rank; rows of fills of one word each.
static program::Program fills() {
  program::Program program;
  program.mutable_mesh()->set_dp(1);
  program.mutable_mesh()->set_pp(1);
  program.mutable_mesh()->set_tp(1);
  program::Segment &segment = *program.add_segments();
  segment.add_frames()->set_bytes(64);
  for (int i = 0; i < kInstructions; ++i)
    segment.add_instructions()->mutable_fill()->set_bytes(8);
  program::Role &role = *program.add_roles();
  role.set_arena_bytes(64);
  program::Entry &entry = *role.add_entries();
  for (int i = 0; i < kRows; ++i)
    entry.add_rows()->add_bases(0);
  return program;
}

void benchDispatch() {
  program::Program program = fills();
  auto executor = Executor::create(program, std::make_unique<HostDevice>(),
                                   std::move(makeThreadCommunicators(1)[0]));
  for (bool profile : {false, true}) {
    (*executor)->profile = profile;
    (*executor)->counters = {};
    if (Status status = (*executor)->run(program.roles(0).entries(0)); !status)
      std::puts(status.str().c_str());
    std::printf("dispatch %-12s  %5.1f ns per instruction\n", profile ? "profiling" : "",
                (*executor)->counters.seconds / kInstructions / kRows * 1e9);
  }
}

} // namespace heddle::bench

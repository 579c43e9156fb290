//===- heddle-bench-runtime.cpp - rates of the runtime's parts ------------===//

#include "tools/bench/runtime/Bench.h"

#include <CLI/CLI.hpp>

int main(int argc, char **argv) {
  uint32_t ranks = 2;
  uint64_t megabytes = 64;
  CLI::App app("Measures the runtime's collectives, matrix products and attention. Each line is "
               "one median.");
  app.option_defaults()->always_capture_default();
  app.add_option("--ranks", ranks, "of the collectives; as many cores should be free")
      ->check(CLI::Range(1, 64));
  app.add_option("--megabytes", megabytes, "largest buffer of a collective")
      ->check(CLI::Range(1, 1024));
  CLI11_PARSE(app, argc, argv);
  heddle::bench::benchCollectives(ranks, megabytes << 20);
  heddle::bench::benchProducts();
  heddle::bench::benchAttention();
  heddle::bench::benchDispatch();
}

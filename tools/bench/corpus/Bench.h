//===- Bench.h - parts of heddle-bench-corpus -------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_BENCH_CORPUS_BENCH_H
#define HEDDLE_TOOLS_BENCH_CORPUS_BENCH_H

#include <functional>
#include <string_view>
#include <vector>

namespace heddle::bench {

using Documents = std::vector<std::string_view>;

/// A benchmark by name. Its file holds one as a global variable, which is all that adds it:
///
///   static const CorpusBenchmark bench("rules", "the quality rules", [](const Documents
///   &documents) {
///     auto rules = std::make_shared<Rules>();                        // once
///     return [=] { for (auto document : documents) rules->check(document); };  // measured
///   });
struct CorpusBenchmark {
  using Pass = std::function<void()>;
  using Prepare = Pass (*)(const Documents &documents);

  CorpusBenchmark(std::string_view name, std::string_view what, Prepare prepare);

  std::string_view name, what;
  Prepare prepare; // `documents` stay as they are while the pass is run
};

} // namespace heddle::bench

#endif // HEDDLE_TOOLS_BENCH_CORPUS_BENCH_H

//===- KernelRunner.h - compiles, loads and runs one exec.kernel *- C++ -*-===//

#ifndef HEDDLE_TEST_PASSES_KERNELS_KERNELRUNNER_H
#define HEDDLE_TEST_PASSES_KERNELS_KERNELRUNNER_H

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace heddle::kernels::test {

using Doubles = std::vector<double>;

/// A buffer of a kernel: values, and the element type they are converted to for the call ("f32",
/// "f64", "i32", "i64").
struct Buffer {
  Doubles values;
  std::string type;
};

/// The diagnostics of compiling `text`, empty if it compiles.
std::string compileErrors(const std::string &text);

/// Compiles the module `text`, calls the kernel `name` on the buffers, which it updates.
/// `aliases[i] = j` lets buffer i share the memory of buffer j.
void runKernel(const std::string &text, const std::string &name, std::vector<Buffer> &buffers,
               const std::vector<int64_t> &scalars = {},
               const std::vector<std::pair<size_t, size_t>> &aliases = {});

/// Normal numbers that depend on `seed` alone.
Doubles randomNumbers(size_t count, unsigned seed);
std::vector<int32_t> randomIndices(size_t count, int32_t limit, unsigned seed);
Doubles asDoubles(const std::vector<int32_t> &values);

/// |actual - expected| <= tolerance * max(1, |expected|) everywhere.
void expectNear(const Doubles &actual, const Doubles &expected, const std::string &type,
                double scale = 1);

/// `text` with every $ replaced by `type`, which stands for the element type.
std::string withType(std::string text, const std::string &type);

} // namespace heddle::kernels::test

#endif // HEDDLE_TEST_PASSES_KERNELS_KERNELRUNNER_H

//===- KernelRunner.cpp - compiles, loads and runs one exec.kernel --------===//

#include "test/passes/kernels/KernelRunner.h"

#include "dialects/exec/Exec.h"
#include "passes/kernels/Compile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

#include <cstring>
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace mlir;

namespace heddle::kernels::test {

static FailureOr<std::string> compile(const std::string &text, std::string &errors) {
  DialectRegistry registry;
  registry.insert<exec::ExecDialect, graph::GraphDialect, dist::DistDialect, arith::ArithDialect>();
  MLIRContext context(registry);
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    errors += diagnostic.str() + "\n";
    return success();
  });
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return failure();
  return compileKernels(*module);
}

std::string compileErrors(const std::string &text) {
  std::string errors;
  if (succeeded(compile(text, errors)))
    return "";
  return errors;
}

namespace {
class Library {
public:
  explicit Library(const std::string &bytes) {
    descriptor = memfd_create("kernels", 0);
    EXPECT_EQ(write(descriptor, bytes.data(), bytes.size()), ssize_t(bytes.size()));
    handle = dlopen(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), RTLD_NOW);
    EXPECT_NE(handle, nullptr) << dlerror();
  }
  ~Library() {
    if (handle)
      dlclose(handle);
    close(descriptor);
  }
  void *find(const std::string &name) { return handle ? dlsym(handle, name.c_str()) : nullptr; }

private:
  int descriptor;
  void *handle;
};

size_t elementBytes(const std::string &type) { return type.substr(1) == "64" ? 8 : 4; }

template <typename To> void pack(const Doubles &values, char *out) {
  for (double value : values) {
    To element = static_cast<To>(value);
    std::memcpy(out, &element, sizeof(To));
    out += sizeof(To);
  }
}

template <typename From> void unpack(const char *in, Doubles &values) {
  for (double &value : values) {
    From element;
    std::memcpy(&element, in, sizeof(From));
    value = static_cast<double>(element);
    in += sizeof(From);
  }
}

void pack(const Buffer &buffer, char *out) {
  if (buffer.type == "f32")
    pack<float>(buffer.values, out);
  else if (buffer.type == "f64")
    pack<double>(buffer.values, out);
  else if (buffer.type == "i32")
    pack<int32_t>(buffer.values, out);
  else
    pack<int64_t>(buffer.values, out);
}

void unpack(const char *in, Buffer &buffer) {
  if (buffer.type == "f32")
    unpack<float>(in, buffer.values);
  else if (buffer.type == "f64")
    unpack<double>(in, buffer.values);
  else if (buffer.type == "i32")
    unpack<int32_t>(in, buffer.values);
  else
    unpack<int64_t>(in, buffer.values);
}
} // namespace

void runKernel(const std::string &text, const std::string &name, std::vector<Buffer> &buffers,
               const std::vector<int64_t> &scalars,
               const std::vector<std::pair<size_t, size_t>> &aliases) {
  std::string errors;
  FailureOr<std::string> bytes = compile(text, errors);
  ASSERT_TRUE(succeeded(bytes)) << errors;
  Library library(*bytes);
  auto kernel = reinterpret_cast<void (*)(void *const *, const int64_t *)>(library.find(name));
  ASSERT_NE(kernel, nullptr);

  // A guard after each buffer catches writes beyond its end.
  constexpr size_t guard = 64;
  std::vector<std::vector<char>> memory;
  for (const Buffer &buffer : buffers) {
    memory.emplace_back(buffer.values.size() * elementBytes(buffer.type) + guard, char(0x5A));
    pack(buffer, memory.back().data());
  }
  std::vector<void *> args;
  for (auto &bytesOfBuffer : memory)
    args.push_back(bytesOfBuffer.data());
  for (auto [buffer, target] : aliases)
    args[buffer] = args[target];
  kernel(args.data(), scalars.data());
  for (size_t i = 0; i < buffers.size(); ++i) {
    for (size_t j = memory[i].size() - guard; j < memory[i].size(); ++j)
      ASSERT_EQ(memory[i][j], char(0x5A)) << "buffer " << i << " was written beyond its end";
    unpack(static_cast<char *>(args[i]), buffers[i]);
  }
}

Doubles randomNumbers(size_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  Doubles numbers(count);
  for (double &number : numbers)
    number = normal(engine);
  return numbers;
}

std::vector<int32_t> randomIndices(size_t count, int32_t limit, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_int_distribution<int32_t> uniform(0, limit - 1);
  std::vector<int32_t> indices(count);
  for (int32_t &index : indices)
    index = uniform(engine);
  return indices;
}

Doubles asDoubles(const std::vector<int32_t> &values) { return {values.begin(), values.end()}; }

void expectNear(const Doubles &actual, const Doubles &expected, const std::string &type,
                double scale) {
  ASSERT_EQ(actual.size(), expected.size());
  double tolerance = (type == "f32" ? 2e-6 : 1e-13) * scale;
  for (size_t i = 0; i < actual.size(); ++i)
    ASSERT_NEAR(actual[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])))
        << "at element " << i << " in " << type;
}

std::string withType(std::string text, const std::string &type) {
  for (size_t at = 0; (at = text.find('$', at)) != std::string::npos; at += type.size())
    text.replace(at, 1, type);
  return text;
}

} // namespace heddle::kernels::test

//===- heddle-bench-kernels.cpp - generated kernels against memcpy --------===//
//
//   heddle-bench-kernels tools/bench/kernels/gpt2.mlir [kernel...]
//
// Compiles the exec.kernels of a file, which may be a dump of the memory phase, runs each, and
// prints a line of JSON for it: its bytes, read and written once each, per second, beside what
// memcpy reaches on as many bytes.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Dist.h"
#include "dialects/exec/Exec.h"
#include "passes/kernels/Compile.h"
#include "runtime/host/KernelLibrary.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <ctime>

using namespace mlir;
using namespace heddle;

namespace {

constexpr double kSecondsPerMeasurement = 0.5;

/// Seconds that this thread (or process) was on a core: what else the machine runs takes no part.
double now(clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  timespec time;
  clock_gettime(clock, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// The shortest time of one call, after one that touches the memory.
double measure(llvm::function_ref<void()> call) {
  call();
  double best = HUGE_VAL;
  for (double end = now() + kSecondsPerMeasurement; now() < end;) {
    double begin = now();
    call();
    best = std::min(best, now() - begin);
  }
  return best;
}

/// `bytes` are read and written in all: half of them each.
double measureMemcpy(size_t bytes) {
  std::vector<char> from(bytes / 2, 1), to(bytes / 2);
  return measure([&] { std::memcpy(to.data(), from.data(), from.size()); });
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

size_t getBytes(RankedTensorType type) {
  return type.getNumElements() * type.getElementTypeBitWidth() / 8;
}

template <typename Element> std::vector<char> makeElements(size_t count, Element step) {
  std::vector<char> bytes(count * sizeof(Element));
  for (size_t i = 0; i < count; ++i) {
    Element element = step * static_cast<Element>(i % 97);
    std::memcpy(&bytes[i * sizeof(Element)], &element, sizeof(Element));
  }
  return bytes;
}

/// Small positive floats; integers below 97, so that they are tokens of any vocabulary.
std::vector<char> makeBuffer(RankedTensorType type) {
  size_t count = type.getNumElements();
  if (type.getElementType().isF32())
    return makeElements<float>(count, 0.01f);
  if (type.getElementType().isF64())
    return makeElements<double>(count, 0.01);
  return type.getElementTypeBitWidth() == 64 ? makeElements<int64_t>(count, 1)
                                             : makeElements<int32_t>(count, 1);
}

/// What a call of a kernel takes, and the bytes that it reads and writes.
struct Call {
  std::vector<std::vector<char>> buffers;
  std::vector<void *> args;
  std::vector<int64_t> scalars;
  size_t bytes = 0;

  explicit Call(exec::KernelOp kernel);

private:
  void add(RankedTensorType type) {
    buffers.push_back(makeBuffer(type));
    args.push_back(buffers.back().data());
    bytes += getBytes(type);
  }
};

Call::Call(exec::KernelOp kernel) {
  Block &body = kernel.getBody().front();
  for (Type type : body.getArgumentTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      add(tensor);
    else
      scalars.push_back(0);
  for (auto [type, accumulates, input] : llvm::zip_equal(
           body.getTerminator()->getOperandTypes(), kernel.getAccumulate(), kernel.getInPlace())) {
    auto tensor = cast<RankedTensorType>(type);
    if (accumulates)
      scalars.push_back(0); // overwrite
    if (input < 0) {
      add(tensor);
      continue;
    }
    args.push_back(args[input]);
    bytes += getBytes(tensor);
  }
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

std::shared_ptr<runtime::KernelLibrary> compile(ModuleOp module) {
  double begin = now(CLOCK_PROCESS_CPUTIME_ID);
  FailureOr<std::string> object = kernels::compileKernels(module);
  if (failed(object))
    return nullptr;
  program::Program program;
  program.set_kernel_library(std::move(*object));
  for (auto kernel : module.getOps<exec::KernelOp>())
    program.add_kernels()->set_symbol(kernel.getSymName().str());
  llvm::outs() << llvm::formatv("{{\"kernels\": {0}, \"compile_seconds\": {1:f3}}\n",
                                program.kernels_size(), now(CLOCK_PROCESS_CPUTIME_ID) - begin);
  auto library = runtime::KernelLibrary::load(program);
  if (library)
    return *library;
  llvm::errs() << library.status().message() << "\n";
  return nullptr;
}

void run(exec::KernelOp kernel, runtime::KernelFunction function) {
  Call call(kernel);
  double seconds = measure([&] { function(call.args.data(), call.scalars.data()); });
  double copy = measureMemcpy(call.bytes);
  llvm::outs() << llvm::formatv("{{\"kernel\": \"{0}\", \"megabytes\": {1:f1}, \"ms\": {2:f3}, "
                                "\"gb_per_s\": {3:f1}, \"memcpy_gb_per_s\": {4:f1}, "
                                "\"of_memcpy\": {5:f2}}\n",
                                kernel.getSymName(), 1e-6 * call.bytes, 1e3 * seconds,
                                1e-9 * call.bytes / seconds, 1e-9 * call.bytes / copy,
                                copy / seconds);
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    llvm::errs() << "usage: heddle-bench-kernels FILE.mlir [kernel...]\n";
    return 1;
  }
  DialectRegistry registry;
  registry.insert<graph::GraphDialect, dist::DistDialect, exec::ExecDialect, arith::ArithDialect,
                  func::FuncDialect>();
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(argv[1], &context);
  std::shared_ptr<runtime::KernelLibrary> library = module ? compile(*module) : nullptr;
  if (!library)
    return 1;
  ArrayRef<char *> names(argv + 2, argv + argc);
  for (auto [index, kernel] : llvm::enumerate(module->getOps<exec::KernelOp>()))
    if (names.empty() || llvm::is_contained(names, kernel.getSymName()))
      run(kernel, (*library)[index]);
}

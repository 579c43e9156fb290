//===- HostDeviceTest.cpp - arena, kernels, products of the host ----------===//

#include "runtime/host/HostDevice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

using namespace heddle::runtime;
using namespace heddle::program;
using testing::HasSubstr;

TEST(Arena, IsZeroedAlignedAndAsLargeAsAsked) {
  auto arena = Arena::allocate(5'000'001);
  ASSERT_TRUE(arena.ok());
  auto bytes = arena->bytes();
  EXPECT_EQ(bytes.size(), 5'000'001u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(bytes.data()) % 64, 0u);
  EXPECT_TRUE(
      std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte(0); }));
  bytes.back() = std::byte(1);
}

TEST(Arena, MayBeEmpty) {
  auto arena = Arena::allocate(0);
  ASSERT_TRUE(arena.ok());
  EXPECT_TRUE(arena->bytes().empty());
}

TEST(Arena, SaysWhenItDoesNotFit) {
  EXPECT_THAT(Arena::allocate(UINT64_MAX).status().message(),
              HasSubstr("cannot allocate an arena of"));
}

static Program withKernels(std::initializer_list<const char *> symbols) {
  std::ifstream file(TEST_KERNELS, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  Program program;
  program.set_kernel_library(bytes.str());
  for (const char *symbol : symbols)
    program.add_kernels()->set_symbol(symbol);
  return program;
}

TEST(KernelLibrary, RunsKernelsByIndex) {
  HostDevice device;
  ASSERT_TRUE(device.loadKernels(withKernels({"test_store", "test_add"})).ok());
  std::vector<float> a = {1, 2, 3}, b = {10, 20, 30}, c(3);
  void *args[] = {a.data(), b.data(), c.data()};
  int64_t scalars[] = {3};
  ASSERT_TRUE(device.launch(1, args, scalars).ok());
  EXPECT_EQ(c, (std::vector<float>{11, 22, 33}));
}

TEST(KernelLibrary, TwoAtATimeAreTwo) {
  auto first = KernelLibrary::load(withKernels({"test_store"})),
       second = KernelLibrary::load(withKernels({"test_add"}));
  ASSERT_TRUE(first.ok() && second.ok());
  int64_t stored = 0, scalars[] = {6, 7};
  void *args[] = {&stored};
  (**first)[0](args, scalars);
  EXPECT_EQ(stored, 42);
  EXPECT_NE((**first)[0], (**second)[0]);
}

TEST(KernelLibrary, NamesAMissingKernel) {
  EXPECT_THAT(KernelLibrary::load(withKernels({"test_divide"})).status().message(),
              HasSubstr("no kernel 'test_divide'"));
}

// The system's loader would map what is not there: SIGBUS.
TEST(KernelLibrary, RefusesEveryPrefix) {
  Program program = withKernels({"test_store"});
  std::string whole = program.kernel_library();
  for (size_t size = 0; size < whole.size(); size += 61) {
    program.set_kernel_library(whole.substr(0, size));
    ASSERT_THAT(KernelLibrary::load(program).status().message(), HasSubstr("cut short")) << size;
  }
}

TEST(KernelLibrary, RefusesWhatIsNoObjectCode) {
  Program program = withKernels({"test_add"});
  program.set_kernel_library("not elf");
  EXPECT_THAT(KernelLibrary::load(program).status().message(),
              HasSubstr("cannot load the program's kernels"));
}

namespace {

/// Transposes, accumulation, leading dimensions larger than rows, batches.
template <typename T>
void checkGemm(DataType type, bool transposeA, bool transposeB, bool accumulate) {
  GemmCall call{type, transposeA, transposeB, accumulate, 5,  7,       3,       2,      0,
                0,    9,          40,         0,          70, nullptr, nullptr, nullptr};
  call.lda = (transposeA ? call.m : call.k) + 1;
  call.ldb = (transposeB ? call.k : call.n) + 2;
  call.strideB = 0; // shared by the batch
  std::mt19937 random(1);
  std::vector<T> a(200), b(200), c(200);
  for (auto *array : {&a, &b, &c})
    for (T &value : *array)
      value = T(int(random() % 9) - 4);
  std::vector<T> expected = c;
  for (uint64_t batch = 0; batch < call.batch; ++batch)
    for (uint64_t i = 0; i < call.m; ++i)
      for (uint64_t j = 0; j < call.n; ++j) {
        T &sum = expected[batch * call.strideC + i * call.ldc + j];
        sum = accumulate ? sum : 0;
        for (uint64_t k = 0; k < call.k; ++k)
          sum += a[batch * call.strideA + (transposeA ? k * call.lda + i : i * call.lda + k)] *
                 b[transposeB ? j * call.ldb + k : k * call.ldb + j];
      }
  call.a = a.data();
  call.b = b.data();
  call.c = c.data();
  HostDevice device;
  device.attachThread();
  ASSERT_TRUE(device.gemm(call).ok());
  EXPECT_EQ(c, expected);
}

} // namespace

TEST(Gemm, AgreesWithTheDefinition) {
  for (bool transposeA : {false, true})
    for (bool transposeB : {false, true})
      for (bool accumulate : {false, true}) {
        checkGemm<float>(F32, transposeA, transposeB, accumulate);
        checkGemm<double>(F64, transposeA, transposeB, accumulate);
      }
}

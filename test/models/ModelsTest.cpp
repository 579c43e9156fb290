//===- ModelsTest.cpp - the specs of models/ ------------------------------===//

#include "frontend/Frontend.h"

#include "dialects/graph/Graph.h"

#include "mlir/IR/Diagnostics.h"
#include "gtest/gtest.h"

using namespace heddle::frontend;

namespace {

struct PublishedSize {
  const char *file;
  int64_t parameters;
};

void PrintTo(const PublishedSize &size, std::ostream *os) { *os << size.file; }

class ModelsTest : public testing::TestWithParam<PublishedSize> {
protected:
  mlir::OwningOpRef<mlir::ModuleOp> compile(const Options &options = {}) {
    std::string path = std::string("models/") + GetParam().file + ".heddle";
    mlir::SourceMgrDiagnosticHandler handler(sources, &context);
    return parseModelFile(path, sources, &context, options);
  }

  llvm::SourceMgr sources;
  mlir::MLIRContext context;
};

/// Counts published with the models (GPT-2 and LLaMA checkpoints), or computed from the published
/// sizes (GPT-3).
TEST_P(ModelsTest, HasThePublishedNumberOfParameters) {
  auto module = compile();
  ASSERT_TRUE(module);
  EXPECT_EQ(countParameters(*module), GetParam().parameters);
  std::cout << GetParam().file << ": " << countParameters(*module) << " parameters\n";
}

TEST_P(ModelsTest, IsNamedAfterItsFile) {
  auto module = compile();
  ASSERT_TRUE(module);
  EXPECT_EQ((*module)->getAttrOfType<mlir::StringAttr>("graph.model").getValue(), GetParam().file);
}

INSTANTIATE_TEST_SUITE_P(
    All, ModelsTest,
    testing::Values(
        PublishedSize{"gpt2", 124'439'808}, PublishedSize{"gpt2_124m", 124'439'808},
        PublishedSize{"gpt2_1558m", 1'557'611'200}, PublishedSize{"gpt3_175b", 174'615'846'912},
        PublishedSize{"llama2_7b", 6'738'415'616}, PublishedSize{"llama3", 8'030'261'248},
        PublishedSize{"llama3_8b", 8'030'261'248}, PublishedSize{"llama3_70b", 70'553'706'496},
        PublishedSize{"llama3_405b", 405'853'388'800}, PublishedSize{"tiny_gpt2", 218'496},
        PublishedSize{"tiny_llama", 180'800}, PublishedSize{"tiny_llama3", 180'800},
        PublishedSize{"byte_gpt", 1'022'464}),
    [](const auto &info) { return std::string(info.param.file); });

/// The fenced examples of docs/language.md.
std::vector<std::string> readExamples() {
  auto file = llvm::MemoryBuffer::getFile("docs/language.md");
  std::vector<std::string> examples;
  llvm::SmallVector<llvm::StringRef> parts;
  if (file)
    (*file)->getBuffer().split(parts, "\n```\n");
  for (size_t i = 1; i < parts.size(); i += 2)
    examples.push_back(parts[i].str());
  return examples;
}

TEST(LanguageTest, ExamplesOfTheSpecificationCompile) {
  std::vector<std::string> examples = readExamples();
  ASSERT_EQ(examples.size(), 2u);
  for (const std::string &example : examples) {
    llvm::SourceMgr sources;
    mlir::MLIRContext context;
    mlir::SourceMgrDiagnosticHandler handler(sources, &context);
    sources.AddNewSourceBuffer(
        llvm::MemoryBuffer::getMemBufferCopy(example, "models/example.heddle"), {});
    EXPECT_TRUE(parseModel(sources, &context));
  }
}

} // namespace

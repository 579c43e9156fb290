//===- heddle-opt.cpp - runs any passes on any dumped phase -----*- C++ -*-===//
//
// mlir-opt with our dialects and passes. Only what our IR can contain is
// registered, and dialects are loaded when met, so start-up is the loading of
// the shared libraries.
//
//===----------------------------------------------------------------------===//

#include "RegisterStages.h"
#include "dialects/dist/Dist.h"
#if __has_include("dialects/exec/Exec.h")
#include "dialects/exec/Exec.h"
#endif
#include "dialects/graph/Graph.h"

#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/TilingInterfaceImpl.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/IR/TensorTilingInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"

namespace {

/// The IR between spec and program: our dialects on top of func and arith.
void registerTrainingDialects(mlir::DialectRegistry &registry) {
  registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect, heddle::graph::GraphDialect,
                  heddle::dist::DistDialect>();
#if __has_include("dialects/exec/Exec.h")
  registry.insert<heddle::exec::ExecDialect>();
#endif
  mlir::func::registerInlinerExtension(registry);
}

/// What a region becomes on its way to machine code.
void registerKernelDialects(mlir::DialectRegistry &registry) {
  registry.insert<mlir::LLVM::LLVMDialect, mlir::bufferization::BufferizationDialect,
                  mlir::cf::ControlFlowDialect, mlir::linalg::LinalgDialect,
                  mlir::math::MathDialect, mlir::memref::MemRefDialect, mlir::scf::SCFDialect,
                  mlir::tensor::TensorDialect, mlir::vector::VectorDialect>();
  mlir::arith::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::linalg::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::linalg::registerTilingInterfaceExternalModels(registry);
  mlir::scf::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::tensor::registerBufferizableOpInterfaceExternalModels(registry);
  mlir::tensor::registerTilingInterfaceExternalModels(registry);
  mlir::vector::registerBufferizableOpInterfaceExternalModels(registry);
}

/// LLVM's libraries bring hundreds of options; --help-hidden still lists them.
void hideOptionsOfLibraries() {
  for (auto &[name, option] : llvm::cl::getRegisteredOptions())
    if (name != "help" && name != "help-hidden" &&
        option->getOptionHiddenFlag() == llvm::cl::NotHidden)
      option->setHiddenFlag(llvm::cl::Hidden);
}

/// LLVM reads `--heddle-typo` as `-h`, prints the help and succeeds: a test with a misspelt pass
/// would be green.
bool knowsPasses(llvm::ArrayRef<char *> arguments) {
  for (llvm::StringRef argument : arguments) {
    llvm::StringRef name = argument.ltrim('-').split('=').first;
    if (!argument.starts_with("-") || !name.starts_with("heddle-") ||
        mlir::PassInfo::lookup(name) || mlir::PassPipelineInfo::lookup(name))
      continue;
    llvm::errs() << "heddle-opt: error: unknown option '" << argument
                 << "'; heddle-opt --list-passes names the passes\n";
    return false;
  }
  return true;
}

} // namespace

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registerTrainingDialects(registry);
  registerKernelDialects(registry);
  mlir::registerTransformsPasses();
  registerStagePasses();
  if (!knowsPasses(llvm::ArrayRef(argv + 1, argc - 1)))
    return 1;
  hideOptionsOfLibraries();
  std::string header = mlir::registerCLIOptions("Heddle: run passes on any phase\n", registry);
  auto [input, output] = mlir::parseCLIOptions(argc, argv, header);
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, input, output, registry));
}

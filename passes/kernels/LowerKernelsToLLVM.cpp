//===- LowerKernelsToLLVM.cpp - loops and vectors to the llvm dialect -----===//

#include "passes/kernels/Passes.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Transforms/DialectConversion.h"

#define DEBUG_TYPE "heddle-lower-kernels-to-llvm"

using namespace mlir;

namespace heddle::kernels {

#define GEN_PASS_DEF_LOWERKERNELSTOLLVMPASS
#include "passes/kernels/Passes.h.inc"

namespace {

class LowerKernelsToLLVMPass : public impl::LowerKernelsToLLVMPassBase<LowerKernelsToLLVMPass> {
  void runOnOperation() override {
    if (failed(convertAll()))
      return signalPassFailure();
    for (auto body : llvm::make_early_inc_range(getOperation().getOps<LLVM::LLVMFuncOp>()))
      if (!body.isExternal())
        createEntry(body);
  }

  LogicalResult convertAll() {
    // Shapes are static, so a memref argument is a bare pointer, and its noalias survives.
    LowerToLLVMOptions options(&getContext());
    options.useBarePtrCallConv = true;
    LLVMTypeConverter converter(&getContext(), options);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();
    RewritePatternSet patterns(&getContext());
    populateSCFToControlFlowConversionPatterns(patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns);
    vector::populateVectorStepLoweringPatterns(patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns, /*reassociateFPReductions=*/true);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    return applyFullConversion(getOperation(), target, std::move(patterns));
  }

  /// void name(void *const *args, const int64_t *scalars) that calls the body.
  void createEntry(LLVM::LLVMFuncOp body) {
    OpBuilder builder(body);
    Location loc = body.getLoc();
    std::string name = body.getSymName().str();
    body.setSymName(name + ".body");
    body.setLinkage(LLVM::Linkage::Internal);
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    auto type =
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()), {pointer, pointer});
    auto entry = LLVM::LLVMFuncOp::create(builder, loc, name, type);
    Block *block = entry.addEntryBlock(builder);
    builder.setInsertionPointToStart(block);
    int64_t numPointers = 0, numScalars = 0;
    SmallVector<Value> operands;
    for (Type argument : body.getArgumentTypes()) {
      bool isPointer = isa<LLVM::LLVMPointerType>(argument);
      int64_t &index = isPointer ? numPointers : numScalars;
      Value source = block->getArgument(isPointer ? 0 : 1);
      Value address = LLVM::GEPOp::create(builder, loc, pointer, argument, source,
                                          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(index++)});
      operands.push_back(LLVM::LoadOp::create(builder, loc, argument, address));
    }
    LLVM::CallOp::create(builder, loc, body, operands);
    LLVM::ReturnOp::create(builder, loc, ValueRange());
  }
};

} // namespace
} // namespace heddle::kernels

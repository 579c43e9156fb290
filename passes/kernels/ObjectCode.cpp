//===- ObjectCode.cpp - llvm dialect to object code -----------------------===//

#include "passes/kernels/ObjectCode.h"

#include "mlir/Target/LLVMIR/Export.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

namespace heddle::kernels {

// Vectors are already explicit and loops already fused, so a short list does what O3 would, in a
// fifth of the time: scalars out of memory, common addresses once, what a loop does not change in
// front of it. Written out, instcombine aborts the process where one round is not enough, which it
// never promises, unless it is told not to.
static constexpr llvm::StringLiteral kPipeline =
    "function(sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>,"
    "loop-mssa(loop-rotate,licm),early-cse<memssa>,loop-mssa(licm),loop(indvars,loop-deletion),"
    "simplifycfg,instcombine<no-verify-fixpoint>)";

static void setAttributes(llvm::Module &module, const KernelTarget &target) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    function.addFnAttr("prefer-vector-width", "512");
    function.addFnAttr("min-legal-vector-width", "512");
    function.addFnAttr("no-trapping-math", "true");
    function.addFnAttr(llvm::Attribute::NoUnwind);
  }
}

static llvm::Error optimise(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);
  llvm::ModulePassManager passes;
  if (llvm::Error error = builder.parsePassPipeline(passes, kPipeline))
    return error;
  passes.run(module, modules);
  return llvm::Error::success();
}

llvm::Expected<llvm::SmallVector<char, 0>> emitObject(mlir::ModuleOp module,
                                                      const KernelTarget &target) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code = mlir::translateModuleToLLVMIR(module, context, "kernels");
  std::unique_ptr<llvm::TargetMachine> machine = createTargetMachine(target);
  if (!code || !machine)
    return llvm::createStringError("LLVM cannot translate the kernels");
  code->setTargetTriple(machine->getTargetTriple());
  code->setDataLayout(machine->createDataLayout());
  setAttributes(*code, target);
  if (llvm::Error error = optimise(*code, *machine))
    return std::move(error);

  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager assembler;
  if (machine->addPassesToEmitFile(assembler, stream, nullptr, llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("LLVM has no object writer for this machine");
  assembler.run(*code);
  return object;
}

} // namespace heddle::kernels

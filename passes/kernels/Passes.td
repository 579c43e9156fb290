//===- Passes.td - from fused regions to machine code ---------------------===//

#ifndef HEDDLE_PASSES_KERNELS_PASSES_TD
#define HEDDLE_PASSES_KERNELS_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposeKernelsPass : Pass<"heddle-decompose-kernels", "::heddle::exec::KernelOp"> {
  let summary = "Norms and sums of squares as elementwise ops and reductions";
  let description = [{
    Replaces the layer ops in the bodies of `exec.kernel`s by elementwise graph ops, `graph.reduce` and `graph.constant`, with the divisor of a mean
    taken from the local shape. What is left has a lowering of its own.
  }];
  let dependentDialects = ["::heddle::graph::GraphDialect"];
  let statistics = [Statistic<"numDecomposed", "decomposed", "Ops replaced by simpler ones">];
}

def LowerKernelsToLinalgPass : Pass<"heddle-lower-kernels-to-linalg", "::mlir::ModuleOp"> {
  let summary = "exec.kernel to a function of row loops around linalg.generic";
  let description = [{
    Each `exec.kernel` becomes a function on memrefs, inputs then results, and `index` scalars, block scalars then accumulate flags. A loop per axis of
    `rows` surrounds the phases of the kernel: a phase is one fused `linalg.generic` over the columns (the other axes), and a value that a later phase needs is
    kept in a scratch row or, if it is a result, in its buffer. Neighbouring columns that every operand has in the same order are one dimension.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let options = [Option<"maxScratchBytes", "max-scratch-bytes", "int64_t", /*default=*/"1048576",
                        "A kernel that needs more scratch than this is an error">];
  let statistics = [Statistic<"numPhases", "phases", "linalg.generic ops made">];
}

def VectorizeKernelsPass : Pass<"heddle-vectorize-kernels", "::mlir::func::FuncOp"> {
  let summary = "linalg.generic on memrefs to loops over vectors";
  let description = [{
    The innermost dimension advances by a vector of several registers, with one narrower vector for what remains; a reduction keeps a vector of partial
    results. Vectors are explicit, so neither aliasing nor floating-point order hinders LLVM. Transcendental functions of f32 become polynomials; those of f64
    stay calls of libm, one element at a time.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let options = [Option<"lanes", "lanes", "int64_t", /*default=*/"32", "Elements of a vector">];
  let statistics = [Statistic<"numScalarLoops", "scalar-loops", "Loops that could not be vectorised">];
}

def LowerKernelsToLLVMPass : Pass<"heddle-lower-kernels-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Loops and vectors to the llvm dialect, with the entry that the runtime calls";
  let description = [{One conversion of everything at once. For each function it makes an entry `void(void *const *args, const int64_t *scalars)` of the same name.}];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::cf::ControlFlowDialect", "::mlir::arith::ArithDialect"];
}

def CompileKernelsPass : Pass<"heddle-compile-kernels", "::mlir::ModuleOp"> {
  let summary = "All kernels of a module to one shared object";
  let description = [{
    Clones every `exec.kernel`, lowers and compiles the clones, and keeps the ELF shared object in the module attribute `exec.kernel_library`, with `exec.target_cpu`
    and `exec.target_features`. The kernels stay: emit reads their signatures.
  }];
  let dependentDialects = ["::heddle::exec::ExecDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect", "::mlir::cf::ControlFlowDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

def VerifyKernelsPass : Pass<"heddle-verify-kernels", "::mlir::ModuleOp"> {
  let summary = "Post-condition of the kernels stage";
  let description = [{A module with kernels has a library whose symbols include every kernel, and says which CPU it is for.}];
}

#endif // HEDDLE_PASSES_KERNELS_PASSES_TD

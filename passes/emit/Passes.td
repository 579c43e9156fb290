//===- Passes.td - the emit stage -----------------------------------------===//

#ifndef HEDDLE_PASSES_EMIT_PASSES_TD
#define HEDDLE_PASSES_EMIT_PASSES_TD

include "mlir/Pass/PassBase.td"

def EmitProgramPass : Pass<"heddle-emit-program", "::mlir::ModuleOp"> {
  let summary = "Write the module as a .hdx file";
  let description = [{A walk: every op of exec has its message in program.proto. The file is validated by the runtime's own validator before it is written.}];
  let options = [Option<"path", "path", "std::string", "\"\"", "where to write, - for stdout; empty: only check">];
}

def VerifyEmitPass : Pass<"heddle-verify-emit", "::mlir::ModuleOp"> {
  let summary = "Check that the program is accepted by the runtime's validator";
  let description = [{Serialises, parses again, compares and validates: what the runtime would refuse is an error of the compiler.}];
}

#endif // HEDDLE_PASSES_EMIT_PASSES_TD

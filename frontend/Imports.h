//===- Imports.h - the files of a spec --------------------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_IMPORTS_H
#define HEDDLE_FRONTEND_IMPORTS_H

#include "frontend/Ast.h"
#include "frontend/Frontend.h"
#include "frontend/Reporter.h"

namespace heddle::frontend {

/// Parses the main buffer of `sources` and, once each, the files that it imports (found beside the
/// file that imports them).
void parseWithImports(llvm::SourceMgr &sources, const Options &options, Ast &ast,
                      Reporter &reporter);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_IMPORTS_H

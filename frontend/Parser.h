//===- Parser.h - from words to an Ast --------------------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_PARSER_H
#define HEDDLE_FRONTEND_PARSER_H

#include "frontend/Ast.h"
#include "frontend/Reporter.h"

namespace heddle::frontend {

/// Adds the declarations of `text` (one file) to `ast`. After an error it goes on with the next
/// statement, so one run tells many.
void parseFile(llvm::StringRef text, bool isMainFile, Ast &ast, Reporter &reporter);

/// Parses `text` as one expression (the value of an override); null after an error.
Expr *parseExpression(llvm::StringRef text, Ast &ast, Reporter &reporter);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_PARSER_H

//===- ExpressionParser.h - operators, calls, indexing ----------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_EXPRESSIONPARSER_H
#define HEDDLE_FRONTEND_EXPRESSIONPARSER_H

#include "frontend/TokenStream.h"

namespace heddle::frontend {

/// The expression half of the parser. Every function returns null after it has reported an error.
class ExpressionParser : public TokenStream {
public:
  ExpressionParser(llvm::StringRef text, Ast &ast, Reporter &reporter)
      : TokenStream(text, reporter), ast(ast) {}

  /// sum = product { ("+" | "-") product }
  Expr *parseSum();

  /// "(" [ argument { "," argument } ] ")"; false after an error.
  bool parseArguments(std::vector<Argument> &arguments);

protected:
  Ast &ast;

private:
  /// product = unary { ("*" | "/" | "@") unary }
  Expr *parseProduct();
  /// unary = "-" unary | postfix
  Expr *parseUnary();
  /// postfix = primary { "[" ... "]" }
  Expr *parsePostfix();
  /// primary = number | name | call | "(" sum ")"
  Expr *parsePrimary();
  Expr *parseNumber();
  Expr *parseNameOrCall();
  Expr *parseIndex(Expr *base);
  Expr *parseRenames(Expr *base);

  /// Puts `expr` into the Ast unless it nests too deeply.
  Expr *finish(Expr expr);
  bool tooDeep(llvm::SMLoc loc);

  /// Depth of the parser's own recursion.
  unsigned nesting = 0;
};

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_EXPRESSIONPARSER_H

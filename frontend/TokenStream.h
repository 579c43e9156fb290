//===- TokenStream.h - reading tokens one by one ----------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_TOKENSTREAM_H
#define HEDDLE_FRONTEND_TOKENSTREAM_H

#include "frontend/Lexer.h"

#include "frontend/Ast.h"

namespace heddle::frontend {

/// What both halves of the parser share: a position in the tokens, expectations and recovery.
class TokenStream {
public:
  TokenStream(llvm::StringRef text, Reporter &reporter)
      : reporter(reporter), tokens(lex(text, reporter)) {}

  const Token &peek() const { return tokens[position]; }
  const Token &peekNext() const { return tokens[std::min(position + 1, tokens.size() - 1)]; }
  bool at(TokenKind kind) const { return peek().is(kind); }
  bool atEnd() const { return at(TokenKind::End); }

  const Token &next() {
    const Token &token = tokens[position];
    if (!token.is(TokenKind::End))
      ++position;
    return token;
  }

  bool consume(TokenKind kind) {
    if (!at(kind))
      return false;
    next();
    return true;
  }

  bool consumeName(llvm::StringRef name) {
    if (!peek().isName(name))
      return false;
    next();
    return true;
  }

  /// Consumes a token of `kind` or reports that it is missing.
  bool expect(TokenKind kind, llvm::StringRef where, const llvm::Twine &hint);

  /// Consumes a name that is not a keyword; an empty Name after an error.
  Name expectName(llvm::StringRef what);

  /// Reports what is wrong with the next token, unless the lexer has done so.
  void reportNext(const llvm::Twine &message, const llvm::Twine &hint);

  /// Skips to the next token that can begin a statement, or that closes the block.
  void recover();

  Reporter &reporter;

private:
  std::vector<Token> tokens;
  size_t position = 0;
};

/// Words that cannot name anything.
bool isKeyword(llvm::StringRef name);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_TOKENSTREAM_H

//===- Lexer.h - words of a spec --------------------------------*- C++ -*-===//

#ifndef HEDDLE_FRONTEND_LEXER_H
#define HEDDLE_FRONTEND_LEXER_H

#include "frontend/Reporter.h"

namespace heddle::frontend {

enum class TokenKind {
  End,
  Name,
  Integer,
  Real,
  String,
  // Punctuation: one character each.
  LeftParen,
  RightParen,
  LeftBrace,
  RightBrace,
  LeftBracket,
  RightBracket,
  Comma,
  Colon,
  Equal,
  Tilde,
  Plus,
  Minus,
  Star,
  Slash,
  At,
  /// Something that the lexer has reported: the parser is silent about it.
  Bad,
};

/// "'('", "a name", ...: how errors call a kind of token.
llvm::StringRef describe(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::End;
  /// The text as written; without the quotes for a string.
  llvm::StringRef text;
  llvm::SMLoc loc;
  /// Nothing but blanks stands before it on its line. Statements begin so.
  bool startsLine = false;

  bool is(TokenKind other) const { return kind == other; }
  bool isName(llvm::StringRef name) const { return kind == TokenKind::Name && text == name; }
};

/// The tokens of `text`, the last of kind End. Characters that belong to no token are reported and
/// become Bad ones. A byte order mark at the beginning is skipped.
std::vector<Token> lex(llvm::StringRef text, Reporter &reporter);

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_LEXER_H

//===- TokenStream.cpp - reading tokens one by one ------------------------===//

#include "frontend/TokenStream.h"

#include "llvm/ADT/StringSwitch.h"

using namespace heddle::frontend;

bool heddle::frontend::isKeyword(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"model", "module", "param", "repeat", "return", "train", "import", "as"}, true)
      .Cases({"decay", "no_decay"}, true)
      .Default(false);
}

static std::string shown(const Token &token) {
  if (token.is(TokenKind::End))
    return "the end of the file";
  return ("'" + token.text.take_front(40) + "'").str();
}

void TokenStream::reportNext(const llvm::Twine &message, const llvm::Twine &hint) {
  if (!at(TokenKind::Bad))
    reporter.error(peek().loc, message, hint);
}

bool TokenStream::expect(TokenKind kind, llvm::StringRef where, const llvm::Twine &hint) {
  if (consume(kind))
    return true;
  reportNext("expected " + describe(kind) + " " + where + ", found " + shown(peek()), hint);
  return false;
}

Name TokenStream::expectName(llvm::StringRef what) {
  const Token &token = peek();
  if (!token.is(TokenKind::Name)) {
    reportNext("expected " + what + ", found " + shown(token),
               "a name is letters, digits and '_', and does not begin with a digit");
    return {};
  }
  if (isKeyword(token.text)) {
    reporter.error(token.loc,
                   "'" + token.text + "' is a word of the language and cannot be " + what,
                   "choose another name");
    return {};
  }
  next();
  return {token.text, token.loc};
}

void TokenStream::recover() {
  // A statement begins on a line of its own; an error inside brackets skips to the end of that
  // line.
  while (!atEnd() && !at(TokenKind::RightBrace)) {
    const Token &token = peek();
    if (token.startsLine && token.is(TokenKind::Name))
      return;
    next();
  }
}

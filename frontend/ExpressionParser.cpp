//===- ExpressionParser.cpp - operators, calls, indexing ------------------===//

#include "frontend/ExpressionParser.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

#include <cmath>
#include <cstdlib>

using namespace heddle::frontend;

bool ExpressionParser::tooDeep(llvm::SMLoc loc) {
  if (nesting < kMaxDepth)
    return false;
  reporter.error(loc, "expression nests too deeply",
                 "give parts of it a name: at most " + llvm::Twine(kMaxDepth) + " levels are read");
  return true;
}

Expr *ExpressionParser::finish(Expr expr) {
  for (Expr *part : {expr.lhs, expr.rhs})
    if (part)
      expr.depth = std::max(expr.depth, part->depth + 1);
  for (const Argument &argument : expr.arguments)
    if (argument.value)
      expr.depth = std::max(expr.depth, argument.value->depth + 1);
  if (expr.depth > kMaxDepth) {
    reporter.error(expr.loc, "expression is too long",
                   "give parts of it a name: at most " + llvm::Twine(kMaxDepth) +
                       " operators are read in a row");
    return nullptr;
  }
  return ast.make(std::move(expr));
}

static bool isSumOperator(const Token &token) {
  return token.is(TokenKind::Plus) || token.is(TokenKind::Minus);
}

static bool isProductOperator(const Token &token) {
  return token.is(TokenKind::Star) || token.is(TokenKind::Slash) || token.is(TokenKind::At);
}

Expr *ExpressionParser::parseSum() {
  Expr *lhs = parseProduct();
  while (lhs && isSumOperator(peek())) {
    const Token &op = next();
    Expr *rhs = parseProduct();
    if (!rhs)
      return nullptr;
    lhs = finish(
        {.kind = Expr::Kind::Binary, .loc = op.loc, .op = op.text[0], .lhs = lhs, .rhs = rhs});
  }
  return lhs;
}

Expr *ExpressionParser::parseProduct() {
  Expr *lhs = parseUnary();
  while (lhs && isProductOperator(peek())) {
    const Token &op = next();
    Expr *rhs = parseUnary();
    if (!rhs)
      return nullptr;
    lhs = finish(
        {.kind = Expr::Kind::Binary, .loc = op.loc, .op = op.text[0], .lhs = lhs, .rhs = rhs});
  }
  return lhs;
}

Expr *ExpressionParser::parseUnary() {
  const Token &token = peek();
  if (tooDeep(token.loc))
    return nullptr;
  ++nesting;
  llvm::scope_exit leave([&] { --nesting; });
  if (!consume(TokenKind::Minus))
    return parsePostfix();
  Expr *operand = parseUnary();
  return operand ? finish({.kind = Expr::Kind::Negate, .loc = token.loc, .lhs = operand}) : nullptr;
}

Expr *ExpressionParser::parsePostfix() {
  Expr *expr = parsePrimary();
  while (expr && at(TokenKind::LeftBracket))
    expr = parseIndex(expr);
  return expr;
}

Expr *ExpressionParser::parsePrimary() {
  const Token &token = peek();
  if (token.is(TokenKind::Integer) || token.is(TokenKind::Real))
    return parseNumber();
  // `x =` at the start of a line is the next statement: this one lacks its value.
  bool nextStatement = token.startsLine && peekNext().is(TokenKind::Equal);
  if (token.is(TokenKind::Name) && !isKeyword(token.text) && !nextStatement)
    return parseNameOrCall();
  if (consume(TokenKind::LeftParen)) {
    Expr *inner = parseSum();
    if (!inner || !expect(TokenKind::RightParen, "to close the '('", "add ')'"))
      return nullptr;
    return inner;
  }
  std::string found =
      token.is(TokenKind::End) ? "the end of the file" : ("'" + token.text + "'").str();
  reportNext("expected a value, found " + found,
             "a value is a name, a number, a call such as gelu(x), or an expression in '( )'");
  return nullptr;
}

Expr *ExpressionParser::parseNumber() {
  const Token &token = next();
  std::string digits = token.text.str();
  llvm::erase(digits, '_');
  Expr expr{.kind = Expr::Kind::Integer, .loc = token.loc};
  if (token.is(TokenKind::Integer) && llvm::StringRef(digits).getAsInteger(10, expr.integer)) {
    reporter.error(token.loc, "number is too large", "whole numbers go up to 9223372036854775807");
    return nullptr;
  }
  if (token.is(TokenKind::Real)) {
    expr.kind = Expr::Kind::Real;
    expr.real = std::strtod(digits.c_str(), nullptr);
    if (!std::isfinite(expr.real)) {
      reporter.error(token.loc, "number is too large", "real numbers go up to about 1.8e308");
      return nullptr;
    }
  }
  return finish(std::move(expr));
}

Expr *ExpressionParser::parseNameOrCall() {
  const Token &token = next();
  Name name{token.text, token.loc};
  if (!at(TokenKind::LeftParen))
    return finish({.kind = Expr::Kind::Name, .loc = token.loc, .name = name});
  Expr call{.kind = Expr::Kind::Call, .loc = token.loc, .name = name};
  if (!parseArguments(call.arguments))
    return nullptr;
  if (consumeName("as")) {
    call.label = expectName("the label of this call");
    if (call.label.empty())
      return nullptr;
  }
  return finish(std::move(call));
}

bool ExpressionParser::parseArguments(std::vector<Argument> &arguments) {
  if (!expect(TokenKind::LeftParen, "before the arguments", "write name(argument, ...)"))
    return false;
  while (!at(TokenKind::RightParen)) {
    Argument argument;
    if (at(TokenKind::Name) && peekNext().is(TokenKind::Equal)) {
      argument.name = expectName("the name of an argument");
      if (argument.name.empty())
        return false;
      next();
    }
    argument.value = parseSum();
    if (!argument.value)
      return false;
    arguments.push_back(argument);
    if (!consume(TokenKind::Comma))
      break;
  }
  return expect(TokenKind::RightParen, "after the arguments",
                "separate arguments by ',' and end with ')'");
}

Expr *ExpressionParser::parseIndex(Expr *base) {
  llvm::SMLoc loc = next().loc;
  if (at(TokenKind::Name) && peekNext().isName("as"))
    return parseRenames(base);
  Expr *index = parseSum();
  if (!index || !expect(TokenKind::RightBracket, "after the index", "write table[indices]"))
    return nullptr;
  return finish({.kind = Expr::Kind::Gather, .loc = loc, .lhs = base, .rhs = index});
}

Expr *ExpressionParser::parseRenames(Expr *base) {
  Expr rename{.kind = Expr::Kind::Rename, .loc = peek().loc, .lhs = base};
  do {
    Name from = expectName("the axis to rename");
    if (from.empty())
      return nullptr;
    if (!consumeName("as")) {
      reportNext("expected 'as' after '" + from.text + "'",
                 "write x[embed as embed2] to rename an axis");
      return nullptr;
    }
    Name to = expectName("the new name of the axis");
    if (to.empty())
      return nullptr;
    rename.renames.push_back({from, to});
  } while (consume(TokenKind::Comma));
  if (!expect(TokenKind::RightBracket, "after the renamed axes", "write x[embed as embed2]"))
    return nullptr;
  return finish(std::move(rename));
}

//===- Lexer.cpp - words of a spec ----------------------------------------===//

#include "frontend/Lexer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace heddle::frontend;
using llvm::isAlnum;
using llvm::isAlpha;
using llvm::isDigit;

namespace {

constexpr llvm::StringRef kPunctuation = "(){}[],:=~+-*/@";

class Lexer {
public:
  Lexer(llvm::StringRef text, Reporter &reporter) : rest(text), reporter(reporter) {}

  std::vector<Token> run() {
    rest.consume_front("\xef\xbb\xbf"); // a byte order mark, as some editors write
    while (skipBlanks())
      lexToken();
    add(TokenKind::End, rest.take_front(0));
    return std::move(tokens);
  }

private:
  llvm::SMLoc here() const { return llvm::SMLoc::getFromPointer(rest.data()); }

  bool skipBlanks() {
    while (!rest.empty()) {
      if (rest.front() == '#')
        rest = rest.drop_until([](char c) { return c == '\n'; });
      else if (rest.front() == '\n')
        atLineStart = true, rest = rest.drop_front();
      else if (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\r')
        rest = rest.drop_front();
      else
        return true;
    }
    return false;
  }

  void add(TokenKind kind, llvm::StringRef text) {
    tokens.push_back({kind, text, llvm::SMLoc::getFromPointer(text.data()), atLineStart});
    atLineStart = false;
  }

  void take(TokenKind kind, llvm::StringRef text) {
    add(kind, text);
    rest = rest.drop_front(text.size());
  }

  void lexToken() {
    char c = rest.front();
    size_t punctuation = kPunctuation.find(c);
    if (isAlpha(c) || c == '_' || !llvm::isASCII(c))
      lexName();
    else if (isDigit(c) || (c == '.' && rest.size() > 1 && isDigit(rest[1])))
      lexNumber();
    else if (c == '"')
      lexString();
    else if (punctuation != llvm::StringRef::npos)
      take(TokenKind(int(TokenKind::LeftParen) + int(punctuation)), rest.take_front(1));
    else
      skipUnknown();
  }

  static bool isNamePart(char c) { return isAlnum(c) || c == '_'; }

  /// A word with letters of other alphabets is one mistake, whatever it is made of.
  void lexName() {
    llvm::StringRef name =
        rest.take_while([](char c) { return isNamePart(c) || !llvm::isASCII(c); });
    llvm::StringRef strange = name.drop_while(isNamePart);
    if (strange.empty())
      return take(TokenKind::Name, name);
    reporter.error(llvm::SMLoc::getFromPointer(strange.data()),
                   "unexpected character '" + showCharacter(strange) + "'",
                   "outside of comments and strings a spec is ASCII: names are letters a to z, "
                   "digits and '_'");
    take(TokenKind::Bad, name);
  }

  /// The character that `text` begins with, or its first byte if that is no UTF-8.
  static std::string showCharacter(llvm::StringRef text) {
    const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data());
    unsigned size = llvm::getNumBytesForUTF8(*begin);
    if (size <= text.size() && llvm::isLegalUTF8Sequence(begin, begin + size) &&
        (size > 1 || llvm::isPrint(text.front())))
      return text.take_front(size).str();
    return "\\x" + llvm::utohexstr(static_cast<unsigned char>(text.front()));
  }

  static size_t digits(llvm::StringRef text, size_t from) {
    size_t end = from;
    while (end < text.size() && (isDigit(text[end]) || text[end] == '_'))
      ++end;
    return end;
  }

  void lexNumber() {
    size_t end = digits(rest, 0);
    bool real = false;
    if (end < rest.size() && rest[end] == '.') {
      real = true;
      end = digits(rest, end + 1);
    }
    if (end < rest.size() && (rest[end] == 'e' || rest[end] == 'E')) {
      size_t exponent = end + 1;
      if (exponent < rest.size() && (rest[exponent] == '+' || rest[exponent] == '-'))
        ++exponent;
      size_t afterExponent = digits(rest, exponent);
      real = true;
      end = afterExponent;
      if (afterExponent == exponent)
        reporter.error(here(),
                       "number '" + rest.take_front(end) + "' has no digits in its exponent",
                       "write 3e-4 for 0.0003");
    }
    take(real ? TokenKind::Real : TokenKind::Integer, rest.take_front(end));
    if (rest.empty() || !(isAlpha(rest.front()) || rest.front() == '_'))
      return;
    reporter.error(here(), "a number runs into a name",
                   "put a blank or an operator between them; a name cannot begin with a digit");
    take(TokenKind::Bad, rest.take_while(isNamePart));
  }

  void lexString() {
    size_t end = rest.find_first_of("\"\n", 1);
    if (end == llvm::StringRef::npos || rest[end] == '\n') {
      reporter.error(here(), "string is not closed", "end it with '\"' on the same line");
      return take(TokenKind::Bad, rest.take_front(end));
    }
    add(TokenKind::String, rest.slice(1, end));
    tokens.back().loc = here();
    rest = rest.drop_front(end + 1);
  }

  void skipUnknown() {
    char c = rest.front();
    llvm::StringRef hint = "names are letters, digits and '_'; a comment begins with '#'";
    if (c == '^')
      hint = "axes are matched by name, so a tensor needs no transpose: write x @ wte";
    if (c == ';')
      hint = "a statement ends with its line";
    reporter.error(here(), "unexpected character '" + showCharacter(rest) + "'", hint);
    take(TokenKind::Bad, rest.take_front(1));
  }

  llvm::StringRef rest;
  Reporter &reporter;
  std::vector<Token> tokens;
  bool atLineStart = true;
};

} // namespace

std::vector<Token> heddle::frontend::lex(llvm::StringRef text, Reporter &reporter) {
  return Lexer(text, reporter).run();
}

llvm::StringRef heddle::frontend::describe(TokenKind kind) {
  static constexpr llvm::StringRef names[] = {"the end of the file",
                                              "a name",
                                              "a number",
                                              "a number",
                                              "a string",
                                              "'('",
                                              "')'",
                                              "'{'",
                                              "'}'",
                                              "'['",
                                              "']'",
                                              "','",
                                              "':'",
                                              "'='",
                                              "'~'",
                                              "'+'",
                                              "'-'",
                                              "'*'",
                                              "'/'",
                                              "'@'",
                                              "something else"};
  return names[int(kind)];
}

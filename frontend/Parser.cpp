//===- Parser.cpp - declarations and statements ---------------------------===//

#include "frontend/Parser.h"

#include "frontend/ExpressionParser.h"

using namespace heddle::frontend;

namespace {

class Parser : public ExpressionParser {
public:
  Parser(llvm::StringRef text, bool isMainFile, Ast &ast, Reporter &reporter)
      : ExpressionParser(text, ast, reporter), isMainFile(isMainFile) {}

  /// file = { import | module | model }
  void parseFile() {
    while (!atEnd() && !reporter.exhausted())
      if (!parseDeclaration())
        recoverToDeclaration();
  }

private:
  bool parseDeclaration() {
    if (consumeName("import"))
      return parseImport();
    if (consumeName("module"))
      return parseModule();
    if (consumeName("model"))
      return parseModel();
    reportNext("expected 'import', 'module' or 'model'",
               "a spec is imports, modules and models; statements belong inside their braces");
    return false;
  }

  void recoverToDeclaration() {
    while (!atEnd()) {
      const Token &token = peek();
      if (token.startsLine &&
          (token.isName("module") || token.isName("model") || token.isName("import")))
        return;
      next();
    }
  }

  bool parseImport() {
    const Token &path = peek();
    if (!expect(TokenKind::String, "after 'import'", "write import \"gpt2.heddle\""))
      return false;
    ast.imports.push_back({path.text, path.loc});
    return true;
  }

  /// "(" [ formal { "," formal } ] ")", formal = name [ "=" sum ]
  bool parseFormals(std::vector<Formal> &formals) {
    if (!expect(TokenKind::LeftParen, "before the parameters", "write name(parameter, ...)"))
      return false;
    while (!at(TokenKind::RightParen)) {
      Formal formal;
      formal.name = expectName("the name of a parameter");
      if (formal.name.empty())
        return false;
      if (consume(TokenKind::Equal) && !(formal.value = parseSum()))
        return false;
      formals.push_back(formal);
      if (!consume(TokenKind::Comma))
        break;
    }
    return expect(TokenKind::RightParen, "after the parameters",
                  "separate parameters by ',' and end with ')'");
  }

  bool parseModule() {
    ModuleDecl module;
    module.name = expectName("the name of a module");
    if (module.name.empty() || !parseFormals(module.formals))
      return false;
    bool good = parseBlock(module.body, nullptr);
    ast.modules.push_back(std::move(module));
    return good;
  }

  bool parseModel() {
    ModelDecl model;
    model.inMainFile = isMainFile;
    model.name = expectName("the name of a model");
    if (model.name.empty())
      return false;
    bool derived = consume(TokenKind::Equal);
    if (derived && !parseBase(model))
      return false;
    if (!derived && !parseFormals(model.formals))
      return false;
    bool good = true;
    if (!derived || at(TokenKind::LeftBrace))
      good = parseBlock(model.body, &model);
    ast.models.push_back(std::move(model));
    return good;
  }

  bool parseBase(ModelDecl &model) {
    model.base = expectName("the model it is derived from");
    return !model.base.empty() && parseArguments(model.baseArguments);
  }

  /// "{" { statement } "}". `model` is set where a train block may stand.
  bool parseBlock(std::vector<Statement> &body, ModelDecl *model) {
    if (!expect(TokenKind::LeftBrace, "before the body", "a body stands in '{ }'"))
      return false;
    for (bool first = true; !atBlockEnd(); first = false) {
      const Token &start = peek();
      bool good = first || start.startsLine || reportSameLine(start);
      if (good)
        good = model && consumeName("train") ? parseTrain(model->train) : parseStatement(body);
      if (!good)
        recoverFrom(start);
    }
    return expect(TokenKind::RightBrace, "at the end of the body", "add the missing '}'");
  }

  /// True if a statement can begin here nevertheless: its own mistakes are told too.
  bool reportSameLine(const Token &start) {
    if (start.isName("as"))
      reporter.error(start.loc, "only a call has a label", "write f(x) as g; f is a module");
    else
      reportNext("a statement begins on a new line", "break the line here");
    return start.is(TokenKind::Name) && (!isKeyword(start.text) || isStatementWord(start));
  }

  static bool isStatementWord(const Token &token) {
    return token.isName("param") || token.isName("repeat") || token.isName("return") ||
           token.isName("train");
  }

  /// A declaration inside a block means that a '}' is missing before it.
  bool atBlockEnd() const {
    const Token &token = peek();
    return token.is(TokenKind::RightBrace) || atEnd() || reporter.exhausted() ||
           (token.startsLine && (token.isName("module") || token.isName("model")));
  }

  /// Goes on with the statement after the one that began at `start`.
  void recoverFrom(const Token &start) {
    if (&peek() == &start)
      next();
    recover();
  }

  bool parseStatement(std::vector<Statement> &body) {
    const Token &token = peek();
    Statement statement{.kind = Statement::Kind::Assign, .loc = token.loc};
    bool good;
    if (consumeName("param"))
      good = parseParam(statement);
    else if (consumeName("repeat"))
      good = parseRepeat(statement);
    else if (consumeName("return"))
      good = parseReturn(statement);
    else
      good = parseAssign(statement);
    if (good)
      body.push_back(std::move(statement));
    return good;
  }

  bool parseAssign(Statement &statement) {
    if (peek().isName("train"))
      return rejectTrain();
    statement.name = expectName("a statement");
    if (statement.name.empty())
      return false;
    if (!expect(TokenKind::Equal, "after '" + statement.name.text.str() + "'",
                "a statement is: name = value, param, repeat or return"))
      return false;
    statement.value = parseSum();
    return statement.value != nullptr;
  }

  bool rejectTrain() {
    reporter.error(next().loc, "a train block belongs to a model",
                   "move it into the braces of the model, outside of repeat");
    std::vector<Setting> ignored;
    parseTrain(ignored);
    return false;
  }

  bool parseReturn(Statement &statement) {
    statement.kind = Statement::Kind::Return;
    statement.value = parseSum();
    return statement.value != nullptr;
  }

  /// "param" name ":" "[" axes "]" "~" initialiser [ "decay" | "no_decay" ]
  bool parseParam(Statement &statement) {
    statement.kind = Statement::Kind::Param;
    statement.name = expectName("the name of a parameter");
    if (statement.name.empty() ||
        !expect(TokenKind::Colon, "after the name of the parameter",
                "write param w: [embed, hidden] ~ normal(0.02)") ||
        !parseAxes(statement.axes) ||
        !expect(TokenKind::Tilde, "before the initialiser",
                "say how it starts: ~ normal(0.02), ~ uniform(-0.1, 0.1), ~ zeros, ~ ones or ~ "
                "constant(0.5)"))
      return false;
    statement.value = parseSum();
    if (!statement.value)
      return false;
    if (consumeName("decay"))
      statement.decay = true;
    else if (consumeName("no_decay"))
      statement.decay = false;
    return true;
  }

  bool parseAxes(std::vector<Name> &axes) {
    if (!expect(TokenKind::LeftBracket, "before the axes", "write [embed, hidden]"))
      return false;
    while (!at(TokenKind::RightBracket)) {
      if (at(TokenKind::Integer)) {
        reporter.error(peek().loc, "an axis is a name, not a number",
                       "add a parameter to the model, say hidden = " + peek().text +
                           ", and write [hidden]");
        return false;
      }
      Name axis = expectName("the name of an axis");
      if (axis.empty())
        return false;
      axes.push_back(axis);
      if (!consume(TokenKind::Comma))
        break;
    }
    return expect(TokenKind::RightBracket, "after the axes",
                  "separate axes by ',' and end with ']'");
  }

  /// "repeat" sum [ "as" name ] "{" { statement } "}"
  bool parseRepeat(Statement &statement) {
    statement.kind = Statement::Kind::Repeat;
    if (isNested(statement.loc))
      return false;
    statement.value = parseSum();
    if (!statement.value)
      return false;
    if (consumeName("as")) {
      statement.name = expectName("the label of the repeat");
      if (statement.name.empty())
        return false;
    }
    ++repeats;
    bool good = parseBlock(statement.body, nullptr);
    --repeats;
    return good;
  }

  /// Reports a repeat inside a repeat, once. It is read all the same, so that its braces do not
  /// look like those around it; true if it nests too deeply even for that.
  bool isNested(llvm::SMLoc loc) {
    if (repeats == 1)
      reporter.error(loc, "a repeat inside a repeat is not supported",
                     "write the inner repetition out, or make one repeat of layers * inner");
    return repeats >= kMaxRepeats;
  }

  /// "train" "{" { name "=" sum } "}"
  bool parseTrain(std::vector<Setting> &settings) {
    if (!expect(TokenKind::LeftBrace, "after 'train'", "write train { batch = 512 ... }"))
      return false;
    while (!atBlockEnd()) {
      const Token &start = peek();
      if (!parseSetting(settings))
        recoverFrom(start);
    }
    return expect(TokenKind::RightBrace, "at the end of the train block", "add the missing '}'");
  }

  bool parseSetting(std::vector<Setting> &settings) {
    Setting setting;
    setting.name = expectName("a setting");
    if (setting.name.empty() ||
        !expect(TokenKind::Equal, "after the name of the setting", "write batch = 512"))
      return false;
    setting.value = parseSum();
    if (setting.value)
      settings.push_back(setting);
    return setting.value != nullptr;
  }

  /// Bounds the recursion over statements.
  static constexpr unsigned kMaxRepeats = 16;

  bool isMainFile;
  unsigned repeats = 0;
};

} // namespace

void heddle::frontend::parseFile(llvm::StringRef text, bool isMainFile, Ast &ast,
                                 Reporter &reporter) {
  Parser(text, isMainFile, ast, reporter).parseFile();
}

Expr *heddle::frontend::parseExpression(llvm::StringRef text, Ast &ast, Reporter &reporter) {
  ExpressionParser parser(text, ast, reporter);
  Expr *expr = parser.parseSum();
  if (expr && !parser.atEnd()) {
    reporter.error(parser.peek().loc,
                   "expected one value, found '" + parser.peek().text + "' after it",
                   "write --set name=value, with a number or an expression such as 4 * embed");
    return nullptr;
  }
  return expr;
}

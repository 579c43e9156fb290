//===- Evaluator.h - statements and expressions in a scope ------*- C++ -*-===//
//
// What is the same in the model, in the body of its repeat and in modules:
//
//   Statements.cpp    param, name = value
//   Expressions.cpp   names and operators
//   ModuleCalls.cpp   instances of modules
//   BuiltinCalls.cpp  functions of the language
//
// Nothing throws: what was wrong has been reported and has the value Unknown.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_EVALUATOR_H
#define HEDDLE_FRONTEND_EVALUATOR_H

#include "frontend/Elaborator.h"
#include "frontend/Scope.h"

namespace heddle::frontend {

class Evaluator {
protected:
  Evaluator(const Ast &ast, const Configuration &configuration, const Options &options,
            Reporter &reporter, mlir::MLIRContext *context)
      : ast(ast), configuration(configuration), options(options), reporter(reporter),
        maker(context, configuration, options, reporter) {}

  /// Names of declarations are unique and do not hide builtins.
  bool checkDeclarations();
  void elaborateStatement(const Statement &statement, Scope &scope);
  Operand evaluate(const Expr &expr, Scope &scope);
  Source *addSource(Source source);
  /// Blocks have these names, so neither a repeat nor a parameter can.
  static bool isReserved(llvm::StringRef name);

  const Ast &ast;
  const Configuration &configuration;
  const Options &options;
  Reporter &reporter;
  OpMaker maker;
  ModelContext model;
  Elaborated result;
  bool lossSeen = false;

private:
  // Statements
  bool spendWork(llvm::SMLoc loc);
  /// False (and an error) if `name` cannot be bound: it names a size, or something that does not
  /// change.
  bool checkBindable(const Name &name, const Scope &scope, bool isParam);
  void elaborateAssign(const Statement &statement, Scope &scope);
  void elaborateParam(const Statement &statement, Scope &scope);
  Operand makeParameter(const Statement &statement, Scope &scope, mlir::RankedTensorType type,
                        graph::InitAttr init);

  // Expressions
  Operand evaluateGather(const Expr &expr, Scope &scope);
  Operand evaluateRename(const Expr &expr, Scope &scope);
  std::optional<Number> lookUpNumber(const Name &name, const Scope &scope);
  Operand lookUp(const Name &name, const Scope &scope);
  void reportUnknownName(const Name &name, const Scope &scope);

  // Modules
  void checkUnique(const Name &name, llvm::StringRef what, llvm::StringMap<llvm::SMLoc> &seen);
  void checkFormals(const ModuleDecl &module);
  Operand evaluateCall(const Expr &expr, Scope &scope);
  /// The label of an instance: as written, or the module's name. Each label is used once in a
  /// scope.
  llvm::StringRef chooseLabel(const Expr &expr, Scope &scope);
  Operand callModule(const Expr &expr, const ModuleDecl &module, Scope &scope);
  bool checkRecursion(const Expr &expr, const ModuleDecl &module, const Scope &scope);
  bool bindFormals(const Expr &expr, const ModuleDecl &module, llvm::ArrayRef<Operand> values,
                   Scope &inner);
  bool bindDefault(const Expr &expr, const Formal &formal, llvm::StringRef usage, Scope &inner);
  /// For each argument the parameter that it is for; positional ones first.
  std::optional<std::vector<size_t>>
  matchArguments(const Expr &expr, llvm::ArrayRef<llvm::StringRef> names, llvm::StringRef usage);
  /// The statements of a module, the last of which returns.
  Operand elaborateModule(const ModuleDecl &module, Scope &scope);

  // Builtins
  Operand callBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope);
  /// sqrt(2 * layers) and the like: a function of numbers. nullopt if an argument is something
  /// else.
  std::optional<Operand> callOnNumbers(const Expr &expr, Scope &scope);
  /// All names in `expr` stand for numbers.
  bool isNumeric(const Expr &expr, const Scope &scope) const;
  bool bindBuiltin(const Expr &expr, const Builtin &builtin, Scope &scope, BuiltinCall &call);
  bool bindAxes(llvm::ArrayRef<Argument> arguments, const Builtin &builtin, BuiltinCall &call);
  bool bindArgument(const Argument &argument, const Builtin &builtin,
                    const BuiltinParameter &parameter, Scope &scope, BuiltinCall &call);
  bool reportKind(const Expr &value, const Builtin &builtin, const BuiltinParameter &parameter,
                  llvm::StringRef is, llvm::StringRef expected);
  bool bindMissing(const Expr &expr, const Builtin &builtin, BuiltinCall &call);

  llvm::StringMap<const ModuleDecl *> modules;
  int64_t work = 0;
  int64_t variables = 0;
};

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_EVALUATOR_H

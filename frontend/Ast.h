//===- Ast.h - a spec as it is written --------------------------*- C++ -*-===//
//
// Plain data. Text points into the source manager's buffers; nodes are owned by
// the Ast, so that no depth of nesting makes destruction recursive.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_FRONTEND_AST_H
#define HEDDLE_FRONTEND_AST_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SMLoc.h"

#include <deque>
#include <optional>
#include <vector>

namespace heddle::frontend {

/// A name and where it stands.
struct Name {
  llvm::StringRef text;
  llvm::SMLoc loc;

  bool empty() const { return text.empty(); }
};

struct Expr;

/// One argument of a call: `x`, or `eps = 1e-5`.
struct Argument {
  Name name;
  Expr *value = nullptr;
};

struct Expr {
  enum class Kind {
    Integer, ///< `integer`
    Real,    ///< `real`
    Name,    ///< `name`
    Call,    ///< `name(arguments) as label`
    Gather,  ///< `lhs[rhs]`
    Rename,  ///< `lhs[a as b, ...]`, pairs in `renames`
    Negate,  ///< `-lhs`
    Binary,  ///< `lhs op rhs`, `op` one of + - * / @
  };

  Kind kind;
  llvm::SMLoc loc;
  unsigned depth = 1;
  int64_t integer = 0;
  double real = 0;
  char op = 0;
  Name name = {};
  Name label = {};
  Expr *lhs = nullptr;
  Expr *rhs = nullptr;
  std::vector<Argument> arguments = {};
  std::vector<std::pair<Name, Name>> renames = {};
};

/// `batch = 512` in a train block.
struct Setting {
  Name name;
  Expr *value = nullptr;
};

struct Statement {
  enum class Kind {
    Param,  ///< `param name: [axes] ~ value decay`
    Assign, ///< `name = value`
    Return, ///< `return value`
    Repeat, ///< `repeat value as name { body }`
  };

  Kind kind;
  llvm::SMLoc loc;
  Name name = {};
  Expr *value = nullptr;
  std::vector<Name> axes = {};
  /// `decay` or `no_decay`, if written.
  std::optional<bool> decay = std::nullopt;
  std::vector<Statement> body = {};
};

/// A parameter of a model or module: `layers = 12`, or `x`.
struct Formal {
  Name name;
  Expr *value = nullptr;
};

/// `module name(formals) { body }`
struct ModuleDecl {
  Name name;
  std::vector<Formal> formals;
  std::vector<Statement> body;
};

/// `model name(formals) { body train }`, or `model name = base(baseArguments) { train }`.
struct ModelDecl {
  Name name;
  std::vector<Formal> formals;
  Name base;
  std::vector<Argument> baseArguments;
  std::vector<Statement> body;
  std::vector<Setting> train;
  /// Stands in the file that was asked for, not in an imported one.
  bool inMainFile = false;
};

struct Import {
  llvm::StringRef path;
  llvm::SMLoc loc;
};

struct Ast {
  std::deque<ModuleDecl> modules;
  std::deque<ModelDecl> models;
  std::vector<Import> imports;
  std::deque<Expr> expressions;

  Expr *make(Expr expr) { return &expressions.emplace_back(std::move(expr)); }
};

/// Depth of the deepest expression that is accepted: bounds the recursion of everything that walks
/// one.
constexpr unsigned kMaxDepth = 200;

} // namespace heddle::frontend

#endif // HEDDLE_FRONTEND_AST_H

//===- Configuration.cpp - which model, which sizes -----------------------===//

#include "frontend/Configuration.h"

#include "frontend/Parser.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace heddle::frontend;

std::optional<Override> heddle::frontend::parseOverride(llvm::StringRef text) {
  auto [name, value] = text.split('=');
  if (name.trim().empty() || value.trim().empty())
    return std::nullopt;
  return Override{name.trim().str(), value.trim().str()};
}

std::vector<llvm::StringRef> Configuration::parameterNames() const {
  std::vector<llvm::StringRef> names;
  for (const auto &entry : parameters)
    names.push_back(entry.first);
  return names;
}

std::optional<Number> Configuration::find(llvm::StringRef name) const {
  auto found = parameters.find(name);
  if (found == parameters.end())
    return std::nullopt;
  Number value = found->second.value;
  value.fromAxis |= axisNames.contains(name);
  return value;
}

/// Adds the axes of the parameters that `body` declares.
static void collectAxisNames(llvm::ArrayRef<Statement> body, llvm::StringSet<> &names) {
  for (const Statement &statement : body) {
    for (const Name &axis : statement.axes)
      names.insert(axis.text);
    collectAxisNames(statement.body, names);
  }
}

namespace {

class Configurator {
public:
  Configurator(llvm::SourceMgr &sources, const Options &options, Ast &ast, Reporter &reporter)
      : sources(sources), options(options), ast(ast), reporter(reporter) {}

  std::optional<Configuration> run() {
    if (!checkUnique())
      return std::nullopt;
    configuration.model = chooseModel();
    if (!configuration.model || !followBases())
      return std::nullopt;
    configuration.root = chain.front();
    collectAxes();
    parseOverrides();
    collectValues();
    evaluateParameters();
    configuration.training =
        configureTraining(chain, trainingOverrides, configuration.parameters, reporter);
    return std::move(configuration);
  }

private:
  llvm::SMLoc startOfMainFile() const {
    return llvm::SMLoc::getFromPointer(
        sources.getMemoryBuffer(sources.getMainFileID())->getBufferStart());
  }

  bool checkUnique() {
    llvm::StringSet<> names;
    bool unique = true;
    for (const ModelDecl &model : ast.models)
      if (!names.insert(model.name.text).second) {
        reporter.error(model.name.loc, "duplicate model '" + model.name.text + "'",
                       "rename one of them: --model and derived models choose by name");
        unique = false;
      }
    return unique;
  }

  const ModelDecl *chooseModel() {
    std::vector<const ModelDecl *> candidates;
    std::vector<llvm::StringRef> names;
    for (const ModelDecl &model : ast.models) {
      if (!model.inMainFile)
        continue;
      names.push_back(model.name.text);
      if (options.model.empty() || options.model == model.name.text)
        candidates.push_back(&model);
    }
    if (candidates.size() == 1)
      return candidates.front();
    if (names.empty())
      reporter.error(startOfMainFile(), "the file has no model",
                     "add one: model name(embed = 768, ...) { ... }, or model name = base(...)");
    else if (candidates.empty())
      reporter.error(startOfMainFile(), "the file has no model '" + options.model + "'",
                     suggest(options.model, names, "models"));
    else
      reporter.error(candidates[1]->name.loc, "the file has several models",
                     "choose one with --model: " + llvm::join(names, ", "));
    return nullptr;
  }

  const ModelDecl *findModel(const Name &name) {
    std::vector<llvm::StringRef> names;
    for (const ModelDecl &model : ast.models) {
      if (model.name.text == name.text)
        return &model;
      names.push_back(model.name.text);
    }
    reporter.error(name.loc, "unknown model '" + name.text + "'",
                   suggest(name.text, names, "models") + "; import the file that has it");
    return nullptr;
  }

  /// Fills `chain`, the root first.
  bool followBases() {
    const ModelDecl *model = configuration.model;
    chain.push_back(model);
    while (!model->base.empty()) {
      const ModelDecl *base = findModel(model->base);
      if (!base)
        return false;
      if (llvm::is_contained(chain, base)) {
        reporter.error(model->base.loc, "model '" + base->name.text + "' is derived from itself",
                       "one model of the circle must be written with a body");
        return false;
      }
      if (!model->body.empty())
        reporter.error(model->body.front().loc, "a derived model has no statements of its own",
                       "change sizes in its argument list, settings in its train block; copy the "
                       "base to change the computation");
      model = base;
      chain.push_back(model);
    }
    std::reverse(chain.begin(), chain.end());
    return true;
  }

  void collectAxes() {
    for (llvm::StringRef name : {"batch", "seq", "vocab"})
      configuration.axisNames.insert(name);
    for (const ModuleDecl &module : ast.modules)
      collectAxisNames(module.body, configuration.axisNames);
    collectAxisNames(configuration.root->body, configuration.axisNames);
  }

  bool isParameter(llvm::StringRef name) const {
    return llvm::any_of(configuration.root->formals,
                        [&](const Formal &formal) { return formal.name.text == name; });
  }

  /// Each override becomes a small buffer "name=value", so that its errors have a place.
  void parseOverrides() {
    for (const Override &override : options.overrides) {
      std::string text = override.name + "=" + override.value;
      unsigned id = sources.AddNewSourceBuffer(
          llvm::MemoryBuffer::getMemBufferCopy(text, "--set " + override.name), llvm::SMLoc());
      llvm::StringRef buffer = sources.getMemoryBuffer(id)->getBuffer();
      llvm::StringRef name = buffer.take_front(override.name.size());
      ParsedOverride parsed{{name, llvm::SMLoc::getFromPointer(name.data())}, nullptr};
      parsed.value = parseExpression(buffer.drop_front(name.size() + 1), ast, reporter);
      if (parsed.value)
        sortOverride(parsed);
    }
  }

  void sortOverride(ParsedOverride parsed) {
    llvm::StringRef setting = parsed.name.text;
    bool isSetting = setting.consume_front("train.");
    if (isParameter(parsed.name.text)) {
      chosen[parsed.name.text] = parsed.value;
    } else if (llvm::is_contained(trainingNames(), setting)) {
      parsed.name.text = setting;
      trainingOverrides.push_back(parsed);
    } else if (isSetting) {
      reporter.error(parsed.name.loc, "unknown training setting '" + setting + "'",
                     suggest(setting, trainingNames(), "training settings"));
    } else {
      std::vector<llvm::StringRef> names(trainingNames());
      for (const Formal &formal : configuration.root->formals)
        names.push_back(formal.name.text);
      reporter.error(parsed.name.loc,
                     "model '" + configuration.model->name.text + "' has no parameter '" +
                         parsed.name.text + "'",
                     suggest(setting, names, "parameters and training settings"));
    }
  }

  /// A value on the command line beats one of a derived model, which beats the default.
  void collectValues() {
    for (const ModelDecl *model : llvm::reverse(llvm::drop_begin(chain)))
      for (const Argument &argument : model->baseArguments)
        collectArgument(*model, argument);
    llvm::StringSet<> seen;
    for (const Formal &formal : configuration.root->formals) {
      if (!seen.insert(formal.name.text).second)
        reporter.error(formal.name.loc, "duplicate parameter '" + formal.name.text + "'",
                       "each parameter has one name of its own");
      chosen.try_emplace(formal.name.text, formal.value);
    }
  }

  void collectArgument(const ModelDecl &model, const Argument &argument) {
    if (argument.name.empty()) {
      reporter.error(argument.value->loc, "an argument of a derived model needs its name",
                     "write layers = 96");
      return;
    }
    if (!isParameter(argument.name.text)) {
      std::vector<llvm::StringRef> names;
      for (const Formal &formal : configuration.root->formals)
        names.push_back(formal.name.text);
      reporter.error(argument.name.loc,
                     "model '" + model.base.text + "' has no parameter '" + argument.name.text +
                         "'",
                     suggest(argument.name.text, names, "parameters"));
      return;
    }
    chosen.try_emplace(argument.name.text, argument.value);
  }

  void evaluateParameters() {
    for (const Formal &formal : configuration.root->formals) {
      Expr *expr = chosen.lookup(formal.name.text);
      if (!expr) {
        reporter.error(formal.name.loc, "parameter '" + formal.name.text + "' has no value",
                       "give it a default, or set it with --set " + formal.name.text + "=...");
        // One error is enough: a value keeps what depends on it quiet.
        configuration.parameters[formal.name.text] = {Number::of(int64_t(1)), formal.name.loc};
        continue;
      }
      std::optional<Number> value =
          evaluate(*expr, [&](const Name &name) { return lookUp(name); }, reporter);
      configuration.parameters[formal.name.text] = {value.value_or(Number::of(int64_t(1))),
                                                    expr->loc};
    }
  }

  std::optional<Number> lookUp(const Name &name) {
    if (std::optional<Number> value = configuration.find(name.text))
      return value;
    if (isParameter(name.text))
      reporter.error(name.loc, "parameter '" + name.text + "' is used before it is declared",
                     "a value may use the parameters to its left in the list");
    else
      reporter.error(name.loc, "unknown name '" + name.text + "'",
                     suggest(name.text, configuration.parameterNames(), "parameters"));
    return std::nullopt;
  }

  llvm::SourceMgr &sources;
  const Options &options;
  Ast &ast;
  Reporter &reporter;
  Configuration configuration;
  std::vector<const ModelDecl *> chain;
  /// The expression that gives each parameter its value.
  llvm::StringMap<Expr *> chosen;
  std::vector<ParsedOverride> trainingOverrides;
};

} // namespace

std::optional<Configuration> heddle::frontend::configure(llvm::SourceMgr &sources,
                                                         const Options &options, Ast &ast,
                                                         Reporter &reporter) {
  return Configurator(sources, options, ast, reporter).run();
}

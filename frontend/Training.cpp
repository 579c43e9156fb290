//===- Training.cpp - the train block -------------------------------------===//

#include "frontend/Configuration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace heddle::frontend;

namespace {

/// A setting of the train block that is a number. Evaluated in this order, so that a setting may
/// use those before it (`floor = lr / 10`).
struct Rule {
  llvm::StringRef name;
  /// The call that it is an argument of: `optimizer = adamw(lr = ...)`.
  llvm::StringRef owner;
  bool isInteger;
  double byDefault;
  bool (*accepts)(double);
  llvm::StringRef range;
};

bool positive(double value) { return value > 0; }
bool notNegative(double value) { return value >= 0; }
bool belowOne(double value) { return value >= 0 && value < 1; }
bool atLeastOne(double value) { return value >= 1; }
bool axisSize(double value) { return value >= 1 && value < 0x1p31; }

constexpr Rule kRules[] = {
    {"batch", "", true, 8, axisSize, "a whole number of sequences, from 1 to 2147483647"},
    {"lr", "adamw", false, 3e-4, positive, "above 0"},
    {"beta1", "adamw", false, 0.9, belowOne, "in [0, 1)"},
    {"beta2", "adamw", false, 0.95, belowOne, "in [0, 1)"},
    {"eps", "adamw", false, 1e-8, positive, "above 0"},
    {"weight_decay", "adamw", false, 0.1, notNegative, "0 or more"},
    {"steps", "cosine", true, 1000, atLeastOne, "a whole number of steps, at least 1"},
    {"warmup", "cosine", true, 0, notNegative, "a whole number of steps, 0 or more"},
    // Its default is a tenth of lr.
    {"floor", "cosine", false, 0, notNegative, "0 or more"},
    {"clip", "", false, 1.0, positive, "above 0; a very large norm means no clipping"},
};

/// A setting that is a word, of which one is supported today.
struct WordRule {
  llvm::StringRef name;
  llvm::StringRef supported;
};

constexpr WordRule kWords[] = {{"objective", "causal_lm"}, {"precision", "f32"}};

/// A setting that is a call, of which one function is supported today.
constexpr WordRule kCalls[] = {{"optimizer", "adamw"}, {"schedule", "cosine"}};

constexpr llvm::StringRef kSettings[] = {"objective", "batch", "optimizer",
                                         "schedule",  "clip",  "precision"};

// What --set may name: "lr", "train.lr".
constexpr llvm::StringRef kNames[] = {"batch", "lr",           "beta1",     "beta2",
                                      "eps",   "weight_decay", "steps",     "warmup",
                                      "floor", "clip",         "objective", "precision"};

class TrainingConfigurator {
public:
  TrainingConfigurator(const llvm::MapVector<llvm::StringRef, Parameter> &parameters,
                       Reporter &reporter)
      : parameters(parameters), reporter(reporter) {}

  void addSettings(llvm::ArrayRef<Setting> settings) {
    llvm::StringMap<bool> seen;
    for (const Setting &setting : settings) {
      if (!seen.try_emplace(setting.name.text, true).second)
        reporter.error(setting.name.loc, "duplicate setting '" + setting.name.text + "'",
                       "a train block says each setting once");
      addSetting(setting);
    }
  }

  void addOverride(const ParsedOverride &override) {
    chosen[override.name.text] = override.value;
    overridden.insert(override.name.text);
  }

  Training finish() {
    for (const Rule &rule : kRules)
      values[rule.name] = evaluateRule(rule);
    for (const WordRule &rule : kWords)
      checkWord(rule);
    checkSchedule();
    return {.batch = int64_t(values["batch"]),
            .learningRate = values["lr"],
            .minLearningRate = values["floor"],
            .warmup = values["warmup"],
            .steps = values["steps"],
            .beta1 = values["beta1"],
            .beta2 = values["beta2"],
            .eps = values["eps"],
            .weightDecay = values["weight_decay"],
            .clip = values["clip"],
            .objective = kWords[0].supported.str(),
            .precision = kWords[1].supported.str()};
  }

private:
  void addSetting(const Setting &setting) {
    for (const WordRule &rule : kCalls)
      if (setting.name.text == rule.name)
        return addCall(rule, *setting.value);
    if (llvm::is_contained(kSettings, setting.name.text)) {
      chosen[setting.name.text] = setting.value;
      return;
    }
    std::string hint = suggest(setting.name.text, kSettings, "settings");
    for (const Rule &rule : kRules)
      if (rule.name == setting.name.text && !rule.owner.empty())
        hint =
            "it is an argument: " + std::string(rule.owner == "adamw" ? "optimizer" : "schedule") +
            " = " + rule.owner.str() + "(" + rule.name.str() + " = ...)";
    reporter.error(setting.name.loc, "unknown setting '" + setting.name.text + "'", hint);
  }

  void addCall(const WordRule &call, const Expr &value) {
    if (value.kind != Expr::Kind::Call || value.name.text != call.supported) {
      reporter.error(value.loc, call.name + " must be " + call.supported + "(...)",
                     "supported now: " + call.supported + "(" + argumentList(call.supported) + ")");
      return;
    }
    for (const Argument &argument : value.arguments)
      addArgument(call, argument);
  }

  static std::vector<llvm::StringRef> argumentsOf(llvm::StringRef owner) {
    std::vector<llvm::StringRef> names;
    for (const Rule &rule : kRules)
      if (rule.owner == owner)
        names.push_back(rule.name);
    return names;
  }

  static std::string argumentList(llvm::StringRef owner) {
    return llvm::join(argumentsOf(owner), ", ");
  }

  void addArgument(const WordRule &call, const Argument &argument) {
    std::vector<llvm::StringRef> names = argumentsOf(call.supported);
    if (argument.name.empty())
      reporter.error(argument.value->loc, "an argument of " + call.supported + " needs its name",
                     "write " + names.front() + " = ...");
    else if (!llvm::is_contained(names, argument.name.text))
      reporter.error(argument.name.loc,
                     call.supported + " has no argument '" + argument.name.text + "'",
                     suggest(argument.name.text, names, "arguments"));
    else
      chosen[argument.name.text] = argument.value;
  }

  std::optional<Number> lookUp(const Name &name) {
    auto parameter = parameters.find(name.text);
    if (parameter != parameters.end())
      return parameter->second.value;
    auto value = values.find(name.text);
    if (value != values.end())
      return Number::of(value->second);
    std::vector<llvm::StringRef> names;
    for (const auto &entry : parameters)
      names.push_back(entry.first);
    reporter.error(name.loc, "unknown name '" + name.text + "'",
                   suggest(name.text, names, "parameters"));
    return std::nullopt;
  }

  double evaluateRule(const Rule &rule) {
    double byDefault = rule.name == "floor" ? values["lr"] / 10 : rule.byDefault;
    const Expr *expr = chosen.lookup(rule.name);
    if (!expr)
      return byDefault;
    std::optional<Number> value =
        evaluate(*expr, [&](const Name &name) { return lookUp(name); }, reporter);
    if (!value)
      return byDefault;
    if ((rule.isInteger && !value->isInteger) || !rule.accepts(value->value())) {
      reporter.error(expr->loc, rule.name + " = " + toString(*value) + " is out of range",
                     "it must be " + rule.range);
      return byDefault;
    }
    return value->value();
  }

  void checkWord(const WordRule &rule) {
    const Expr *expr = chosen.lookup(rule.name);
    if (!expr || (expr->kind == Expr::Kind::Name && expr->name.text == rule.supported))
      return;
    reporter.error(expr->loc, rule.name + " '" + toString(*expr) + "' is not supported",
                   "supported now: " + rule.supported);
  }

  void checkSchedule() {
    if (chosen.contains("warmup") && values["warmup"] > values["steps"])
      reporter.error(culprit("warmup", "steps")->loc,
                     "warmup is longer than the training: " + compare("warmup", "steps"),
                     "warmup must be at most steps");
    if (chosen.contains("floor") && values["floor"] > values["lr"])
      reporter.error(culprit("floor", "lr")->loc,
                     "the floor is above the learning rate: " + compare("floor", "lr"),
                     "floor is the learning rate after the last step; write lr / 10");
  }

  /// Of two settings that contradict each other: the one on the command line, else the first.
  const Expr *culprit(llvm::StringRef first, llvm::StringRef second) const {
    return chosen.lookup(overridden.contains(second) && !overridden.contains(first) ? second
                                                                                    : first);
  }

  std::string shown(llvm::StringRef setting) {
    double value = values[setting];
    return value == std::floor(value) ? std::to_string(int64_t(value))
                                      : llvm::formatv("{0:e2}", value).str();
  }

  /// "warmup = 10, steps = 2".
  std::string compare(llvm::StringRef first, llvm::StringRef second) {
    return llvm::formatv("{0} = {1}, {2} = {3}", first, shown(first), second, shown(second));
  }

  const llvm::MapVector<llvm::StringRef, Parameter> &parameters;
  Reporter &reporter;
  llvm::StringMap<Expr *> chosen;
  llvm::StringSet<> overridden;
  llvm::StringMap<double> values;
};

} // namespace

llvm::ArrayRef<llvm::StringRef> heddle::frontend::trainingNames() { return kNames; }

Training heddle::frontend::configureTraining(
    llvm::ArrayRef<const ModelDecl *> chain, llvm::ArrayRef<ParsedOverride> overrides,
    const llvm::MapVector<llvm::StringRef, Parameter> &parameters, Reporter &reporter) {
  TrainingConfigurator configurator(parameters, reporter);
  for (const ModelDecl *model : chain)
    configurator.addSettings(model->train);
  for (const ParsedOverride &override : overrides)
    configurator.addOverride(override);
  return configurator.finish();
}

//===- heddle-run.cpp - runs compiled programs ------------------*- C++ -*-===//
//
//   heddle-run train    program.hdx --data text.txt --save checkpoints
//   heddle-run eval     program.hdx --data text.txt --load checkpoints
//   heddle-run generate program.hdx --load checkpoints --prompt "The"
//
// Exit status: 0; 1 after an error; 128 + the signal's number if SIGINT or SIGTERM ended
// training; that of CLI11 (100 and more) for a wrong command line.
//
//===----------------------------------------------------------------------===//

#include "runtime/base/Log.h"
#include "runtime/base/StandardFiles.h"
#include "tools/heddle-run/Commands.h"
#include "tools/heddle-run/Signals.h"

#include <CLI/CLI.hpp>

#include <charconv>

using namespace heddle;
using namespace heddle::run;

namespace {

/// Digits alone. CLI11 itself would take -3 as 2^64 - 3, and 010 as 8.
std::string readCount(std::string &text) {
  uint64_t value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size())
    return "takes a whole number that is not negative, not '" + text + "'";
  text = std::to_string(value);
  return "";
}

std::string checkTemperature(const std::string &text) {
  double value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool number = problem == std::errc() && end == text.data() + text.size();
  return number && value >= 0 && value <= 1e6 // which nan is not
             ? ""
             : "takes a number from 0 to 1000000, not '" + text + "'";
}

CLI::Option *addCount(CLI::App *command, const std::string &name, auto &value,
                      const std::string &help) {
  return command->add_option(name, value, help)->transform(CLI::Validator(readCount, ""));
}

void addCommon(CLI::App *command, CommonOptions &options) {
  command->add_option("program", options.program, "compiled program (.hdx)")->required();
  addCount(command, "-n,--ranks", options.ranks,
           "number of ranks; the program fixes it, so this only checks");
  command->add_flag("--rendezvous", options.rendezvous,
                    "sends wait for their receives: nothing is buffered");
}

void addTokenizer(CLI::App *command, std::string &tokenizer, const std::string &help) {
  command->add_option("--tokenizer", tokenizer, help + " (tokenizer.json, .tiktoken or vocab.bpe)");
}

void addData(CLI::App *command, DataOptions &options) {
  command
      ->add_option(
          "--data", options.files,
          "mixture (.txtpb), token file, or file whose bytes are the tokens; 5 % of it, in "
          "blocks, is held out. Token files may be several: --data A --data B")
      ->required()
      ->allow_extra_args(false);
  addTokenizer(command, options.tokenizer, "check that this one made the token file");
  command->add_flag("--mask-document-starts", options.maskDocumentStarts,
                    "the first token of a document is no target");
  addCount(command, "--eval-batches", options.evalBatches,
           "batches of held-out text per evaluation; 0: all of it")
      ->capture_default_str();
}

void addTrain(CLI::App &app, TrainOptions &options) {
  CLI::App *command =
      app.add_subcommand("train", "train a model, save checkpoints, draw the loss curve");
  addCommon(command, options.common);
  addData(command, options.data);
  command->add_option("--batch-ramp", options.batchRamp,
                      "START:INCREMENT:SAMPLES: the batch grows from START by INCREMENT to the "
                      "program's over the first SAMPLES samples");
  addCount(command, "--steps", options.steps, "train until this step (default: the spec's steps)");
  addCount(command, "--seed", options.seed, "of initialisation and data order (default: 0)");
  command->add_option("--log", options.log, "write metrics as JSON lines; a resumed run appends");
  CLI::Option *save = command->add_option("--save", options.save,
                                          "folder for checkpoints step-N; one is saved at the end");
  addCount(command, "--save-every", options.saveEvery, "save every K steps too")->needs(save);
  CLI::Option *resume = command->add_option(
      "--resume", options.resume, "go on from a checkpoint, or from the newest in a folder");
  command
      ->add_option("--load", options.load,
                   "start from these parameters (safetensors) instead of fresh ones")
      ->excludes(resume);
  addCount(command, "--eval-every", options.evalEvery, "held-out loss every K steps");
  CLI::Option *rank = addCount(command, "--fail-rank", options.failRank,
                               "fault drill: this rank fails, the run must end with an error");
  addCount(command, "--fail-step", options.failStep, "fault drill: in this step")
      ->needs(rank)
      ->capture_default_str();
}

void addEval(CLI::App &app, EvalOptions &options) {
  CLI::App *command = app.add_subcommand("eval", "held-out loss of saved parameters");
  addCommon(command, options.common);
  addData(command, options.data);
  command
      ->add_option("--load", options.load,
                   "parameters (safetensors), a checkpoint or a folder of them")
      ->required();
}

void addGenerate(CLI::App &app, GenerateOptions &options) {
  CLI::App *command = app.add_subcommand("generate", "continue a prompt");
  addCommon(command, options.common);
  command
      ->add_option("--load", options.load,
                   "parameters (safetensors), a checkpoint or a folder of them")
      ->required();
  addTokenizer(command, options.tokenizer, "of the model's tokens; a checkpoint may hold it");
  command->add_option("--prompt", options.prompt,
                      "text to continue (default: a new line, or the begin of a document)");
  addCount(command, "--length", options.length, "tokens to generate at most")
      ->capture_default_str();
  command->add_option("--temperature", options.temperature, "0: always the likeliest token")
      ->check(checkTemperature)
      ->capture_default_str();
  addCount(command, "--seed", options.seed, "of the sampling")->capture_default_str();
}

} // namespace

int main(int argc, char **argv) {
  runtime::holdStandardFiles();
  CLI::App app("Runs compiled training programs on the ranks of this machine.", "heddle-run");
  app.require_subcommand(1);
  TrainOptions trainOptions;
  EvalOptions evalOptions;
  GenerateOptions generateOptions;
  addTrain(app, trainOptions);
  addEval(app, evalOptions);
  addGenerate(app, generateOptions);
  CLI11_PARSE(app, argc, argv);

  runtime::Status status = app.got_subcommand("train")  ? train(trainOptions)
                           : app.got_subcommand("eval") ? eval(evalOptions)
                                                        : generate(generateOptions);
  if (status)
    status = runtime::flushOutput();
  if (!status) {
    runtime::logError(status);
    return 1;
  }
  return caughtSignal() ? 128 + caughtSignal() : 0;
}

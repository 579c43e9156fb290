//===- Models.cpp - heddle-corpus count-words, train-classifier, score ----===//

#include "runtime/base/Format.h"
#include "runtime/data/classifier/ClassifierFilter.h"
#include "runtime/data/classifier/Trainer.h"
#include "runtime/data/io/WholeFiles.h"
#include "runtime/data/words/WordCounter.h"
#include "tools/heddle-corpus/Commands.h"
#include "tools/heddle-corpus/Texts.h"

#include <iostream>
#include <memory>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

Source withFiles(Source source, const std::vector<std::string> &files) {
  for (const std::string &file : files)
    source.add_files(file);
  return source;
}

struct CountOptions {
  Source texts;
  std::vector<std::string> files;
  std::string out;
  WordTableLimits limits;
};

Status countWords(const CountOptions &options) {
  WordCounter counter;
  Status status =
      forEachText(withFiles(options.texts, options.files), "", [&](std::string_view text) {
        counter.add(text);
        return Status();
      });
  if (status)
    status = writeOutput(options.out, counter.formatTable(options.limits));
  if (status)
    std::cout << options.out << ": of " << formatExact(counter.getTotal()) << " words\n";
  return status;
}

struct ClassifierOptions {
  Source texts;
  std::vector<std::string> good, raw;
  std::string out;
  TrainingOptions training;
};

Status trainModel(const ClassifierOptions &options) {
  TrainingSet set;
  for (bool isGood : {true, false}) {
    Status status = forEachText(withFiles(options.texts, isGood ? options.good : options.raw), "",
                                [&](std::string_view text) {
                                  set.add(text, isGood);
                                  return Status();
                                });
    if (!status)
      return status;
  }
  Result<TrainedClassifier> trained = trainClassifier(set, options.training);
  if (!trained)
    return trained.status();
  if (Status status = writeOutput(options.out, trained->classifier.format()); !status)
    return status;
  const Evaluation &heldOut = trained->heldOut;
  std::cout << options.out << ": learned from " << formatExact(trained->learned)
            << " documents, calibrated on " << formatExact(trained->calibrated) << "\n"
            << "held out: " << formatExact(heldOut.good) << " good, " << formatExact(heldOut.raw)
            << " raw: accuracy " << formatNumber("%.4f", heldOut.accuracy) << ", precision "
            << formatNumber("%.4f", heldOut.precision) << ", recall "
            << formatNumber("%.4f", heldOut.recall) << ", ROC AUC "
            << formatNumber("%.4f", heldOut.rocAuc) << ", Brier "
            << formatNumber("%.4f", heldOut.brier) << "\n";
  return {};
}

struct ScoreOptions {
  Source texts;
  std::vector<std::string> files;
  std::string model;
};

Status score(const ScoreOptions &options) {
  Result<Classifier> classifier = Classifier::read(options.model);
  if (!classifier)
    return classifier.status();
  return forEachText(withFiles(options.texts, options.files), "", [&](std::string_view text) {
    std::cout << formatNumber("%.6f", classifier->score(text)) << "\n";
    return Status();
  });
}

} // namespace

Run addCountWords(CLI::App &app) {
  CLI::App *command =
      app.add_subcommand("count-words", "make the table of the unigram rule from good text");
  auto options = std::make_shared<CountOptions>();
  command->add_option("files", options->files, "files of text")->required();
  command->add_option("--out", options->out, "table to write")->required();
  command->add_option("--min-count", options->limits.minCount, "rarer words are not listed")
      ->capture_default_str();
  command->add_option("--max-words", options->limits.maxWords, "the most frequent ones are listed")
      ->capture_default_str();
  addTextOptions(command, options->texts);
  return [options] { return countWords(*options); };
}

Run addTrainClassifier(CLI::App &app) {
  CLI::App *command = app.add_subcommand(
      "train-classifier", "learn to tell good documents from raw ones, or harmful from others");
  auto options = std::make_shared<ClassifierOptions>();
  command->add_option("--good", options->good, "files of what scores near 1")->required();
  command->add_option("--raw", options->raw, "files of what scores near 0")->required();
  command->add_option("--out", options->out, "model to write")->required();
  command->add_option("--seed", options->training.seed, "of the hash, the parts and the order")
      ->capture_default_str();
  command->add_option("--bits", options->training.bits, "2^bits weights")->capture_default_str();
  command->add_option("--epochs", options->training.epochs, "passes over the documents")
      ->capture_default_str();
  addTextOptions(command, options->texts);
  return [options] { return trainModel(*options); };
}

Run addScore(CLI::App &app) {
  CLI::App *command = app.add_subcommand("score", "print a classifier's score of each document");
  auto options = std::make_shared<ScoreOptions>();
  command->add_option("model", options->model, "of train-classifier")->required();
  command->add_option("files", options->files, "files of text")->required();
  addTextOptions(command, options->texts);
  return [options] { return score(*options); };
}

} // namespace heddle::corpus

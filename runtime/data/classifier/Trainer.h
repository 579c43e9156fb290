//===- Trainer.h - learning a classifier ------------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAINER_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAINER_H

#include "runtime/data/classifier/Classifier.h"
#include "runtime/data/classifier/Evaluation.h"
#include "runtime/data/classifier/TrainingSet.h"

namespace heddle::corpus {

struct TrainingOptions {
  uint64_t seed = 0;   // of the hash, the parts and the order
  unsigned bits = 20;  // 2^bits buckets
  unsigned epochs = 5; // how often each document is learned from
  double rate = 2;     // AdaGrad's step, at most 1000
};

struct TrainedClassifier {
  Classifier classifier;
  uint64_t learned, calibrated; // documents
  Evaluation heldOut;
};

/// Learns to tell good documents from raw ones: eight tenths of the documents are learned from
/// (AdaGrad, Duchi et al. 2011, one document a step, in an order of its own for each epoch), one
/// tenth calibrates the scores (Platt), one tenth is evaluated. Which part a document belongs to is
/// a function of its text and the seed, so equal texts never lie on both sides. The result depends
/// on the documents, their order and the options alone: the same bytes on every machine.
/// Fails if a part has no documents of a kind, or for options out of range.
runtime::Result<TrainedClassifier> trainClassifier(const TrainingSet &set,
                                                   const TrainingOptions &options);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_TRAINER_H

//===- Classifier.cpp - scoring documents ---------------------------------===//

#include "Bench.h"

#include "runtime/data/classifier/Trainer.h"

#include <cstdio>

using namespace heddle;
using namespace heddle::corpus;

/// The classifier learns to tell the documents of the first half from the others.
void bench::benchClassifier(const Texts &texts) {
  TrainingSet set;
  for (size_t i = 0; i < texts.size(); ++i)
    set.add(texts[i], i < texts.size() / 2);
  auto trained = trainClassifier(set, {});
  if (!trained.ok()) {
    std::fprintf(stderr, "error: %s\n", trained.status().str().c_str());
    return;
  }
  double sum = 0;
  measure("score", texts, [&](std::string_view text) { sum += trained->classifier.score(text); });
  std::printf("mean score %.3f, accuracy on held-out documents %.4f\n",
              sum / 3 / double(texts.size()), trained->heldOut.accuracy);
}

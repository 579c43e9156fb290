//===- Trainer.cpp - learning a classifier --------------------------------===//

#include "runtime/data/classifier/Trainer.h"

#include "runtime/base/Philox.h"
#include "runtime/base/PortableMath.h"
#include "runtime/data/Permutation.h"
#include "runtime/data/classifier/Calibration.h"

#include <algorithm>
#include <cmath>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

using Document = TrainingSet::Document;

// Streams of the seed: the parts, then one for the order of each epoch.
constexpr uint64_t kPartStream = 0, kOrderStream = 1;

struct Parts {
  std::vector<const Document *> learned, calibrating, heldOut;
};

Parts split(const TrainingSet &set, uint64_t seed) {
  Parts parts;
  for (const Document &document : set.getDocuments()) {
    uint64_t part = randomBits(seed, kPartStream, document.hash) % 10;
    auto &chosen = part == 0 ? parts.heldOut : part == 1 ? parts.calibrating : parts.learned;
    chosen.push_back(&document);
  }
  return parts;
}

Status checkOptions(const TrainingOptions &options) {
  if (options.bits < Classifier::kMinBits || options.bits > Classifier::kMaxBits)
    return error("2^" + std::to_string(options.bits) + " buckets cannot be trained",
                 "bits lies between " + std::to_string(Classifier::kMinBits) + " and " +
                     std::to_string(Classifier::kMaxBits));
  if (options.epochs == 0)
    return error("a classifier is trained for at least one epoch");
  if (!(options.rate > 0) || options.rate > 1000)
    return error("the rate of training lies between 0 and 1000");
  return {};
}

Status checkPart(const std::vector<const Document *> &part, const char *purpose) {
  size_t good = size_t(std::ranges::count(part, true, &Document::good));
  for (bool kind : {true, false})
    if ((kind ? good : part.size() - good) == 0)
      return error(std::string("there are no ") + (kind ? "good" : "raw") + " documents " + purpose,
                   "a tenth of the documents, chosen by their texts, is evaluated, another tenth "
                   "calibrates: give at least a hundred different ones of each kind");
  return {};
}

/// Stochastic gradients of the logistic loss, with a step size for each weight.
class AdaGrad {
public:
  AdaGrad(const TrainingSet &set, const TrainingOptions &options)
      : set(set), options(options), hash(options.seed, options.bits),
        weights(size_t(1) << options.bits) {}

  void learn(const std::vector<const Document *> &documents) {
    for (uint64_t epoch = 0; epoch < options.epochs; ++epoch) {
      Permutation order(documents.size(), options.seed, kOrderStream + epoch);
      for (uint64_t i = 0; i < documents.size(); ++i)
        learn(*documents[order(i)]);
    }
  }

  /// The weights in 16 bits, the greatest one 32767.
  Classifier quantise() const {
    double most = 1e-30;
    for (const Weight &weight : weights)
      most = std::max(most, std::abs(double(weight.value)));
    double scale = most / 32767;
    std::vector<int16_t> small;
    for (const Weight &weight : weights)
      small.push_back(int16_t(std::floor(weight.value / scale + 0.5)));
    return Classifier(options.seed, options.bits, std::move(small), scale, bias.value);
  }

private:
  struct Weight {
    float value = 0;
    float squares = 0; // of its gradients so far

    void descend(float gradient, float rate) {
#pragma STDC FP_CONTRACT OFF
      squares += gradient * gradient;
      if (squares > 0) // a gradient may be too small for a square
        value -= rate * gradient / std::sqrt(squares);
    }
  };

  void learn(const Document &document) {
#pragma STDC FP_CONTRACT OFF
    buckets.clear();
    FeatureWalk walk(hash, [&](size_t bucket) { buckets.push_back(uint32_t(bucket)); });
    for (Token token : set.tokensOf(document))
      walk.add(token);
    double sum = 0;
    for (uint32_t bucket : buckets)
      sum += weights[bucket].value;
    double count = double(std::max<size_t>(buckets.size(), 1));
    double off = portableSigmoid(bias.value + sum / count) - document.good;
    bias.descend(float(off), float(options.rate));
    for (uint32_t bucket : buckets)
      weights[bucket].descend(float(off / count), float(options.rate));
  }

  const TrainingSet &set;
  const TrainingOptions &options;
  FeatureHash hash;
  std::vector<Weight> weights;
  Weight bias;
  std::vector<uint32_t> buckets; // of one document
};

Calibration calibrateOn(const std::vector<const Document *> &documents, const TrainingSet &set,
                        const Classifier &classifier) {
  std::vector<Judged> judged;
  for (const Document *document : documents)
    judged.push_back({classifier.logit(set.tokensOf(*document)), document->good});
  return calibrate(judged);
}

Evaluation evaluateOn(const std::vector<const Document *> &documents, const TrainingSet &set,
                      const Classifier &classifier) {
  std::vector<Scored> scored;
  for (const Document *document : documents)
    scored.push_back({classifier.score(set.tokensOf(*document)), document->good});
  return evaluate(std::move(scored));
}

} // namespace

Result<TrainedClassifier> trainClassifier(const TrainingSet &set, const TrainingOptions &options) {
  if (Status status = checkOptions(options); !status)
    return status;
  Parts parts = split(set, options.seed);
  for (auto [part, purpose] : {std::pair(&parts.learned, "to learn from"),
                               std::pair(&parts.calibrating, "to calibrate with"),
                               std::pair(&parts.heldOut, "to evaluate with")})
    if (Status status = checkPart(*part, purpose); !status)
      return status;
  AdaGrad training(set, options);
  training.learn(parts.learned);
  Classifier raw = training.quantise();
  Classifier classifier = raw.calibrated(calibrateOn(parts.calibrating, set, raw));
  return TrainedClassifier{classifier, parts.learned.size(), parts.calibrating.size(),
                           evaluateOn(parts.heldOut, set, classifier)};
}

} // namespace heddle::corpus

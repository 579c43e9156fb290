//===- Classifier.h - a linear model of words and pairs ---------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIER_H
#define HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIER_H

#include "runtime/base/Status.h"
#include "runtime/data/classifier/Calibration.h"
#include "runtime/data/classifier/Features.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// Logistic regression on the mean of the hashed uni- and bigrams of a text's tokens (words in
/// lower case and the punctuation between them, Tokens.h): fastText's classifier (Joulin et al.
/// 2017) for two classes, without its hidden layer, which a linear model of two classes has no use
/// for. May be shared by threads.
class Classifier {
public:
  static constexpr unsigned kMinBits = 8, kMaxBits = 26;

  /// `weights` are 2^bits; the logit of a text is bias + scale * (mean of the weights).
  Classifier(uint64_t seed, unsigned bits, std::vector<int16_t> weights, double scale, double bias);

  /// Reads what format() wrote. `source` names the bytes in errors. Refuses other files, other
  /// versions, and every damaged byte.
  static runtime::Result<Classifier> parse(std::string_view bytes, const std::string &source);

  /// parse() of a file.
  static runtime::Result<Classifier> read(const std::string &path);

  /// Little-endian: "HDLCLSF1", u32 version, u32 bits, u64 seed, f64 scale, f64 bias, 2^bits times
  /// i16, and the XXH3 of all before as u64.
  std::string format() const;

  /// In [0, 1]: how probable it is that the text is of the good kind, if good and raw texts are as
  /// frequent as where it was calibrated (train). Weights are summed as integers, and the rest is
  /// rounded the same on every machine.
  double score(std::string_view text) const;

  /// Of the tokens of a text.
  double score(std::span<const Token> tokens) const;

  /// The logarithm of the odds that score() is; `bias` for a text without tokens.
  double logit(std::span<const Token> tokens) const;

  /// The same with logits that `calibration` has changed.
  Classifier calibrated(const Calibration &calibration) const;

private:
  double logitOf(int64_t sum, size_t count) const;

  uint64_t seed;
  unsigned bits;
  std::vector<int16_t> weights;
  double scale, bias;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CLASSIFIER_CLASSIFIER_H

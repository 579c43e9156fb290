//===- CheckCuration.cpp - whether a curation makes sense -----------------===//

#include "runtime/data/filters/Curations.h"
#include "runtime/data/filters/GopherRepetition.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace heddle::corpus {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using runtime::error;
using runtime::Status;

namespace {

std::string str(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// Fields whose values are parts of a whole. A most of more than 1 is a slip of the pen, as 30 for
/// 30 %; other quotients, as newlines per word or the overlapping n-grams of top_ngram, may pass 1.
bool isShare(const std::string &path) {
  static const std::set<std::string> shares = {
      "language.min_confidence",
      "gopher_repetition.max_duplicate_lines",
      "gopher_repetition.max_duplicate_paragraphs",
      "gopher_repetition.max_duplicate_line_chars",
      "gopher_repetition.max_duplicate_paragraph_chars",
      "gopher_repetition.duplicate_ngram.max_chars",
      "gopher_quality.max_bullet_lines",
      "gopher_quality.max_ellipsis_lines",
      "gopher_quality.min_alphabetic_words",
      "fineweb.min_punctuated_lines",
      "fineweb.max_short_lines",
      "fineweb.max_duplicate_line_chars",
      "harmful.max_share",
      "harmful.max_score",
      "classifier.min_score",
      "classifier.top_share",
  };
  return shares.count(path);
}

Status checkNumber(const std::string &path, const FieldDescriptor &field, double value) {
  bool isMost = field.name().starts_with("max_"), isInfinite = std::isinf(value);
  std::string what = path + " is " + str(value);
  if (std::isnan(value))
    return error(what + ", which is no number", "give a number, or leave the field out");
  if (path == "unigram.min_mean_log_probability")
    return value > 0 ? error(what + ": the logarithm of a probability is 0 at most") : Status();
  if (value < 0)
    return error(what + ", but what it limits is never below 0",
                 isMost ? "inf switches the threshold off" : "0 switches the threshold off");
  if (isInfinite && !isMost)
    return error(what + ", which nothing reaches", "0 switches the threshold off");
  if (isShare(path) && value > 1 && !isInfinite)
    return error(what + ", but it is a share, from 0 to 1",
                 isMost ? "30 % is 0.3; inf switches the threshold off" : "30 % is 0.3");
  if (path == "classifier.pareto_alpha" && value == 0)
    return error(what + ", but it must be above 0", "GPT-3 took 9");
  return Status();
}

/// The fields that are set, and those of messages in them.
Status checkNumbers(const Message &message, const std::string &prefix) {
  const Reflection &reflection = *message.GetReflection();
  std::vector<const FieldDescriptor *> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor *field : fields) {
    std::string path = prefix + field->name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      if (Status status = checkNumber(path, *field, reflection.GetDouble(message, field)); !status)
        return status;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        const Message &inner = field->is_repeated()
                                   ? reflection.GetRepeatedMessage(message, field, i)
                                   : reflection.GetMessage(message, field);
        if (Status status = checkNumbers(inner, path + "."); !status)
          return status;
      }
    }
  }
  return Status();
}

template <typename List> Status checkNGrams(const std::string &path, const List &ngrams) {
  std::set<uint32_t> seen;
  for (const GopherRepetition::NGram &ngram : ngrams) {
    if (ngram.n() < 1 || ngram.n() > kLargestN)
      return error(path + ".n is " + std::to_string(ngram.n()) + ", but n-grams have 1 to " +
                       std::to_string(kLargestN) + " words",
                   "write n and max_chars for each " + path);
    std::string which = path + " with n: " + std::to_string(ngram.n());
    if (!ngram.has_max_chars())
      return error(which + " has no max_chars", "inf lets everything pass");
    if (!seen.insert(ngram.n()).second)
      return error(which + " stands there twice", "leave one of them out");
  }
  return Status();
}

Status checkOrder(const std::string &least, double leastValue, const std::string &most,
                  double mostValue) {
  if (leastValue <= mostValue)
    return Status();
  return error(least + " is " + str(leastValue) + " and " + most + " is " + str(mostValue) +
                   ": no document would stay",
               "the least is not above the most");
}

} // namespace

Status checkCuration(const Curation &curation) {
  if (Status status = checkNumbers(curation, ""); !status)
    return status;
  const GopherRepetition &repetition = curation.gopher_repetition();
  if (Status status = checkNGrams("gopher_repetition.top_ngram", repetition.top_ngram()); !status)
    return status;
  if (Status status =
          checkNGrams("gopher_repetition.duplicate_ngram", repetition.duplicate_ngram());
      !status)
    return status;
  const GopherQuality &quality = curation.gopher_quality();
  if (quality.min_stop_words() > 8)
    return error("gopher_quality.min_stop_words is " + std::to_string(quality.min_stop_words()) +
                     ", but there are 8 stop words",
                 "the default is 2; 0 switches the threshold off");
  if (Status status = checkOrder("gopher_quality.min_words", quality.min_words(),
                                 "gopher_quality.max_words", quality.max_words());
      !status)
    return status;
  return checkOrder("gopher_quality.min_mean_word_length", quality.min_mean_word_length(),
                    "gopher_quality.max_mean_word_length", quality.max_mean_word_length());
}

} // namespace heddle::corpus

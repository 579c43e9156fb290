//===- Classifier.cpp - a linear model of words and pairs -----------------===//

#include "runtime/data/classifier/Classifier.h"

#include "runtime/base/File.h"
#include "runtime/base/PortableMath.h"
#include "runtime/data/classifier/Tokens.h"

#include <bit>
#include <cassert>
#include <cstring>

#include <xxhash.h>

namespace heddle::corpus {

using namespace heddle::runtime;

static_assert(std::endian::native == std::endian::little, "files are little-endian");

namespace {

constexpr std::string_view kMagic = "HDLCLSF1";
constexpr uint32_t kVersion = 1;

/// What stands before the weights.
struct Header {
  char magic[8];
  uint32_t version, bits;
  uint64_t seed;
  double scale, bias;
};
static_assert(sizeof(Header) == 40 && std::is_trivially_copyable_v<Header>);

constexpr const char *kCopyAgain = "copy the file again, or train the classifier again";

Status checkHeader(const Header &header, size_t bytes) {
  if (std::string_view(header.magic, sizeof header.magic) != kMagic)
    return error("is no classifier", "heddle-corpus train-classifier writes them");
  if (header.version != kVersion)
    return error("is a classifier of version " + std::to_string(header.version) +
                     "; this program reads version " + std::to_string(kVersion),
                 "train the classifier again with this program");
  if (header.bits < Classifier::kMinBits || header.bits > Classifier::kMaxBits)
    return error("says that it has 2^" + std::to_string(header.bits) + " buckets", kCopyAgain);
  size_t whole = sizeof header + (sizeof(int16_t) << header.bits) + sizeof(uint64_t);
  if (bytes != whole)
    return error("has " + std::to_string(bytes) + " bytes instead of " + std::to_string(whole),
                 kCopyAgain);
  return {};
}

} // namespace

Classifier::Classifier(uint64_t seed, unsigned bits, std::vector<int16_t> weights, double scale,
                       double bias)
    : seed(seed), bits(bits), weights(std::move(weights)), scale(scale), bias(bias) {
  assert(bits >= kMinBits && bits <= kMaxBits && this->weights.size() == size_t(1) << bits);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

std::string Classifier::format() const {
  Header header{{}, kVersion, bits, seed, scale, bias};
  kMagic.copy(header.magic, sizeof header.magic);
  std::string bytes(reinterpret_cast<const char *>(&header), sizeof header);
  bytes.append(reinterpret_cast<const char *>(weights.data()), weights.size() * sizeof(int16_t));
  uint64_t checksum = XXH3_64bits(bytes.data(), bytes.size());
  bytes.append(reinterpret_cast<const char *>(&checksum), sizeof checksum);
  return bytes;
}

Result<Classifier> Classifier::parse(std::string_view bytes, const std::string &source) {
  Header header{};
  if (bytes.size() < sizeof header)
    return error(source + ": is no classifier: it has only " + std::to_string(bytes.size()) +
                     " bytes",
                 "heddle-corpus train-classifier writes them");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (Status status = checkHeader(header, bytes.size()); !status)
    return status.at(source);
  std::string_view body = bytes.substr(0, bytes.size() - sizeof(uint64_t));
  uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.data() + body.size(), sizeof checksum);
  if (checksum != XXH3_64bits(body.data(), body.size()))
    return error(source + ": is damaged: its checksum does not fit", kCopyAgain);
  if (!std::isfinite(header.scale) || !std::isfinite(header.bias))
    return error(source + ": has a scale or bias that is no number", kCopyAgain);
  std::vector<int16_t> weights(size_t(1) << header.bits);
  std::memcpy(weights.data(), bytes.data() + sizeof header, weights.size() * sizeof(int16_t));
  return Classifier(header.seed, header.bits, std::move(weights), header.scale, header.bias);
}

Result<Classifier> Classifier::read(const std::string &path) {
  Result<std::string> bytes = readWholeFile(path);
  if (!bytes)
    return bytes.status();
  return parse(*bytes, path);
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

double Classifier::logitOf(int64_t sum, size_t count) const {
#pragma STDC FP_CONTRACT OFF
  return count ? bias + scale * (double(sum) / double(count)) : bias;
}

double Classifier::logit(std::span<const Token> tokens) const {
  int64_t sum = 0;
  FeatureWalk walk(FeatureHash(seed, bits), [&](size_t bucket) { sum += weights[bucket]; });
  for (Token token : tokens)
    walk.add(token);
  return logitOf(sum, walk.size());
}

double Classifier::score(std::span<const Token> tokens) const {
  return portableSigmoid(logit(tokens));
}

double Classifier::score(std::string_view text) const {
  int64_t sum = 0;
  FeatureWalk walk(FeatureHash(seed, bits), [&](size_t bucket) { sum += weights[bucket]; });
  forEachToken(text, [&](Token token) { walk.add(token); });
  return portableSigmoid(logitOf(sum, walk.size()));
}

Classifier Classifier::calibrated(const Calibration &calibration) const {
  return Classifier(seed, bits, weights, scale * calibration.slope,
                    bias * calibration.slope + calibration.offset);
}

} // namespace heddle::corpus

//===- Samples.cpp - which tokens of which source make a sample -*- C++ -*-===//

#include "runtime/data/Samples.h"

#include <xxhash.h>

namespace heddle::runtime {

/// Parts are shuffled independently of each other; the first as if it were alone.
static uint64_t seedOf(uint64_t seed, size_t part) {
  return seed ^ (part * 0x9e3779b97f4a7c15); // 2^64 divided by the golden ratio
}

Result<Samples> Samples::create(std::vector<DataPart> parts, Shares shares, uint64_t seq,
                                uint64_t seed) {
  if (parts.empty())
    return error("there is no data");
  std::vector<Windows> windows;
  std::vector<double> weights, heldOut;
  for (size_t i = 0; i < parts.size(); ++i) {
    Result<Windows> cut = Windows::create(parts[i].source->size(), seq, seedOf(seed, i));
    if (!cut)
      return cut.status().at(parts[i].name);
    windows.push_back(*cut);
    weights.push_back(parts[i].share *
                      (shares == Shares::Epochs ? double(cut->trainCount()) : 1.0));
    heldOut.push_back(double(cut->heldOutCount()));
  }
  Result<Interleaving> turns = Interleaving::create(weights);
  if (!turns)
    return turns.status();
  Result<Interleaving> heldOutTurns = Interleaving::create(heldOut);
  if (!heldOutTurns)
    return heldOutTurns.status();
  return Samples(std::move(parts), std::move(windows), std::move(*turns), std::move(*heldOutTurns));
}

Samples::Place Samples::train(uint64_t position) const {
  Interleaving::Turn turn = turns.at(position);
  return {all[turn.source].source.get(), windows[turn.source].trainStart(turn.cursor)};
}

Samples::Place Samples::heldOut(uint64_t index) const {
  Interleaving::Turn turn = heldOutTurns.at(index);
  return {all[turn.source].source.get(), windows[turn.source].heldOutStart(turn.cursor)};
}

uint64_t Samples::trainCount() const {
  uint64_t count = 0;
  for (const Windows &part : windows)
    count += part.trainCount();
  return count;
}

uint64_t Samples::heldOutCount() const {
  uint64_t count = 0;
  for (const Windows &part : windows)
    count += part.heldOutCount();
  return count;
}

uint64_t Samples::tokens() const {
  uint64_t count = 0;
  for (const DataPart &part : all)
    count += part.source->size();
  return count;
}

double Samples::bytesPerToken() const {
  double bytes = 0;
  for (size_t i = 0; i < all.size(); ++i)
    bytes += all[i].source->bytesPerToken() * heldOutTurns.shareOf(uint32_t(i));
  return bytes;
}

Result<uint64_t> Samples::fingerprint() const {
  if (all.size() == 1)
    return all.front().source->fingerprint();
  uint64_t hash = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    Result<uint64_t> part = all[i].source->fingerprint();
    if (!part)
      return part.status();
    struct {
      uint64_t fingerprint;
      double share;
    } facts = {*part, shareOf(i)};
    hash = XXH3_64bits_withSeed(&facts, sizeof facts, hash);
  }
  return hash;
}

Status Samples::checkUnchanged() const {
  for (const DataPart &part : all)
    if (Status status = part.source->checkUnchanged(); !status)
      return status;
  return {};
}

} // namespace heddle::runtime

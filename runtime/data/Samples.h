//===- Samples.h - which tokens of which source make a sample ---*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SAMPLES_H
#define HEDDLE_RUNTIME_DATA_SAMPLES_H

#include "runtime/data/TokenSource.h"
#include "runtime/data/Windows.h"
#include "runtime/data/mixture/Interleaving.h"

#include <memory>
#include <string>
#include <vector>

namespace heddle::runtime {

/// Tokens of one origin in the data of a run.
struct DataPart {
  std::string name;
  std::unique_ptr<TokenSource> source;
  /// Its share of the samples relative to others', or how often it is seen while a part of one
  /// epoch is seen once.
  double share = 1;
};

/// The data of a run: parts, each cut into windows, that are interleaved so that every prefix of
/// the run holds them in their proportions. Which window sample `position` is depends on (seed,
/// position) alone: on no number of ranks, and on nothing that was read before.
class Samples {
public:
  enum class Shares { Weights, Epochs };

  /// Fails if a part has no room for one window, or on shares that make no sense.
  static Result<Samples> create(std::vector<DataPart> parts, Shares shares, uint64_t seq,
                                uint64_t seed);

  struct Place {
    const TokenSource *source;
    uint64_t start; // of seq + 1 tokens
  };
  Place train(uint64_t position) const;
  /// `index` < heldOutCount(). The first ones are a fair sample of all parts.
  Place heldOut(uint64_t index) const;
  /// Those of one part alone: `index` < heldOutCountOf(part).
  Place heldOutOf(size_t part, uint64_t index) const {
    return {all[part].source.get(), windows[part].heldOutStart(index)};
  }
  uint64_t heldOutCountOf(size_t part) const { return windows[part].heldOutCount(); }

  uint64_t seq() const { return windows.front().seq(); }
  /// Samples of an epoch of all parts.
  uint64_t trainCount() const;
  uint64_t heldOutCount() const;
  const std::vector<DataPart> &parts() const { return all; }
  double shareOf(size_t part) const { return turns.shareOf(uint32_t(part)); }
  uint64_t tokens() const;
  /// Of held-out text, on average.
  double bytesPerToken() const;
  /// Of all that decides about samples but the seed. That of a single part is its own.
  Result<uint64_t> fingerprint() const;
  Status checkUnchanged() const;

private:
  Samples(std::vector<DataPart> parts, std::vector<Windows> windows, Interleaving turns,
          Interleaving heldOutTurns)
      : all(std::move(parts)), windows(std::move(windows)), turns(std::move(turns)),
        heldOutTurns(std::move(heldOutTurns)) {}

  std::vector<DataPart> all;
  std::vector<Windows> windows; // by part
  Interleaving turns, heldOutTurns;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_SAMPLES_H

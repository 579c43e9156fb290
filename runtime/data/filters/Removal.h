//===- Removal.h - why a document or a part of it is not kept ---*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H
#define HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H

#include <cstdint>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// The first threshold that a document fails.
struct Removal {
  /// The field of curation.proto that holds the threshold, as "gopher_quality.min_words"; n-grams
  /// add theirs, as "gopher_repetition.top_ngram(n=2)". Lives as long as the program.
  std::string_view rule;
  double value; // of the document
  double limit; // that it fails
};

/// Parts of a document that a rule took out.
struct Edit {
  std::string_view rule; // as in Removal
  uint64_t count = 0;
  uint64_t bytes = 0;
};

/// By rule, in the order in which they first did something.
class Edits {
public:
  void add(std::string_view rule, uint64_t bytes) {
    for (Edit &edit : edits)
      if (edit.rule == rule) {
        ++edit.count;
        edit.bytes += bytes;
        return;
      }
    edits.push_back({rule, 1, bytes});
  }
  void clear() { edits.clear(); }
  const std::vector<Edit> &all() const { return edits; }

private:
  std::vector<Edit> edits;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_FILTERS_REMOVAL_H

//===- DocumentBounds.h - documents of a sample -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_HOST_DOCUMENTBOUNDS_H
#define HEDDLE_RUNTIME_HOST_DOCUMENTBOUNDS_H

#include <algorithm>
#include <cstdint>

namespace heddle::runtime {

/// Where the document of each position of one sample begins and ends. A document is a run of equal
/// numbers; without numbers the sample is one document.
class DocumentBounds {
public:
  /// `storage` for 2 * seq numbers; null if there are no documents.
  DocumentBounds(uint32_t *storage, uint64_t seq) : begins(storage), seq(seq) {
    ends = storage ? storage + seq : nullptr;
  }

  /// Reads the documents of a sample, [seq].
  void find(const int32_t *documents) {
    for (uint64_t begin = 0, end; begin < seq; begin = end) {
      const int32_t *other = std::find_if(documents + begin, documents + seq, [&](int32_t number) {
        return number != documents[begin];
      });
      end = uint64_t(other - documents);
      std::fill(begins + begin, begins + end, uint32_t(begin));
      std::fill(ends + begin, ends + end, uint32_t(end));
    }
  }

  uint64_t begin(uint64_t position) const { return begins ? begins[position] : 0; }
  uint64_t end(uint64_t position) const { return ends ? ends[position] : seq; }

private:
  uint32_t *begins, *ends;
  uint64_t seq;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_DOCUMENTBOUNDS_H

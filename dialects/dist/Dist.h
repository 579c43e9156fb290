//===- Dist.h - the distributed dialect -------------------------*- C++ -*-===//
//
// Distributed tensor types, collectives, buckets, stages. See DistOps.td and
// docs/rationale/dist.md.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_DIST_DIST_H
#define HEDDLE_DIALECTS_DIST_DIST_H

#include "dialects/graph/Graph.h"

#include <array>

#include "dialects/dist/DistEnums.h.inc"

namespace heddle::dist {

/// A set of mesh axes, iterated in the order of the enum.
class MeshAxisSet {
public:
  MeshAxisSet() = default;
  MeshAxisSet(llvm::ArrayRef<MeshAxis> axes) {
    for (MeshAxis axis : axes)
      bits |= bit(axis);
  }
  MeshAxisSet(std::initializer_list<MeshAxis> axes) : MeshAxisSet(llvm::ArrayRef(axes)) {}

  bool empty() const { return bits == 0; }
  bool contains(MeshAxis axis) const { return bits & bit(axis); }
  bool contains(MeshAxisSet other) const { return (other - *this).empty(); }
  llvm::SmallVector<MeshAxis> toVector() const;

  MeshAxisSet operator|(MeshAxisSet other) const { return MeshAxisSet(bits | other.bits); }
  MeshAxisSet operator&(MeshAxisSet other) const { return MeshAxisSet(bits & other.bits); }
  MeshAxisSet operator-(MeshAxisSet other) const { return MeshAxisSet(bits & ~other.bits); }
  bool operator==(const MeshAxisSet &other) const = default;
  bool operator<(const MeshAxisSet &other) const { return bits < other.bits; }

private:
  explicit MeshAxisSet(unsigned bits) : bits(bits) {}
  static unsigned bit(MeshAxis axis) { return 1u << static_cast<unsigned>(axis); }

  unsigned bits = 0;
};

/// "(dp, mb)".
llvm::raw_ostream &operator<<(llvm::raw_ostream &os, const MeshAxisSet &axes);
std::string toString(MeshAxisSet axes);

/// The mesh axes that split one dimension evenly; the first is outermost. Trivially copyable, since
/// attributes are stored in an arena that runs no destructors.
class AxisSplit {
public:
  AxisSplit() = default;
  AxisSplit(llvm::ArrayRef<MeshAxis> axes) : count(axes.size()) {
    llvm::copy(axes, storage.begin());
  }

  llvm::ArrayRef<MeshAxis> getAxes() const { return llvm::ArrayRef(storage).take_front(count); }
  bool operator==(const AxisSplit &other) const { return getAxes() == other.getAxes(); }

private:
  std::array<MeshAxis, 4> storage{};
  unsigned count = 0;
};
llvm::hash_code hash_value(const AxisSplit &split);

} // namespace heddle::dist

#include "dialects/dist/DistDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/dist/DistAttrs.h.inc"
#define GET_OP_CLASSES
#include "dialects/dist/DistOps.h.inc"

#endif // HEDDLE_DIALECTS_DIST_DIST_H

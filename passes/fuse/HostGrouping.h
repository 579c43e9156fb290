//===- HostGrouping.h - what shares a kernel on a CPU -----------*- C++ -*-===//

#ifndef HEDDLE_PASSES_FUSE_HOSTGROUPING_H
#define HEDDLE_PASSES_FUSE_HOSTGROUPING_H

#include "passes/analysis/FusionLegality.h"

namespace heddle::fuse {

struct HostGroups {
  std::vector<FusionGroup> groups;
  /// Ops that use a value of another group and could not join it.
  unsigned numBlocked = 0;
};

/// Groups the ops of `block` that run in kernels, greedily and in program order: an op joins the
/// group of a producer, latest first, else a group that reads the same large tensor, else starts
/// its own. A CPU core has one stream of memory and no launch cost to speak of, so what counts is
/// that a tensor is read once; the row must stay in the cache.
HostGroups groupForHost(mlir::Block &block, dist::MeshAttr mesh);

} // namespace heddle::fuse

#endif // HEDDLE_PASSES_FUSE_HOSTGROUPING_H

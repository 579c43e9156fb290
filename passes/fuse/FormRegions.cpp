//===- FormRegions.cpp - ops that become one kernel -----------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/analysis/KernelLoops.h"
#include "passes/fuse/HostGrouping.h"
#include "passes/fuse/Passes.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "llvm/ADT/SetVector.h"

#define DEBUG_TYPE "heddle-form-regions"

using namespace mlir;

namespace heddle::fuse {

#define GEN_PASS_DEF_FORMREGIONSPASS
#include "passes/fuse/Passes.h.inc"

namespace {

/// Makes one region of a group.
class RegionBuilder {
public:
  explicit RegionBuilder(const FusionGroup &group)
      : group(group), members(group.ops.begin(), group.ops.end()) {}

  unsigned numConstants = 0;

  void build() {
    collectInputs();
    collectResults();
    OpBuilder builder(group.ops.back());
    SmallVector<Location> locations;
    for (Operation *op : group.ops)
      locations.push_back(op->getLoc());
    auto region = dist::RegionOp::create(builder, builder.getFusedLoc(locations),
                                         ValueRange(results).getTypes(), inputs.getArrayRef(),
                                         getRowNames(builder));
    fillBody(region);
    for (auto [value, result] : llvm::zip_equal(results, region.getResults()))
      value.replaceUsesWithIf(result,
                              [&](OpOperand &use) { return !members.contains(use.getOwner()); });
    for (Operation *op : llvm::reverse(group.ops))
      op->erase();
  }

private:
  void collectInputs() {
    for (Operation *op : group.ops)
      for (Value operand : op->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (producer && isa<graph::ConstantOp, arith::ConstantOp>(producer))
          constants.insert(producer);
        else if (!producer || !members.contains(producer))
          inputs.insert(operand);
      }
  }

  void collectResults() {
    auto isOutside = [&](Operation *user) { return !members.contains(user); };
    for (Operation *op : group.ops)
      for (Value value : op->getResults())
        if (llvm::any_of(value.getUsers(), isOutside))
          results.push_back(value);
  }

  ArrayAttr getRowNames(OpBuilder &builder) const {
    SmallVector<Attribute> names;
    for (const LoopAxis &axis : group.rows)
      names.push_back(axis.name);
    return builder.getArrayAttr(names);
  }

  void fillBody(dist::RegionOp region) {
    Block &body = region.getBody().emplaceBlock();
    OpBuilder builder = OpBuilder::atBlockEnd(&body);
    IRMapping mapping;
    for (Value input : inputs)
      mapping.map(input, body.addArgument(input.getType(), input.getLoc()));
    for (Operation *constant : constants)
      builder.clone(*constant, mapping);
    numConstants += constants.size();
    for (Operation *op : group.ops)
      builder.clone(*op, mapping);
    SmallVector<Value> values;
    for (Value value : results)
      values.push_back(mapping.lookup(value));
    dist::YieldOp::create(builder, region.getLoc(), values);
  }

  const FusionGroup &group;
  llvm::SmallPtrSet<Operation *, 16> members;
  llvm::SetVector<Value> inputs;
  llvm::SetVector<Operation *> constants;
  SmallVector<Value> results;
};

class FormRegionsPass : public impl::FormRegionsPassBase<FormRegionsPass> {
  void runOnOperation() override {
    dist::MeshAttr mesh = dist::requireMesh(getOperation());
    if (!mesh)
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && !function->hasAttr("graph.entry"))
        formRegions(function.getBody().front(), mesh);
  }

  void formRegions(Block &block, dist::MeshAttr mesh) {
    eraseUnused(block);
    HostGroups grouped = groupForHost(block, mesh);
    numBlocked += grouped.numBlocked;
    for (const FusionGroup &group : grouped.groups)
      form(group);
    eraseUnused(block);
    // What is left of constants are results, and operands of what is no kernel.
    for (auto constant : llvm::make_early_inc_range(block.getOps<graph::ConstantOp>()))
      form(FusionLegality(block, mesh).start(constant));
    // A region stands where its last op stood; a user of an earlier op may stand before it.
    sortTopologically(&block);
  }

  void form(const FusionGroup &group) {
    RegionBuilder builder(group);
    builder.build();
    numConstants += builder.numConstants;
    ++numRegions;
    if (group.ops.size() > 1)
      numFused += group.ops.size();
  }

  static void eraseUnused(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
};

} // namespace
} // namespace heddle::fuse

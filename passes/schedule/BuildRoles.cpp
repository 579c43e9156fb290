//===- BuildRoles.cpp - entries and tables become roles -------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/schedule/CheckEntry.h"
#include "passes/schedule/LocalTypes.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/TableLowering.h"

#define DEBUG_TYPE "heddle-build-roles"

using namespace mlir;

namespace heddle::schedule {

#define GEN_PASS_DEF_BUILDROLESPASS
#include "passes/schedule/Passes.h.inc"

namespace {

/// What the runtime must know of a piece of state to load, save and compare it.
void addBucket(OpBuilder &builder, ModuleOp module, Operation *op, dist::MeshAttr mesh,
               const FrameClass &frames, StringAttr symbol, bool gradient) {
  RankedTensorType type;
  StringRef suffix = gradient ? "gradient" : "";
  ArrayAttr members = builder.getArrayAttr({FlatSymbolRefAttr::get(symbol)});
  SmallVector<int64_t> offsets{0};
  if (auto bucket = dyn_cast<dist::BucketOp>(op)) {
    type = cast<RankedTensorType>(bucket.getType());
    if (!gradient)
      suffix = bucket.getSuffix();
    members = bucket.getMembers();
    offsets = llvm::to_vector(bucket.getOffsets());
  } else {
    type = cast<RankedTensorType>(cast<graph::VariableOp>(op).getType());
  }
  bool sharded = dist::getSplitAxes(type).contains(dist::MeshAxis::DP);
  bool zero = false;
  if (auto stage = module->getAttrOfType<IntegerAttr>(dist::zeroAttrName))
    zero = stage.getInt() > 0 && mesh.getDp() > 1;
  exec::Storage storage = sharded            ? exec::Storage::Shard
                          : gradient && zero ? exec::Storage::OwnShard
                                             : exec::Storage::Full;
  int64_t elements = dist::getLocalElements(type, mesh) * (sharded ? mesh.getDp() : 1);
  exec::BucketOp::create(builder, op->getLoc(), frames.name, frames.id, frames.memoryClass, suffix,
                         type.getElementType(), elements, storage, members, offsets);
}

struct BuildRolesPass : impl::BuildRolesPassBase<BuildRolesPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    dist::MeshAttr mesh = dist::requireMesh(module);
    if (!mesh)
      return signalPassFailure();
    entryFacts.clear();
    ExtraSegments extra(module);
    SymbolTable symbols(module);
    for (auto table : module.getOps<dist::TableOp>())
      if (failed(check(table, mesh, symbols)))
        return signalPassFailure();
    for (int64_t stage = 0; stage < mesh.getPp(); ++stage)
      buildRole(stage, mesh, symbols, extra);
    eraseLowered();
  }

  LogicalResult check(dist::TableOp table, dist::MeshAttr mesh, const SymbolTable &symbols) {
    auto entry = symbols.lookup<func::FuncOp>(table.getEntryAttr().getAttr());
    if (!entry || entry.isExternal())
      return table.emitError() << "is of @" << table.getEntry() << ", which is no function";
    const EntryFacts &facts = entryFacts.try_emplace(entry, entry).first->second;
    return checkEntry(entry, facts, table, mesh, symbols);
  }

  void buildRole(int64_t stage, dist::MeshAttr mesh, const SymbolTable &symbols,
                 ExtraSegments &extra) {
    ModuleOp module = getOperation();
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    auto role = exec::RoleOp::create(builder, module.getLoc(), "stage" + std::to_string(stage),
                                     stage, IntegerAttr());
    Block &body = role.getBody().emplaceBlock();
    PersistentStorage state(symbols, mesh);
    for (auto table : module.getOps<dist::TableOp>()) {
      if (int64_t(table.getStage()) != stage)
        continue;
      auto entry = symbols.lookup<func::FuncOp>(table.getEntryAttr().getAttr());
      TableLowering(entry, entryFacts.at(entry), table, mesh, state, extra).lower(body);
    }
    builder.setInsertionPointToStart(&body);
    for (const FrameClass &frames : state.getClasses())
      exec::FramesOp::create(builder, role.getLoc(), frames.name, frames.id, frames.memoryClass,
                             frames.bytes, frames.count, frames.pinned, IntegerAttr(),
                             IntegerAttr());
    for (auto [frames, owner] : llvm::zip_equal(state.getClasses(), state.getOwners()))
      addBucket(builder, module, symbols.lookup(owner.first), mesh, frames, owner.first,
                owner.second);
  }

  void eraseLowered() {
    for (Operation &op : llvm::make_early_inc_range(*getOperation().getBody()))
      if (isa<func::FuncOp, dist::TableOp>(op))
        op.erase();
  }

  std::map<Operation *, EntryFacts> entryFacts;
};

} // namespace
} // namespace heddle::schedule

//===- CheckModule.cpp - what can be written as a program -----------------===//
//
// Emission looks names up without a question; the stages before it leave none open, what people
// edit may. What the numbers mean is checked by the runtime's validator.
//
//===----------------------------------------------------------------------===//

#include "dialects/dist/Layouts.h"
#include "passes/emit/Emit.h"

using namespace mlir;

namespace heddle::emit {

namespace {

/// Checks one role after the other.
class ModuleChecker {
public:
  explicit ModuleChecker(ModuleOp module) : module(module) {
    for (auto segment : module.getOps<exec::SegmentOp>())
      segments[segment.getSymNameAttr()] = segment.getFrames().size();
    for (auto variable : module.getOps<graph::VariableOp>())
      variables.insert(variable.getSymNameAttr());
  }

  LogicalResult run();

private:
  LogicalResult checkSegment(exec::SegmentOp segment);
  LogicalResult checkRole(exec::RoleOp role);
  LogicalResult checkTable(exec::TableOp table);
  LogicalResult check(exec::FramesOp op);
  LogicalResult check(exec::BucketOp bucket);
  LogicalResult check(exec::PortOp port);
  LogicalResult check(exec::RowOp row);

  ModuleOp module;
  DenseMap<StringAttr, size_t> segments; // number of frames
  llvm::DenseSet<StringAttr> variables;
  DenseMap<int64_t, int64_t> frames; // instances of the role in hand, by id
};

LogicalResult notPlaced(Operation *op) {
  return op->emitError("has no place in the arena; run the memory stage first");
}

LogicalResult ModuleChecker::checkSegment(exec::SegmentOp segment) {
  for (Operation &op : segment.getBody().front()) {
    if (isa<exec::TemporaryOp>(op))
      return notPlaced(&op);
    if (!isa_and_nonnull<exec::ExecDialect>(op.getDialect()))
      return op.emitError("is no instruction; a segment holds ops of the exec dialect");
  }
  return success();
}

LogicalResult ModuleChecker::check(exec::FramesOp op) {
  if (!op.getOffset())
    return notPlaced(op);
  if (!frames.try_emplace(op.getId(), op.getCount()).second)
    return op.emitError() << "has the id " << op.getId() << " of other frames";
  return success();
}

LogicalResult ModuleChecker::check(exec::BucketOp bucket) {
  if (!frames.contains(bucket.getFrames()))
    return bucket.emitError() << "lies in frames that do not exist: " << bucket.getFrames();
  for (auto member : bucket.getMembers().getAsRange<FlatSymbolRefAttr>())
    if (!variables.contains(member.getAttr()))
      return bucket.emitError() << "has the member " << member << ", which is no graph.variable";
  return success();
}

LogicalResult ModuleChecker::check(exec::PortOp port) {
  auto known = frames.find(port.getFrames());
  int64_t first = port.getInstanceAttr().getInt(), count = port.getMicroBatchesAttr().getInt();
  if (known == frames.end() || first < 0 || count < 1 || count > known->second - first)
    return port.emitError() << "takes the instances " << first << " to " << first + count - 1
                            << " of frames " << port.getFrames() << ", which do not exist";
  return success();
}

LogicalResult ModuleChecker::check(exec::RowOp row) {
  auto segment = segments.find(row.getSegmentAttr().getAttr());
  if (segment == segments.end())
    return row.emitError() << "runs a segment that does not exist: " << row.getSegment();
  return row.getBases().size() == segment->second ? success() : notPlaced(row);
}

LogicalResult ModuleChecker::checkTable(exec::TableOp table) {
  for (auto op : table.getFrames())
    if (failed(check(op)))
      return failure();
  for (auto port : table.getPorts())
    if (failed(check(port)))
      return failure();
  for (auto row : table.getRows())
    if (failed(check(row)))
      return failure();
  return success();
}

LogicalResult ModuleChecker::checkRole(exec::RoleOp role) {
  frames.clear();
  if (!role.getArenaBytes())
    return notPlaced(role);
  for (auto op : role.getBody().getOps<exec::FramesOp>())
    if (failed(check(op)))
      return failure();
  for (auto bucket : role.getBody().getOps<exec::BucketOp>())
    if (failed(check(bucket)))
      return failure();
  for (auto table : role.getBody().getOps<exec::TableOp>())
    if (failed(checkTable(table)))
      return failure();
  return success();
}

LogicalResult ModuleChecker::run() {
  if (!dist::requireMesh(module))
    return failure();
  for (auto segment : module.getOps<exec::SegmentOp>())
    if (failed(checkSegment(segment)))
      return failure();
  for (auto role : module.getOps<exec::RoleOp>())
    if (failed(checkRole(role)))
      return failure();
  return success();
}

} // namespace

LogicalResult checkModule(ModuleOp module) { return ModuleChecker(module).run(); }

} // namespace heddle::emit

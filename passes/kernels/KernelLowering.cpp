//===- KernelLowering.cpp - one exec.kernel to one function ---------------===//

#include "passes/kernels/KernelLowering.h"

#include "dialects/graph/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace heddle::kernels {

static MemRefType getBufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// Inputs, results, scalars, accumulate flags.
func::FuncOp KernelLowering::createFunction() {
  Block &body = kernel.getBody().front();
  SmallVector<Type> types, scalarTypes;
  for (Type type : body.getArgumentTypes()) {
    if (graph::isGraphTensor(type))
      types.push_back(getBufferType(type));
    else
      scalarTypes.push_back(builder.getIndexType());
  }
  size_t firstResult = types.size();
  for (Type type : body.getTerminator()->getOperandTypes())
    types.push_back(getBufferType(type));
  size_t firstScalar = types.size();
  types.append(scalarTypes);
  types.append(llvm::count(kernel.getAccumulate(), true), builder.getIndexType());
  auto function = func::FuncOp::create(builder, kernel.getLoc(), kernel.getSymName(),
                                       builder.getFunctionType(types, {}));
  for (size_t index = firstResult; index < firstScalar; ++index)
    if (kernel.getInPlace()[index - firstResult] < 0)
      function.setArgAttr(index, LLVM::LLVMDialect::getNoAliasAttrName(), builder.getUnitAttr());
  return function;
}

void KernelLowering::bindArguments(func::FuncOp function) {
  Location loc = kernel.getLoc();
  auto next = function.getArguments().begin();
  SmallVector<BlockArgument> scalarArguments;
  auto bind = [&](Type type) {
    auto tensor = cast<RankedTensorType>(type);
    return makeStorage(*next++, graph::getAxes(type), tensor.getShape());
  };
  Block &body = kernel.getBody().front();
  for (BlockArgument argument : body.getArguments()) {
    if (graph::isGraphTensor(argument.getType()))
      storages[argument] = bind(argument.getType());
    else
      scalarArguments.push_back(argument);
  }
  for (Type type : body.getTerminator()->getOperandTypes())
    results.push_back(bind(type));
  for (BlockArgument argument : scalarArguments)
    scalars[argument] = *next++;
  for (bool accumulate : kernel.getAccumulate()) {
    Value flag;
    if (accumulate)
      flag = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, *next++,
                                   constantIndex(0, loc));
    accumulateFlags.push_back(flag);
  }
  for (auto constant : body.getOps<arith::ConstantOp>())
    scalars[constant] = builder.clone(*constant)->getResult(0);
}

/// Sums over rows start from zeros (a maximum from -infinity), or from what is there if the launch
/// accumulates.
void KernelLowering::initialiseSums() {
  for (const Phase &phase : plan.getPhases())
    for (Operation *op : phase.ops) {
      if (!plan.isRowReduction(op))
        continue;
      auto reduce = dyn_cast<graph::ReduceOp>(op);
      bool isMax = reduce && reduce.getKind() == graph::ReductionKind::Max;
      double neutral = isMax ? -std::numeric_limits<double>::infinity() : 0.0;
      const Destination &sum = destinations[op->getResult(0)].front();
      if (!sum.accumulate) {
        fill(sum.storage, neutral, op->getLoc());
        continue;
      }
      Value fresh =
          arith::XOrIOp::create(builder, op->getLoc(), sum.accumulate,
                                arith::ConstantIntOp::create(builder, op->getLoc(), 1, 1));
      auto guard = scf::IfOp::create(builder, op->getLoc(), fresh, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard scope(builder);
      builder.setInsertionPoint(guard.thenYield());
      fill(sum.storage, neutral, op->getLoc());
    }
}

LogicalResult KernelLowering::emitNest(Nest nest) {
  for (const Phase &phase : plan.getPhases())
    if (phase.nest == nest)
      emitPhase(phase);
  // An input that is itself a result is copied before another result may overwrite it.
  for (bool inputs : {true, false})
    for (unsigned result : copies)
      if (getValueNest(getYielded(result)) == nest &&
          isa<BlockArgument>(getYielded(result)) == inputs)
        emitCopy(result);
  return success();
}

LogicalResult KernelLowering::emitRowLoops() {
  OpBuilder::InsertionGuard scope(builder);
  Location loc = kernel.getLoc();
  Value zero = constantIndex(0, loc), one = constantIndex(1, loc);
  for (int64_t size : plan.getRowSizes()) {
    auto loop = scf::ForOp::create(builder, loc, zero, constantIndex(size, loc), one);
    if (!outermostLoop)
      outermostLoop = loop;
    rowIndices.push_back(loop.getInductionVar());
    builder.setInsertionPoint(loop.getBody()->getTerminator());
  }
  return emitNest(Nest::Rows);
}

LogicalResult KernelLowering::lower() {
  func::FuncOp function = createFunction();
  OpBuilder::InsertionGuard scope(builder);
  builder.setInsertionPointToStart(function.addEntryBlock());
  bindArguments(function);
  if (failed(chooseDestinations()) || failed(createScratch()))
    return failure();
  initialiseSums();
  if (failed(emitNest(Nest::Before)) || failed(emitRowLoops()) || failed(emitNest(Nest::After)))
    return failure();
  func::ReturnOp::create(builder, kernel.getLoc());
  if (scratchBytes > maxScratchBytes)
    return kernel.emitError("needs ") << scratchBytes << " bytes of scratch per row, more than "
                                      << maxScratchBytes << "; give it more rows or fewer ops";
  return success();
}

} // namespace heddle::kernels

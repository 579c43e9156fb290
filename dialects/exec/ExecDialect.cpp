//===- ExecDialect.cpp - registration and verifiers of the exec dialect ---===//

#include "dialects/exec/Exec.h"

using namespace mlir;
using namespace heddle::exec;

#include "dialects/exec/ExecDialect.cpp.inc"
#include "dialects/exec/ExecEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/exec/ExecAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/exec/ExecTypes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/exec/ExecOps.cpp.inc"

void ExecDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/exec/ExecAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/exec/ExecTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/exec/ExecOps.cpp.inc"
      >();
}

LogicalResult KernelOp::verify() {
  auto yield =
      dyn_cast_or_null<YieldOp>(getBody().front().empty() ? nullptr : &getBody().front().back());
  if (!yield)
    return emitOpError("body must end in exec.yield");
  if (getAccumulate().size() != yield.getNumOperands() ||
      getInPlace().size() != yield.getNumOperands())
    return emitOpError("has ") << yield.getNumOperands()
                               << " results, but accumulate and in_place list "
                               << getAccumulate().size() << " and " << getInPlace().size();
  return success();
}

LogicalResult SegmentOp::verify() {
  Block &body = getBody().front();
  size_t frames = getFrames().size();
  if (body.getNumArguments() < frames)
    return emitOpError("describes ")
           << frames << " frames but has " << body.getNumArguments() << " arguments";
  for (BlockArgument argument : body.getArguments()) {
    bool frame = argument.getArgNumber() < frames;
    if (frame != isa<BufferType>(argument.getType()))
      return emitOpError("argument ")
             << argument.getArgNumber() << " must be "
             << (frame ? "a buffer, since it is a frame" : "an index, since it is a scalar");
  }
  return success();
}

LogicalResult ViewOp::verify() {
  int64_t end = getOffset() + getBuffer().getType().getBytes();
  if (getOffset() < 0 || end > getSource().getType().getBytes())
    return emitOpError("reaches byte ")
           << end << " of a buffer of " << getSource().getType().getBytes();
  return success();
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto kernel = symbols.lookupNearestSymbolFrom<KernelOp>(*this, getKernelAttr());
  if (!kernel)
    return emitOpError() << "runs " << getKernelAttr() << ", which is not an exec.kernel";
  Block &body = kernel.getBody().front();
  size_t tensors = llvm::count_if(body.getArgumentTypes(), llvm::IsaPred<RankedTensorType>);
  size_t results = body.back().getNumOperands();
  size_t scalars = body.getNumArguments() - tensors + llvm::count(kernel.getAccumulate(), true);
  if (getBuffers().size() != tensors + results || getScalars().size() != scalars)
    return emitOpError("passes ") << getBuffers().size() << " buffers and " << getScalars().size()
                                  << " scalars to a kernel of " << tensors + results << " and "
                                  << scalars;
  return success();
}

LogicalResult AttentionOp::verify() {
  size_t expected = getBackward() ? 10 : 6;
  if (getBuffers().size() != expected)
    return emitOpError("takes ") << expected << " buffers, got " << getBuffers().size();
  return success();
}

LogicalResult ExchangeOp::verify() {
  if (getSendStages().size() != getSends().size() || getSendValues().size() != getSends().size() ||
      getReceiveStages().size() != getReceives().size() ||
      getReceiveValues().size() != getReceives().size())
    return emitOpError("needs one stage and one value id per message");
  return success();
}

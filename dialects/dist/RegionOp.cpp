//===- RegionOp.cpp - text form and checks of dist.region -----------------===//

#include "dialects/dist/Dist.h"

using namespace mlir;

namespace heddle::dist {

// dist.region %a, %b rows ["batch", "seq"] : (A, B) -> C {
// ^bb0(%x: A, %y: B): ...
//   dist.yield %z : C
// }
ParseResult RegionOp::parse(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  ArrayAttr rows;
  FunctionType type;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseOperandList(operands) || parser.parseKeyword("rows") ||
      parser.parseAttribute(rows, "rows", state.attributes) ||
      parser.parseOptionalAttrDict(state.attributes) || parser.parseColonType(type) ||
      parser.resolveOperands(operands, type.getInputs(), loc, state.operands) ||
      parser.parseRegion(*state.addRegion()))
    return failure();
  state.addTypes(type.getResults());
  return success();
}

void RegionOp::print(OpAsmPrinter &printer) {
  if (!getInputs().empty())
    printer << " " << getInputs();
  printer << " rows " << getRows();
  printer.printOptionalAttrDict((*this)->getAttrs(), {"rows"});
  printer << " : ";
  printer.printFunctionalType(*this);
  printer << " ";
  printer.printRegion(getBody());
}

LogicalResult RegionOp::verify() {
  Block &block = getBody().front();
  if (block.getArgumentTypes() != getInputs().getTypes())
    return emitOpError("arguments of the body must have the types of the operands");
  auto yield = dyn_cast<YieldOp>(block.back());
  if (!yield)
    return emitOpError("the body must end with dist.yield");
  if (yield.getValues().getTypes() != getResults().getTypes())
    return yield.emitOpError("must yield the result types of the region");
  return success();
}

} // namespace heddle::dist

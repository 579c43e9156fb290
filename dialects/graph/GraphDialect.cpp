//===- GraphDialect.cpp - the graph dialect and its attributes --------------===//

#include "dialects/graph/Axes.h"
#include "dialects/graph/Graph.h"

#include "dialects/graph/GraphDialect.cpp.inc"
#include "dialects/graph/GraphEnums.cpp.inc"

#include "dialects/graph/GraphAttrInterfaces.cpp.inc"
#include "dialects/graph/GraphOpInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/graph/GraphAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/graph/GraphOps.cpp.inc"

using namespace mlir;

namespace heddle::graph {

void GraphDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/graph/GraphAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/graph/GraphOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// #graph.axes
//===----------------------------------------------------------------------===//

ArrayRef<StringAttr> AxesAttr::getAxisNames() const { return getNames(); }

Attribute AxesAttr::parse(AsmParser &parser, Type) {
  SmallVector<StringAttr> names;
  auto parseName = [&] {
    std::string name;
    if (parser.parseKeywordOrString(&name))
      return failure();
    names.push_back(StringAttr::get(parser.getContext(), name));
    return success();
  };
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater, parseName,
                                     " in axis names"))
    return {};
  return parser.getChecked<AxesAttr>(loc, parser.getContext(), names);
}

void AxesAttr::print(AsmPrinter &printer) const {
  printer << "<";
  llvm::interleaveComma(getNames(), printer,
                        [&](StringAttr name) { printer.printKeywordOrString(name.getValue()); });
  printer << ">";
}

LogicalResult AxesAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               ArrayRef<StringAttr> names) {
  llvm::SmallDenseSet<StringAttr> seen;
  for (StringAttr name : names)
    if (!seen.insert(name).second)
      return emitError() << "axis " << name << " occurs twice in one tensor; rename one of them";
  return success();
}

LogicalResult AxesAttr::verifyEncoding(ArrayRef<int64_t> shape, Type,
                                       function_ref<InFlightDiagnostic()> emitError) const {
  if (shape.size() == getNames().size())
    return success();
  return emitError() << "the tensor has " << shape.size() << " dimensions, but "
                     << getNames().size() << " axis names are given: " << *this;
}

//===----------------------------------------------------------------------===//
// #graph.init
//===----------------------------------------------------------------------===//

Attribute InitAttr::parse(AsmParser &parser, Type) {
  StringRef keyword;
  double first = 0.0, second = 0.0;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&keyword) || parser.parseComma() || parser.parseFloat(first))
    return {};
  std::optional<InitKind> kind = symbolizeInitKind(keyword);
  if (!kind) {
    parser.emitError(loc, "unknown initialiser '")
        << keyword << "'; there are constant, normal and uniform";
    return {};
  }
  if (*kind != InitKind::Constant && (parser.parseComma() || parser.parseFloat(second)))
    return {};
  if (parser.parseGreater())
    return {};
  return get(parser.getContext(), *kind, first, second);
}

void InitAttr::print(AsmPrinter &printer) const {
  printer << "<" << stringifyInitKind(getKind()) << ", ";
  printer.printFloat(getFirst());
  if (getKind() != InitKind::Constant) {
    printer << ", ";
    printer.printFloat(getSecond());
  }
  printer << ">";
}

} // namespace heddle::graph

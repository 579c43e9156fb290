//===- Attributes.cpp - text form and checks of the attributes ------------===//

#include "dialects/dist/Dist.h"

#define GET_ATTRDEF_CLASSES
#include "dialects/dist/DistAttrs.cpp.inc"

using namespace mlir;
using heddle::graph::ReductionKind;

namespace heddle::dist {

void DistDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/dist/DistAttrs.cpp.inc"
      >();
}

static ParseResult parseMeshAxis(AsmParser &parser, SmallVectorImpl<MeshAxis> &axes) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  std::optional<MeshAxis> axis = symbolizeMeshAxis(keyword);
  if (!axis)
    return parser.emitError(loc) << "'" << keyword << "' is not a mesh axis: dp, pp, tp or mb";
  axes.push_back(*axis);
  return success();
}

static ParseResult parseMeshAxes(AsmParser &parser, AsmParser::Delimiter delimiter,
                                 SmallVectorImpl<MeshAxis> &axes) {
  return parser.parseCommaSeparatedList(delimiter, [&] { return parseMeshAxis(parser, axes); });
}

static void printMeshAxes(AsmPrinter &printer, ArrayRef<MeshAxis> axes) {
  llvm::interleaveComma(axes, printer.getStream(),
                        [&](MeshAxis axis) { printer << stringifyMeshAxis(axis); });
}

/// Mesh axes in the order of the enum, each once.
static bool isOrderedSet(ArrayRef<MeshAxis> axes) {
  return llvm::equal(MeshAxisSet(axes).toVector(), axes);
}

//===----------------------------------------------------------------------===//
// MeshAttr, MeshAxesAttr
//===----------------------------------------------------------------------===//

int64_t MeshAttr::getSize(MeshAxis axis) const {
  switch (axis) {
  case MeshAxis::DP:
    return getDp();
  case MeshAxis::PP:
    return getPp();
  case MeshAxis::TP:
    return getTp();
  case MeshAxis::MB:
    return getMb();
  }
  llvm_unreachable("all mesh axes are covered");
}

Attribute MeshAxesAttr::parse(AsmParser &parser, Type) {
  SmallVector<MeshAxis> axes;
  SMLoc loc = parser.getCurrentLocation();
  if (parseMeshAxes(parser, AsmParser::Delimiter::LessGreater, axes))
    return {};
  return parser.getChecked<MeshAxesAttr>(loc, parser.getContext(), axes);
}

void MeshAxesAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printMeshAxes(printer, getValue());
  printer << ">";
}

LogicalResult MeshAxesAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   ArrayRef<MeshAxis> axes) {
  for (auto [i, axis] : llvm::enumerate(axes))
    if (llvm::is_contained(axes.take_front(i), axis))
      return emitError() << "mesh axis " << stringifyMeshAxis(axis) << " occurs twice";
  return success();
}

//===----------------------------------------------------------------------===//
// LayoutAttr
//===----------------------------------------------------------------------===//

/// `batch @dp @mb`: the name, then the mesh axes that split it.
static ParseResult parseDimension(AsmParser &parser, SmallVectorImpl<StringAttr> &names,
                                  SmallVectorImpl<AxisSplit> &splits) {
  std::string name;
  if (parser.parseKeywordOrString(&name))
    return failure();
  SmallVector<MeshAxis> axes;
  StringAttr symbol;
  SMLoc loc = parser.getCurrentLocation();
  while (succeeded(parser.parseOptionalSymbolName(symbol))) {
    std::optional<MeshAxis> axis = symbolizeMeshAxis(symbol.getValue());
    if (!axis || llvm::is_contained(axes, *axis))
      return parser.emitError(loc)
             << "expected each of dp, pp, tp, mb at most once, not '" << symbol.getValue() << "'";
    axes.push_back(*axis);
    loc = parser.getCurrentLocation();
  }
  names.push_back(StringAttr::get(parser.getContext(), name));
  splits.emplace_back(axes);
  return success();
}

/// `, partial = (dp, mb)` or `, max = (tp)`.
static ParseResult parsePartial(AsmParser &parser, SmallVectorImpl<MeshAxis> &partial,
                                ReductionKind &reduction) {
  if (failed(parser.parseOptionalComma()))
    return success();
  if (succeeded(parser.parseOptionalKeyword("max")))
    reduction = ReductionKind::Max;
  else if (parser.parseKeyword("partial"))
    return failure();
  return failure(parser.parseEqual() ||
                 parseMeshAxes(parser, AsmParser::Delimiter::Paren, partial));
}

Attribute LayoutAttr::parse(AsmParser &parser, Type) {
  SmallVector<StringAttr> names;
  SmallVector<AxisSplit> splits;
  SmallVector<MeshAxis> partial;
  ReductionKind reduction = ReductionKind::Sum;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     [&] { return parseDimension(parser, names, splits); }) ||
      parsePartial(parser, partial, reduction) || parser.parseGreater())
    return {};
  return parser.getChecked<LayoutAttr>(loc, parser.getContext(), names, splits, partial, reduction);
}

void LayoutAttr::print(AsmPrinter &printer) const {
  printer << "<[";
  llvm::interleaveComma(llvm::zip(getNames(), getSplits()), printer.getStream(), [&](auto pair) {
    auto [name, split] = pair;
    printer.printKeywordOrString(name.getValue());
    for (MeshAxis axis : split.getAxes())
      printer << " @" << stringifyMeshAxis(axis);
  });
  printer << "]";
  if (!getPartial().empty()) {
    printer << (getReduction() == ReductionKind::Max ? ", max = (" : ", partial = (");
    printMeshAxes(printer, getPartial());
    printer << ")";
  }
  printer << ">";
}

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 ArrayRef<StringAttr> names, ArrayRef<AxisSplit> splits,
                                 ArrayRef<MeshAxis> partial, ReductionKind reduction) {
  if (names.size() != splits.size())
    return emitError() << names.size() << " names but " << splits.size() << " splits";
  if (!isOrderedSet(partial))
    return emitError() << "the axes of a partial value must be distinct and in the order dp, pp, "
                          "tp, mb";
  if (partial.empty() && reduction == ReductionKind::Max)
    return emitError() << "a complete value has no reduction";
  MeshAxisSet used(partial);
  for (auto [i, name] : llvm::enumerate(names)) {
    if (llvm::is_contained(names.take_front(i), name))
      return emitError() << "axis '" << name.getValue() << "' occurs twice";
    for (MeshAxis axis : splits[i].getAxes()) {
      if (used.contains(axis))
        return emitError() << "mesh axis " << stringifyMeshAxis(axis)
                           << " is used twice: it can split one dimension, or the value can be "
                              "partial over it";
      used = used | MeshAxisSet{axis};
    }
  }
  return success();
}

ArrayRef<StringAttr> LayoutAttr::getAxisNames() const { return getNames(); }

MeshAxisSet LayoutAttr::getSplitOf(StringAttr axis) const {
  for (auto [name, split] : llvm::zip(getNames(), getSplits()))
    if (name == axis)
      return split.getAxes();
  return {};
}

MeshAxisSet LayoutAttr::getSplitAxes() const {
  MeshAxisSet axes;
  for (const AxisSplit &split : getSplits())
    axes = axes | split.getAxes();
  return axes;
}

MeshAxisSet LayoutAttr::getPartialAxes() const { return getPartial(); }

LayoutAttr LayoutAttr::withPartial(MeshAxisSet partial, ReductionKind reduction) const {
  return LayoutAttr::get(getContext(), getNames(), getSplits(), partial.toVector(),
                         partial.empty() ? ReductionKind::Sum : reduction);
}

} // namespace heddle::dist

//===- Layouts.h - reading and making distributed types ---------*- C++ -*-===//

#ifndef HEDDLE_DIALECTS_DIST_LAYOUTS_H
#define HEDDLE_DIALECTS_DIST_LAYOUTS_H

#include "dialects/dist/Dist.h"

namespace heddle::dist {

/// The module attributes that hold the decisions of the plan.
inline constexpr llvm::StringLiteral meshAttrName = "dist.mesh";
inline constexpr llvm::StringLiteral rulesAttrName = "dist.rules";
inline constexpr llvm::StringLiteral zeroAttrName = "dist.zero";
inline constexpr llvm::StringLiteral scheduleAttrName = "dist.schedule";
inline constexpr llvm::StringLiteral recomputeAttrName = "dist.recompute";
inline constexpr llvm::StringLiteral cutsAttrName = "dist.cuts";
inline constexpr llvm::StringLiteral planAttrName = "dist.plan";
/// Of the cluster file, if one was given: {cluster = its name, host = kernels run on such devices,
/// memory = bytes of a device, ranks = how many share one}.
inline constexpr llvm::StringLiteral deviceAttrName = "dist.device";

/// The dimension of every bucket.
inline constexpr llvm::StringLiteral flatAxisName = "flat";

/// The mesh of the module around `op`; null if no plan was applied.
MeshAttr getMesh(mlir::Operation *op);

/// The same for a pass that cannot do without: null after an error that says what to run.
MeshAttr requireMesh(mlir::ModuleOp module);

/// The layout of a distributed tensor type; null for every other type.
LayoutAttr getLayout(mlir::Type type);
inline LayoutAttr getLayout(mlir::Value value) { return getLayout(value.getType()); }

/// The mesh axes over which a value of `type` is a partial result.
MeshAxisSet getPartial(mlir::Type type);
inline MeshAxisSet getPartial(mlir::Value value) { return getPartial(value.getType()); }

/// The mesh axes that split `type`.
MeshAxisSet getSplitAxes(mlir::Type type);

/// True if each micro-batch has a value of its own: split by mb, or partial over it.
bool isPerMicroBatch(mlir::Type type);

/// The shape of one device on one micro-batch: every dimension divided by the mesh axes that split
/// it, rounded down.
llvm::SmallVector<int64_t> getLocalShape(mlir::RankedTensorType type, MeshAttr mesh);
int64_t getLocalElements(mlir::RankedTensorType type, MeshAttr mesh);

/// `type` with another encoding.
mlir::RankedTensorType withLayout(mlir::RankedTensorType type, LayoutAttr layout);

/// `type`, partial over exactly `partial`.
mlir::RankedTensorType withPartial(mlir::RankedTensorType type, MeshAxisSet partial,
                                   graph::ReductionKind reduction = graph::ReductionKind::Sum);

/// `type`, partial over `axis` in addition.
mlir::RankedTensorType addPartial(mlir::RankedTensorType type, MeshAxis axis);

/// The distributed type of a complete value of `type`: every axis is split as `rules` (a dictionary
/// of MeshAxesAttr) says, leaving out the mesh axes of size 1 except mb.
mlir::RankedTensorType distribute(mlir::RankedTensorType type, mlir::DictionaryAttr rules,
                                  MeshAttr mesh);

/// tensor<elements, #dist.layout<[flat @..]>>, split by `split`, the first outermost.
mlir::RankedTensorType getFlatType(mlir::Type element, int64_t elements,
                                   llvm::ArrayRef<MeshAxis> split);

/// The product of the sizes of `axes`.
int64_t getNumShards(MeshAxisSet axes, MeshAttr mesh);

} // namespace heddle::dist

#endif // HEDDLE_DIALECTS_DIST_LAYOUTS_H

//===- Exec.h - the executable dialect --------------------------*- C++ -*-===//
//
// Segments, tables, buffers: one op per message of program.proto. See ExecOps.td
// and docs/rationale/exec.md.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_DIALECTS_EXEC_EXEC_H
#define HEDDLE_DIALECTS_EXEC_EXEC_H

#include "dialects/dist/Dist.h"

#include "dialects/exec/ExecEnums.h.inc"

#include "dialects/exec/ExecDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/exec/ExecAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/exec/ExecTypes.h.inc"
#define GET_OP_CLASSES
#include "dialects/exec/ExecOps.h.inc"

#endif // HEDDLE_DIALECTS_EXEC_EXEC_H

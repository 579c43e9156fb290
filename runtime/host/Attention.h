//===- Attention.h - tiled attention of the host device ---------*- C++ -*-===//
//
// After Dao et al., FlashAttention (2022): scores exist one tile at a time. Products go through
// multiply(); the softmax between them is in Softmax.h. Every sum has a fixed order.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_HOST_ATTENTION_H
#define HEDDLE_RUNTIME_HOST_ATTENTION_H

#include "runtime/base/Status.h"
#include "runtime/device/Device.h"

namespace heddle::runtime {

/// `call.type` is F32 or F64.
Status hostAttention(const AttentionCall &call);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_HOST_ATTENTION_H

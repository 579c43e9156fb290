//===- Tensor.cpp - a global array in memory ------------------------------===//

#include "runtime/executor/Tensor.h"

namespace heddle::runtime {

double Tensor::at(uint64_t index) const {
  switch (type) {
  case program::F32:
    return as<float>()[index];
  case program::F64:
    return as<double>()[index];
  case program::I32:
    return as<int32_t>()[index];
  case program::I64:
    return double(as<int64_t>()[index]);
  default:
    return 0;
  }
}

void Tensor::set(uint64_t index, double value) {
  switch (type) {
  case program::F32:
    as<float>()[index] = float(value);
    return;
  case program::F64:
    as<double>()[index] = value;
    return;
  case program::I32:
    as<int32_t>()[index] = int32_t(value);
    return;
  case program::I64:
    as<int64_t>()[index] = int64_t(value);
    return;
  default:
    return;
  }
}

} // namespace heddle::runtime

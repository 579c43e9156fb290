//===- Utf8.h - is it UTF-8, and if not, where ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_UTF8_H
#define HEDDLE_RUNTIME_DATA_SOURCES_UTF8_H

#include "runtime/base/Status.h"

#include <cstdint>
#include <string_view>

namespace heddle::corpus {

/// Fails on text that is no UTF-8 (surrogates and overlong forms are none) and names the first bad
/// byte, with `offset` added to where it is in `text`.
runtime::Status checkUtf8(std::string_view text, uint64_t offset);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_UTF8_H

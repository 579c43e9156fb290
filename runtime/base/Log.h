//===- Log.h - plain lines on standard error --------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_BASE_LOG_H
#define HEDDLE_RUNTIME_BASE_LOG_H

#include "runtime/base/Status.h"

#include <string_view>

namespace heddle::runtime {

/// One line, written at once, so that lines of several ranks do not mix.
void logLine(std::string_view text);

/// "error: message" and, if there is one, "  hint: ...".
void logError(const Status &status);

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_BASE_LOG_H

//===- Log.cpp - plain lines on standard error ----------------------------===//

#include "runtime/base/Log.h"

#include <cstdio>
#include <string>

namespace heddle::runtime {

void logLine(std::string_view text) {
  std::string line(text);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void logError(const Status &status) { logLine("error: " + status.str()); }

} // namespace heddle::runtime

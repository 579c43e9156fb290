//===- HeaderFields.h - "Name: value" lines ---------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_HEADERFIELDS_H
#define HEDDLE_RUNTIME_DATA_SOURCES_HEADERFIELDS_H

#include "runtime/base/Status.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::corpus {

/// The head of a WARC record or HTTP message: a first line and fields, up to an empty line. Lines
/// end with "\r\n" or "\n"; a line that begins with white space continues the one before it.
class HeaderFields {
public:
  /// Views of `text` are kept. Lines that are no field are left out.
  void parse(std::string_view text);

  std::string_view firstLine() const { return first; }
  /// The first field of this name, in any case; nothing if there is none. A continued value has its
  /// line ends in it.
  std::optional<std::string_view> find(std::string_view name) const;
  /// The same, or nothing.
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }

private:
  std::string_view first;
  std::vector<std::pair<std::string_view, std::string_view>> fields;
};

/// How many bytes a head at the begin of `text` has, with its empty line; npos if that is not
/// there.
size_t findHeadEnd(std::string_view text);

/// "text/html" of "text/html; charset=utf-8".
std::string_view mediaTypeOf(std::string_view contentType);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_HEADERFIELDS_H

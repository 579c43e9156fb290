//===- HeaderFields.cpp - "Name: value" lines -----------------------------===//

#include "runtime/data/sources/HeaderFields.h"

#include "runtime/data/text/Ascii.h"

namespace heddle::corpus {

/// The first line of `text`, which it loses.
static std::string_view takeLine(std::string_view &text) {
  size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

void HeaderFields::parse(std::string_view text) {
  fields.clear();
  first = takeLine(text);
  while (!text.empty()) {
    std::string_view line = takeLine(text);
    if (line.empty())
      break;
    bool continues = line[0] == ' ' || line[0] == '\t';
    size_t colon = line.find(':');
    if (continues && !fields.empty()) {
      std::string_view &value = fields.back().second;
      value = {value.data(), size_t(line.data() + line.size() - value.data())};
    } else if (colon != line.npos) {
      fields.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
  }
}

std::optional<std::string_view> HeaderFields::find(std::string_view name) const {
  for (const auto &[field, value] : fields)
    if (equalsIgnoringCase(field, name))
      return value;
  return std::nullopt;
}

size_t findHeadEnd(std::string_view text) {
  for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
    std::string_view behind = text.substr(at + 1);
    if (behind.starts_with('\n'))
      return at + 2;
    if (behind.starts_with("\r\n"))
      return at + 3;
  }
  return text.npos;
}

std::string_view mediaTypeOf(std::string_view contentType) {
  return trim(contentType.substr(0, contentType.find(';')));
}

} // namespace heddle::corpus

//===- TextParts.cpp - the lines and paragraphs of a text -----------------===//

#include "runtime/data/dedup/TextParts.h"

namespace heddle::corpus {

namespace {

constexpr std::string_view kSpaces = " \t\v\f\r\n";

/// A line [begin, end), and where the next begins.
struct LineSpan {
  uint64_t begin, end, next;
};

LineSpan lineAt(std::string_view text, uint64_t at) {
  size_t end = text.find('\n', at);
  if (end == text.npos)
    return {at, text.size(), text.size()};
  return {at, end, end + 1};
}

bool isBlank(std::string_view text, const LineSpan &line) {
  return text.substr(line.begin, line.end - line.begin).find_first_not_of(kSpaces) == text.npos;
}

/// Shrinks the part to what is not white space; there is something.
void trim(std::string_view text, PartSpan &part) {
  part.begin = text.find_first_not_of(kSpaces, part.begin);
  part.end = text.find_last_not_of(kSpaces, part.end - 1) + 1;
}

uint64_t beginOfLine(std::string_view text, uint64_t at) {
  size_t before = at == 0 ? text.npos : text.rfind('\n', at - 1);
  return before == text.npos ? 0 : before + 1;
}

uint64_t skipBlankLines(std::string_view text, uint64_t at) {
  while (at < text.size()) {
    LineSpan line = lineAt(text, at);
    if (!isBlank(text, line))
      break;
    at = line.next;
  }
  return at;
}

} // namespace

bool findPart(TextPart kind, std::string_view text, uint64_t at, PartSpan &part) {
  LineSpan line{at, at, at};
  do {
    if (line.next >= text.size())
      return false;
    line = lineAt(text, line.next);
  } while (isBlank(text, line));
  part = {line.begin, line.end, line.next};
  while (kind == TextPart::Paragraph && part.next < text.size()) {
    line = lineAt(text, part.next);
    if (isBlank(text, line))
      break;
    part.end = line.end;
    part.next = line.next;
  }
  trim(text, part);
  return true;
}

std::string removeParts(TextPart kind, std::string_view text, std::span<const uint32_t> numbers) {
  std::string rest;
  uint64_t done = 0; // what is before it is in `rest` or removed
  PartSpan part = {};
  uint32_t number = 0;
  for (uint32_t removed : numbers) {
    do
      if (!findPart(kind, text, part.next, part))
        return rest += text.substr(done);
    while (number++ != removed);
    uint64_t begin = beginOfLine(text, part.begin); // indentation goes with it
    rest += text.substr(done, begin - done);
    done = kind == TextPart::Paragraph ? skipBlankLines(text, part.next) : part.next;
  }
  rest += text.substr(done);
  // The last part is gone: so is the gap before it, and the break that the text did not end in.
  if (done == text.size())
    while (!rest.empty() && kSpaces.find(rest.back()) != kSpaces.npos)
      rest.pop_back();
  return text.ends_with('\n') && done == text.size() && !rest.empty() ? rest + '\n' : rest;
}

} // namespace heddle::corpus

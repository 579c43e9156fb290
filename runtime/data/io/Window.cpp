//===- Window.cpp - a file seen through a buffer --------------------------===//

#include "runtime/data/io/Window.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

/// What a read() is given: it stays in the cache until it is looked at.
static constexpr size_t kPieceBytes = 256 << 10;

/// Moves what is visible to the begin of a buffer in which `count` bytes and a piece fit. The
/// buffer doubles, and there is a move only where at least as much was taken as is moved, or the
/// buffer grows.
void Window::makeRoom(size_t count) {
  size_t visible = end - begin, wanted = count + kPieceBytes;
  if (begin + wanted <= capacity)
    return;
  if (2 * wanted <= capacity || (wanted <= capacity && begin >= visible)) {
    std::memmove(buffer.get(), buffer.get() + begin, visible);
  } else {
    capacity = std::max(2 * capacity, 2 * wanted);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
    std::memcpy(larger.get(), buffer.get() + begin, visible);
    buffer = std::move(larger);
  }
  begin = 0;
  end = visible;
}

Status Window::fill(size_t count) {
  while (end - begin < count && !atEnd) {
    makeRoom(count);
    size_t room = std::min(capacity - end, kPieceBytes);
    Result<size_t> given = file.read({buffer.get() + end, room});
    if (!given)
      return given.status();
    atEnd = *given == 0;
    end += *given;
  }
  return {};
}

Status passLine(Window &window, uint64_t end) {
  for (;;) {
    std::string_view view = window.view();
    size_t newline = view.find('\n');
    window.take(newline == view.npos ? view.size() : newline + 1);
    if (newline != view.npos || window.offset() > end)
      return {};
    Status status = window.fill(1);
    if (!status || window.view().empty())
      return status;
  }
}

Result<std::optional<Line>> takeLine(Window &window, size_t limit) {
  Line line{window.offset(), {}, 0};
  for (size_t searched = 0;;) {
    std::string_view view = window.view();
    size_t newline = view.find('\n', searched);
    bool isWhole = newline != view.npos;
    size_t length = isWhole ? newline : view.size();
    if (length > limit) {
      line.isTooLong = true;
      Status status = passLine(window, std::numeric_limits<uint64_t>::max());
      line.bytes = window.offset() - line.offset;
      return status ? Result<std::optional<Line>>(line) : status;
    }
    if (!isWhole) {
      searched = view.size();
      if (Status status = window.fill(searched + 1); !status)
        return status;
      if (window.view().size() > searched)
        continue;
      if (searched == 0)
        return std::optional<Line>();
      view = window.view();
    }
    line.text = view.substr(0, length);
    line.bytes = length + isWhole;
    window.take(line.bytes);
    return std::optional<Line>(line);
  }
}

} // namespace heddle::corpus

//===- Window.h - a file seen through a buffer ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_IO_WINDOW_H
#define HEDDLE_RUNTIME_DATA_IO_WINDOW_H

#include "runtime/data/io/InputFile.h"

#include <optional>

namespace heddle::corpus {

/// The next bytes of a file, as many as its reader asks for. Taking bytes costs nothing, and each
/// is moved a bounded number of times, so what is asked for may be far more than what is taken.
class Window {
public:
  /// Behind what view() gives there are this many readable bytes of any value: simdjson wants them.
  static constexpr size_t kPadding = 64;

  explicit Window(InputFile file) : file(std::move(file)) {}

  /// Makes at least `count` bytes visible, or all that the file still has. After an error those
  /// before it are visible.
  runtime::Status fill(size_t count);
  /// Valid until the next fill().
  std::string_view view() const { return {buffer.get() + begin, end - begin}; }
  /// Goes on behind the first `count` bytes of view().
  void take(size_t count) { begin += count; }
  /// Of the first byte of view(), in decompressed bytes.
  uint64_t offset() const { return file.offset() - (end - begin); }
  const InputFile &input() const { return file; }

private:
  void makeRoom(size_t count);

  InputFile file;
  std::unique_ptr<char[]> buffer = std::make_unique_for_overwrite<char[]>(kPadding);
  size_t capacity = 0;
  size_t begin = 0, end = 0;
  bool atEnd = false;
};

/// A line, or the bytes behind the last one.
struct Line {
  uint64_t offset;
  std::string_view text; // without its "\n"; nothing if it is too long
  uint64_t bytes;        // in the file, with its "\n"
  bool isTooLong = false;
};

/// Takes the next line; none at the end. A line longer than `limit` is passed over without being
/// held in memory. The text is valid until the next fill() of the window.
runtime::Result<std::optional<Line>> takeLine(Window &window, size_t limit);

/// Takes what is left of a line, with its "\n", unless that is at or behind the offset `end`: then
/// no line begins before `end`, and the window may be left anywhere behind it.
runtime::Status passLine(Window &window, uint64_t end);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_IO_WINDOW_H

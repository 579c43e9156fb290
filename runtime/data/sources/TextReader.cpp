//===- TextReader.cpp - lines or paragraphs of a text ---------------------===//

#include "runtime/data/sources/Format.h"
#include "runtime/data/sources/Readers.h"
#include "runtime/data/sources/Utf8.h"

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

std::string_view withoutReturn(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

Status tooLarge(uint64_t bytes, uint64_t limit) {
  return error("a text of " + std::to_string(bytes) +
               " bytes is larger than max_document_bytes = " + std::to_string(limit));
}

/// What the splits share.
class TextReader : public FileReader {
public:
  TextReader(const FilePart &part, Window opened)
      : part(part), window(std::move(opened)), limit(part.source.max_document_bytes()) {}
  uint64_t bytesRead() const override { return bytesReadOf(part, window.input()); }

protected:
  /// The next line; none at the end of the file, and at the loss of what is left, which is `lost`
  /// then.
  std::optional<Line> take(uint64_t recordOffset, Item &lost) {
    if (isLost)
      return std::nullopt;
    Result<std::optional<Line>> line = takeLine(window, limit + 1);
    if (line)
      return *line;
    isLost = true;
    lost = lostRest(part, window.input(), recordOffset, line.status());
    return std::nullopt;
  }

  Item finish(uint64_t offset, std::string_view text, uint64_t bytes) const {
    if (text.size() > limit)
      return BadRecord{part.path, offset, tooLarge(text.size(), limit), bytes};
    if (Status status = checkUtf8(text, offset); !status)
      return BadRecord{part.path, offset, status, bytes};
    return Document{part.path, offset, "", "", std::string(text)};
  }

  FilePart part;
  Window window;
  uint64_t limit;
  bool isLost = false;
};

/// Split LINE.
class LineReader : public TextReader {
public:
  using TextReader::TextReader;

  Item next() override {
    Item lost;
    while (window.offset() < part.end) {
      std::optional<Line> line = take(window.offset(), lost);
      if (!line)
        break;
      std::string_view text = withoutReturn(line->text);
      if (line->isTooLong)
        return BadRecord{part.path, line->offset, tooLarge(line->bytes, limit), line->bytes};
      if (!text.empty())
        return finish(line->offset, text, line->bytes);
    }
    return lost;
  }
};

/// Splits BLANK_LINE and SEPARATOR_LINE. Whether a record begins with a line is known by the line
/// before it, so the window begins early enough to see a divider that ends where the part begins.
class DividedReader : public TextReader {
public:
  DividedReader(const FilePart &part, Window opened)
      : TextReader(part, std::move(opened)), divider(part.source.separator()),
        mayBegin(window.offset() == 0) {}

  Item next() override {
    Item lost;
    while (record || window.offset() < part.end) {
      std::optional<Line> line = take(record ? record->offset : window.offset(), lost);
      if (line && !isDivider(*line)) {
        append(*line);
        continue;
      }
      mayBegin = true;
      std::optional<Record> whole = std::exchange(record, std::nullopt);
      if (!line && isLost)
        return lost;
      if (whole && !whole->isBlank)
        return close(*whole);
      if (!line)
        break;
    }
    return EndOfUnit();
  }

private:
  struct Record {
    uint64_t offset;
    std::string text = ""; // as much as there may be of it
    uint64_t bytes = 0;
    bool isBlank = true;
  };

  bool isDivider(const Line &line) const {
    return !line.isTooLong && withoutReturn(line.text) == divider;
  }

  void append(const Line &line) {
    bool begins = std::exchange(mayBegin, false) && line.offset >= part.begin;
    if (!record && begins)
      record = Record{line.offset};
    if (!record)
      return;
    record->isBlank &= !line.isTooLong && withoutReturn(line.text).empty();
    record->bytes += line.bytes;
    // Two bytes more than the limit, for the end of the last line.
    if (record->bytes <= limit + 2)
      (record->text += line.text) += '\n';
  }

  Item close(const Record &whole) const {
    if (whole.bytes > limit + 2)
      return BadRecord{part.path, whole.offset, tooLarge(whole.bytes, limit), whole.bytes};
    std::string_view text = whole.text;
    text.remove_suffix(1);
    return finish(whole.offset, withoutReturn(text), whole.bytes);
  }

  std::string divider; // nothing: an empty line
  bool mayBegin;       // the last line was a divider, or the file begins
  std::optional<Record> record;
};

} // namespace

OpenedReader openSplitText(const FilePart &part) {
  bool isLines = part.source.split() == Source::LINE;
  // The divider with "\r\n", and the end of the line before it.
  uint64_t bytesBefore = isLines ? 1 : part.source.separator().size() + 3;
  Result<Window> window = openPart(part, bytesBefore);
  if (!window)
    return window.status();
  // A line that begins before the part belongs to the part before; a window from the begin of the
  // file on shows the dividers.
  if (window->offset() > 0 || (isLines && part.begin > 0))
    if (Status status = passLine(*window, part.end); !status)
      return status;
  if (isLines)
    return std::make_unique<LineReader>(part, std::move(*window));
  return std::make_unique<DividedReader>(part, std::move(*window));
}

} // namespace heddle::corpus

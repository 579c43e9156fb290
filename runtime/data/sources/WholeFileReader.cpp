//===- WholeFileReader.cpp - a file is a document -------------------------===//

#include "runtime/data/html/MainText.h"
#include "runtime/data/sources/Charset.h"
#include "runtime/data/sources/Format.h"
#include "runtime/data/sources/Readers.h"
#include "runtime/data/sources/Utf8.h"

#include <cstring>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// Files with a NUL in it are no text, as git and grep see it.
constexpr size_t kBinaryBytes = 8 << 10;
constexpr size_t kPieceBytes = 256 << 10;

class WholeFileReader : public FileReader {
public:
  WholeFileReader(const FilePart &part, Source::Format format, InputFile opened)
      : part(part), format(format), file(std::move(opened)),
        limit(format == Source::HTML ? recordLimit(part.source)
                                     : part.source.max_document_bytes()) {}

  Item next() override { return std::exchange(isDone, true) ? Item(EndOfUnit()) : readFile(); }
  uint64_t bytesRead() const override { return file.bytesRead(); }

private:
  Item readFile();
  Status readBytes();
  bool isBinary() const;
  Item readText();
  Item readHtml();
  Item tooLarge() const;
  Item bad(const Status &why) const {
    return BadRecord{part.path, 0, why, bytes.size(), /*losesRest=*/false};
  }
  Item passOver(PassedOver::Why why) const { return PassedOver{part.path, 0, why, bytes.size()}; }

  FilePart part;
  Source::Format format;
  InputFile file;
  uint64_t limit;
  std::string bytes; // at most one more than the limit
  bool isDone = false;
};

Status WholeFileReader::readBytes() {
  bool isPlain = file.compression() == Compression::None;
  for (;;) {
    size_t done = bytes.size();
    uint64_t room = isPlain ? file.bytes() - done + 1 : std::max(kPieceBytes, done);
    bytes.resize(std::min<uint64_t>(limit + 1, done + room));
    if (bytes.size() == done)
      return {};
    Result<size_t> count = file.read({bytes.data() + done, bytes.size() - done});
    bytes.resize(done + (count ? *count : 0));
    if (!count || *count == 0)
      return count.status();
  }
}

bool WholeFileReader::isBinary() const {
  size_t count = std::min(bytes.size(), kBinaryBytes);
  return std::memchr(bytes.data(), 0, count) || !checkUtf8(bytes, 0);
}

Item WholeFileReader::tooLarge() const {
  BadRecord bad{part.path, 0,
                error("a file of more than " + std::to_string(limit) +
                          " bytes is too large for "
                          "max_document_bytes = " +
                          std::to_string(part.source.max_document_bytes()),
                      "TEXT can be divided by `split`"),
                std::nullopt};
  if (file.compression() == Compression::None)
    bad.bytes = file.bytes();
  return bad;
}

Item WholeFileReader::readFile() {
  if (Status status = readBytes(); !status)
    return lostRest(part, file, 0, status);
  if (format == Source::CODE_TREE && bytes.size() <= limit && isBinary())
    return passOver(PassedOver::Binary);
  if (bytes.size() > limit)
    return tooLarge();
  if (bytes.empty())
    return passOver(PassedOver::Empty);
  return format == Source::HTML ? readHtml() : readText();
}

Item WholeFileReader::readText() {
  if (Status status = checkUtf8(bytes, 0); !status)
    return bad(status);
  return Document{part.path, 0, "", "", std::move(bytes)};
}

Item WholeFileReader::readHtml() {
  Result<std::string> html = decodeHtml(bytes, "", 0);
  if (!html)
    return bad(html.status());
  Result<std::string> text = extractMainText(*html);
  if (!text)
    return bad(text.status());
  if (text->empty())
    return passOver(PassedOver::Empty);
  if (text->size() > part.source.max_document_bytes())
    return tooLarge();
  return Document{part.path, 0, "", "", std::move(*text)};
}

} // namespace

OpenedReader openWholeFile(const FilePart &part, Source::Format format) {
  // A compressed file in a tree of code is a binary.
  Result<InputFile> file =
      format == Source::CODE_TREE ? InputFile::openPlain(part.full) : InputFile::open(part.full);
  if (!file)
    return file.status();
  if (Status status = checkUnchanged(part, *file); !status)
    return status;
  return std::make_unique<WholeFileReader>(part, format, std::move(*file));
}

} // namespace heddle::corpus

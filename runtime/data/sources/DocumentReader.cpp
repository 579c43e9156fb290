//===- DocumentReader.cpp - the documents of a unit -----------------------===//

#include "runtime/data/sources/DocumentReader.h"

#include "runtime/data/sources/Format.h"
#include "runtime/data/sources/Readers.h"

#include <algorithm>
#include <limits>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

Status BadRecord::status() const {
  std::string size = bytes ? std::to_string(*bytes) + " bytes" : "";
  if (losesRest)
    size = "the rest of the file is lost" + (size.empty() ? "" : ", " + size);
  return error(path + "@" + std::to_string(offset) + ": " + why.message() +
                   (size.empty() ? "" : " (" + size + ")"),
               why.hint());
}

const char *nameOf(PassedOver::Why why) {
  switch (why) {
  case PassedOver::Empty:
    return "no text";
  case PassedOver::Binary:
    return "binary file";
  case PassedOver::OtherRecord:
    return "no content record";
  case PassedOver::OtherContent:
    return "no text content";
  }
  return "";
}

BadRecord lostRest(const FilePart &part, const InputFile &input, uint64_t offset,
                   const Status &why) {
  std::optional<uint64_t> bytes;
  if (input.compression() == Compression::None)
    bytes = std::min(part.end, input.bytes()) - offset;
  return {part.path, offset, why, bytes, true};
}

uint64_t bytesReadOf(const FilePart &part, const InputFile &input) {
  uint64_t end = std::min(part.end, input.bytes());
  return std::clamp(input.bytesRead(), part.begin, end) - part.begin;
}

Status checkUnchanged(const FilePart &part, const InputFile &input) {
  if (input.bytes() == part.bytesOnDisk)
    return {};
  return error("'" + part.full + "': has " + std::to_string(input.bytes()) + " bytes now and had " +
                   std::to_string(part.bytesOnDisk) + " when the reading was planned",
               "leave the files of a corpus alone while they are read");
}

Result<Window> openPart(const FilePart &part, uint64_t bytesBefore) {
  Result<InputFile> file =
      part.begin > 0
          ? InputFile::openPlain(part.full, part.begin - std::min(part.begin, bytesBefore))
          : InputFile::open(part.full);
  if (!file)
    return file.status();
  if (Status status = checkUnchanged(part, *file); !status)
    return status;
  return Window(std::move(*file));
}

static OpenedReader openReader(const FilePart &part) {
  Source::Format format = formatOf(part.source, part.path);
  if (format == Source::JSONL)
    return openJsonl(part);
  if (format == Source::WARC)
    return openWarc(part);
  if (format == Source::TEXT && part.source.split() != Source::FILE)
    return openSplitText(part);
  return openWholeFile(part, format);
}

Result<std::unique_ptr<DocumentReader>> DocumentReader::open(const Source &source,
                                                             const Unit &unit) {
  if (Status status = checkReading(source); !status)
    return status;
  return std::unique_ptr<DocumentReader>(new DocumentReader(source, unit));
}

/// What is wrong with a file that cannot be opened.
std::optional<Item> DocumentReader::openFile(const SourceFile &file) {
  FilePart part{source,
                file.path,
                joinPath(unit.baseFolder, file.path),
                0,
                std::numeric_limits<uint64_t>::max(),
                file.bytes};
  if (unit.isPart) {
    part.begin = unit.begin;
    part.end = unit.end;
  }
  OpenedReader opened = openReader(part);
  if (!opened) {
    bytesBefore += file.bytes;
    return BadRecord{file.path, part.begin, opened.status(),
                     unit.isPart ? unit.bytes() : file.bytes, true};
  }
  reader = std::move(*opened);
  return {};
}

Item DocumentReader::next() {
  for (;;) {
    if (!reader && nextFile == unit.files.size())
      return EndOfUnit();
    if (!reader)
      if (std::optional<Item> bad = openFile(unit.files[nextFile++]))
        return std::move(*bad);
    Item item = reader->next();
    if (!std::holds_alternative<EndOfUnit>(item))
      return item;
    bytesBefore += unit.files[nextFile - 1].bytes;
    reader.reset();
  }
}

uint64_t DocumentReader::bytesRead() const {
  uint64_t done = bytesBefore + (reader ? reader->bytesRead() : 0);
  return std::min(done, unit.bytes());
}

} // namespace heddle::corpus

//===- WarcRecords.cpp - the records of a WARC file -----------------------===//

#include "runtime/data/sources/WarcRecords.h"

#include <algorithm>
#include <charconv>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

constexpr std::string_view kMagic = "WARC/1.", kNextRecord = "\nWARC/1.";
constexpr size_t kHeadBytes = 64 << 10;
/// In which the next record must begin; two line ends are what there should be.
constexpr size_t kBehindBytes = 64;

bool isLineEnd(char c) { return c == '\r' || c == '\n'; }

Result<uint64_t> readLength(const HeaderFields &fields) {
  std::optional<std::string_view> text = fields.find("Content-Length");
  if (!text)
    return error("has no Content-Length");
  uint64_t length = 0;
  auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (failure != std::errc() || end != text->data() + text->size())
    return error("has the Content-Length '" + std::string(text->substr(0, 40)) + "'");
  return length;
}

} // namespace

Status WarcRecords::skipLineEnds() {
  for (;;) {
    if (Status status = window.fill(1); !status)
      return status;
    std::string_view view = window.view();
    size_t count = std::ranges::find_if_not(view, isLineEnd) - view.begin();
    window.take(count);
    if (count < view.size() || view.empty())
      return {};
  }
}

Result<std::optional<WarcRecords::Record>> WarcRecords::next() {
  window.take(std::exchange(toTake, 0));
  if (Status status = skipLineEnds(); !status)
    return status;
  if (Status status = window.fill(kMagic.size()); !status)
    return status;
  if (window.view().empty())
    return std::optional<Record>();
  uint64_t offset = window.offset();
  Result<Record> record =
      window.view().starts_with(kMagic)
          ? readRecord()
          : passOver(offset, error("bytes that are no WARC record; went on at the next one"));
  if (!record)
    return record.status();
  return std::optional<Record>(std::move(*record));
}

/// A bad record at the begin of the window: it ends before the next line that begins one.
Result<WarcRecords::Record> WarcRecords::passOver(uint64_t offset, const Status &why) {
  window.take(1);
  for (;;) {
    if (Status status = window.fill(kNextRecord.size()); !status)
      return status;
    std::string_view view = window.view();
    size_t found = view.find(kNextRecord);
    bool isEnd = view.size() < kNextRecord.size();
    window.take(found != view.npos ? found + 1
                : isEnd            ? view.size()
                                   : view.size() - (kNextRecord.size() - 1));
    if (found != view.npos || isEnd)
      return Record{offset, window.offset() - offset, why, {}};
  }
}

/// Whether what comes behind so many bytes of a record shows that it ends there: the two line ends
/// that should, or the next record, or the end of what can be read.
Result<bool> WarcRecords::endsAt(uint64_t headBytes, uint64_t bytes) {
  Status status = window.fill(bytes + kBehindBytes);
  std::string_view view = window.view();
  if (view.size() < bytes)
    return status ? Result<bool>(false) : status;
  std::string_view block = view.substr(headBytes, bytes - headBytes);
  std::string_view behind = view.substr(bytes, kBehindBytes);
  size_t ends = std::ranges::find_if_not(behind, isLineEnd) - behind.begin();
  if (ends == behind.size() || behind.substr(ends).starts_with(kMagic))
    return behind.empty() || ends > 0;
  // Garbage follows, or a wrong length led to an empty line by chance.
  bool hasReturns = view.substr(0, headBytes).ends_with("\r\n");
  return behind.starts_with(hasReturns ? "\r\n\r\n" : "\n\n") &&
         block.find(kNextRecord) == block.npos;
}

Result<WarcRecords::Record> WarcRecords::readRecord() {
  uint64_t offset = window.offset();
  if (Status status = window.fill(kHeadBytes); !status && findHeadEnd(window.view()) == size_t(-1))
    return status;
  size_t headBytes = findHeadEnd(window.view().substr(0, kHeadBytes));
  if (headBytes == size_t(-1))
    return passOver(offset, error("a WARC record whose head does not end"));
  fields.parse(window.view().substr(0, headBytes));
  Result<uint64_t> length = readLength(fields);
  if (!length)
    return passOver(offset, length.status().at("a WARC record"));
  if (*length > limit)
    return passOver(offset,
                    error("a WARC record of " + std::to_string(*length) + " bytes; more than " +
                              std::to_string(limit) + " are not read",
                          "raise max_document_bytes"));
  uint64_t bytes = headBytes + *length;
  Result<bool> ends = endsAt(headBytes, bytes);
  if (!ends)
    return ends.status();
  if (!*ends)
    return passOver(offset,
                    error("a WARC record of which the Content-Length " + std::to_string(*length) +
                          " does not lead to the next record or the end of the file"));
  fields.parse(window.view().substr(0, headBytes));
  toTake = bytes;
  return Record{offset, bytes, {}, window.view().substr(headBytes, *length)};
}

} // namespace heddle::corpus

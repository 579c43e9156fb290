//===- WarcReader.cpp - pages and texts of a WARC file --------------------===//

#include "runtime/data/html/MainText.h"
#include "runtime/data/sources/Charset.h"
#include "runtime/data/sources/Format.h"
#include "runtime/data/sources/HttpMessage.h"
#include "runtime/data/sources/Readers.h"
#include "runtime/data/sources/Utf8.h"
#include "runtime/data/sources/WarcRecords.h"
#include "runtime/data/text/Ascii.h"

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// An address or id, which WARC 1.0 may put in angle brackets.
std::string unwrap(std::string_view value) {
  if (value.starts_with('<') && value.ends_with('>') && value.size() >= 2)
    value = value.substr(1, value.size() - 2);
  return std::string(value);
}

bool isHtml(std::string_view type) {
  return equalsIgnoringCase(type, "text/html") || equalsIgnoringCase(type, "application/xhtml+xml");
}
bool isPlain(std::string_view type) { return equalsIgnoringCase(type, "text/plain"); }

class WarcReader : public FileReader {
public:
  WarcReader(const FilePart &part, Window opened)
      : part(part), window(std::move(opened)), records(window, recordLimit(part.source)) {}

  Item next() override;
  uint64_t bytesRead() const override { return bytesReadOf(part, window.input()); }

private:
  using Record = WarcRecords::Record;

  Item readRecord(const Record &record);
  Item readResponseRecord(const Record &record);
  Item readContent(const Record &record, std::string_view bytes, std::string_view contentType);
  Item finish(const Record &record, std::string text) const;
  Item bad(const Record &record, const Status &why) const {
    return BadRecord{part.path, record.offset, why, record.bytes};
  }
  Item passOver(const Record &record, PassedOver::Why why) const {
    return PassedOver{part.path, record.offset, why, record.bytes};
  }

  FilePart part;
  Window window;
  WarcRecords records;
  bool isLost = false;
};

Item WarcReader::next() {
  if (isLost)
    return EndOfUnit();
  Result<std::optional<Record>> record = records.next();
  if (!record) {
    isLost = true;
    return lostRest(part, window.input(), window.offset(), record.status());
  }
  if (!*record)
    return EndOfUnit();
  return (*record)->status ? readRecord(**record) : bad(**record, (*record)->status);
}

/// Pages (response), texts that were made from them (conversion) and files (resource) are content.
Item WarcReader::readRecord(const Record &record) {
  const HeaderFields &head = records.head();
  std::string_view type = head.get("WARC-Type"), contentType = head.get("Content-Type");
  bool isResponse = equalsIgnoringCase(type, "response");
  bool isContent = equalsIgnoringCase(type, "conversion") || equalsIgnoringCase(type, "resource");
  if (type.empty())
    return bad(record, error("a WARC record without WARC-Type"));
  if (head.find("WARC-Segment-Number"))
    return passOver(record, PassedOver::OtherRecord);
  if (isResponse && equalsIgnoringCase(mediaTypeOf(contentType), "application/http"))
    return readResponseRecord(record);
  if (isContent)
    return readContent(record, record.block, contentType);
  return passOver(record, isResponse ? PassedOver::OtherContent : PassedOver::OtherRecord);
}

Item WarcReader::readResponseRecord(const Record &record) {
  bool isTruncated = records.head().find("WARC-Truncated").has_value();
  Result<HttpResponse> response = readResponse(record.block, isTruncated, recordLimit(part.source));
  if (!response)
    return bad(record, response.status().at("a WARC record"));
  if (response->status != 200)
    return passOver(record, PassedOver::OtherContent);
  if (response->contentType.empty())
    response->contentType = records.head().get("WARC-Identified-Payload-Type");
  return readContent(record, response->body, response->contentType);
}

Item WarcReader::readContent(const Record &record, std::string_view bytes,
                             std::string_view contentType) {
  std::string_view type = mediaTypeOf(contentType), charset = charsetOf(contentType);
  if (!isHtml(type) && !isPlain(type))
    return passOver(record, PassedOver::OtherContent);
  Result<std::string> text =
      isHtml(type) ? decodeHtml(bytes, charset, 0) : decodeText(bytes, charset, 0);
  if (text && isHtml(type))
    text = extractMainText(*text);
  if (!text)
    return bad(record, text.status().at("the content of a WARC record"));
  return finish(record, std::move(*text));
}

Item WarcReader::finish(const Record &record, std::string text) const {
  if (text.empty())
    return passOver(record, PassedOver::Empty);
  if (text.size() > part.source.max_document_bytes())
    return bad(record, error("a text of " + std::to_string(text.size()) +
                             " bytes is larger than max_document_bytes"));
  Document document{part.path, record.offset, unwrap(records.head().get("WARC-Record-ID")),
                    unwrap(records.head().get("WARC-Target-URI")), std::move(text)};
  if (!checkUtf8(document.id + document.url, 0))
    return bad(record, error("a WARC record whose id or address is not UTF-8"));
  return document;
}

} // namespace

OpenedReader openWarc(const FilePart &part) {
  Result<Window> window = openPart(part, 0);
  if (!window)
    return window.status();
  return std::make_unique<WarcReader>(part, std::move(*window));
}

} // namespace heddle::corpus

//===- JsonlReader.cpp - an object a line ---------------------------------===//

#include "runtime/data/sources/Format.h"
#include "runtime/data/sources/Readers.h"
#include "runtime/data/sources/Utf8.h"
#include "runtime/data/text/Ascii.h"

#include "nlohmann/json.hpp"

#include <simdjson.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

namespace dom = simdjson::dom;
namespace ondemand = simdjson::ondemand;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
/// The parser needs 20 times the bytes of its longest line; more than this is given back.
constexpr size_t kKeptCapacity = 16 << 20;

const char *describe(ondemand::json_type type) {
  switch (type) {
  case ondemand::json_type::array:
    return "an array";
  case ondemand::json_type::object:
    return "an object";
  case ondemand::json_type::string:
    return "a string";
  case ondemand::json_type::number:
    return "a number";
  case ondemand::json_type::boolean:
    return "true or false";
  case ondemand::json_type::null:
    return "null";
  }
  return "nothing";
}

template <typename Value> ondemand::json_type typeOf(Value &value) {
  ondemand::json_type type = ondemand::json_type::null;
  return value.type().get(type) ? ondemand::json_type::null : type;
}

Status wrongType(const std::string &field, ondemand::value &value, const char *wanted) {
  return error("the field '" + field + "' is " + describe(typeOf(value)) + ", not " + wanted);
}

/// The line is UTF-8; what its escapes make may not be.
Status readString(const std::string &field, ondemand::value &value, std::string &text) {
  std::string_view bytes;
  if (value.get_string().get(bytes))
    return wrongType(field, value, "a string");
  if (!simdjson::validate_utf8(bytes.data(), bytes.size()))
    return error("the field '" + field + "' has half of a surrogate pair, which is no character");
  text = bytes;
  return {};
}

/// The name or address of a document. Null is as good as no field at all, a number is kept as it is
/// written, if `mayBeNumber`.
Status readName(const std::string &field, ondemand::value &value, bool mayBeNumber,
                std::string &text) {
  ondemand::json_type type = typeOf(value);
  if (type == ondemand::json_type::null)
    return {};
  if (type == ondemand::json_type::number && mayBeNumber) {
    text = trim(value.raw_json_token());
    return {};
  }
  if (type != ondemand::json_type::string)
    return wrongType(field, value, mayBeNumber ? "a string or a number" : "a string");
  return readString(field, value, text);
}

bool isBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

class JsonlReader : public FileReader {
public:
  JsonlReader(const FilePart &part, Window opened)
      : part(part), window(std::move(opened)), limit(recordLimit(part.source)) {}

  Item next() override;
  uint64_t bytesRead() const override { return bytesReadOf(part, window.input()); }

private:
  Item readLine(Line line);
  Status check(const Line &line);
  Status readRecord(const Line &line, Document &document);
  Status readFields(ondemand::object object, Document &document) const;

  FilePart part;
  Window window;
  uint64_t limit;
  bool isLost = false;
  dom::parser checker;
  ondemand::parser parser;
};

Item JsonlReader::next() {
  while (!isLost && window.offset() < part.end) {
    uint64_t offset = window.offset();
    Result<std::optional<Line>> line = takeLine(window, limit);
    isLost = !line;
    if (!line)
      return lostRest(part, window.input(), offset, line.status());
    if (!*line)
      break;
    if ((*line)->isTooLong || !isBlank((*line)->text))
      return readLine(**line);
  }
  return EndOfUnit();
}

Item JsonlReader::readLine(Line line) {
  if (line.isTooLong)
    return BadRecord{part.path, line.offset,
                     error("a line of " + std::to_string(line.bytes) +
                               " bytes; lines of more than " + std::to_string(limit) +
                               " are not read",
                           "raise max_document_bytes; JSONL has one object a line"),
                     line.bytes};
  if (line.offset == 0 && line.text.starts_with(kByteOrderMark))
    line.text.remove_prefix(kByteOrderMark.size());
  Document document;
  Status status = readRecord(line, document);
  if (checker.capacity() > kKeptCapacity) {
    checker = dom::parser();
    parser = ondemand::parser();
  }
  if (!status)
    return BadRecord{part.path, line.offset, status, line.bytes};
  document.path = part.path;
  document.offset = line.offset;
  return document;
}

/// Reading on demand does not see what is wrong in fields that nobody asks for, so the line is
/// parsed as a whole before. That fails on numbers of more than 64 bits, which JSON allows.
Status JsonlReader::check(const Line &line) {
  dom::element root;
  simdjson::error_code code =
      checker.parse(line.text.data(), line.text.size(), /*realloc_if_needed=*/false).get(root);
  bool isNumber = code == simdjson::NUMBER_ERROR;
  if (!code || (isNumber && nlohmann::json::accept(line.text)))
    return {};
  if (Status status = checkUtf8(line.text, line.offset); !status)
    return status;
  return error(std::string("is no JSON object: ") + simdjson::error_message(code),
               "JSONL has one object a line; jq -c . makes it from other JSON");
}

Status JsonlReader::readRecord(const Line &line, Document &document) {
  if (Status status = check(line); !status)
    return status;
  // The window has readable bytes behind the line.
  simdjson::padded_string_view bytes(line.text.data(), line.text.size(),
                                     line.text.size() + Window::kPadding);
  ondemand::document root;
  ondemand::object object;
  if (auto code = parser.iterate(bytes).get(root))
    return error(simdjson::error_message(code));
  if (typeOf(root) != ondemand::json_type::object)
    return error(std::string("is ") + describe(typeOf(root)) + ", not an object",
                 "JSONL has one object a line");
  if (auto code = root.get_object().get(object))
    return error(simdjson::error_message(code));
  return readFields(object, document);
}

/// A field that is there twice could mean either value.
Status JsonlReader::readFields(ondemand::object object, Document &document) const {
  const std::string &text = part.source.text_field(), &id = part.source.id_field(),
                    &url = part.source.url_field();
  int texts = 0, ids = 0, urls = 0;
  for (auto next : object) {
    ondemand::field field;
    std::string_view key;
    if (std::move(next).get(field) || field.unescaped_key().get(key))
      return error("is no JSON object");
    ondemand::value &value = field.value();
    Status status;
    if (key == text && ++texts == 1)
      status = readString(text, value, document.text);
    else if (key == id && ++ids == 1)
      status = readName(id, value, /*mayBeNumber=*/true, document.id);
    else if (key == url && ++urls == 1)
      status = readName(url, value, /*mayBeNumber=*/false, document.url);
    if (!status)
      return status;
  }
  if (texts > 1 || ids > 1 || urls > 1)
    return error("has the field '" + (texts > 1 ? text : ids > 1 ? id : url) + "' more than once");
  if (texts == 0)
    return error("has no field '" + text + "'", "text_field names the field with the text");
  uint64_t most = part.source.max_document_bytes();
  return document.text.size() <= most
             ? Status()
             : error("a text of " + std::to_string(document.text.size()) +
                     " bytes is larger than max_document_bytes = " + std::to_string(most));
}

} // namespace

OpenedReader openJsonl(const FilePart &part) {
  Result<Window> window = openPart(part, 1);
  if (!window)
    return window.status();
  // The window begins one byte before the part: if that ends a line, the part begins with one.
  if (part.begin > 0)
    if (Status status = passLine(*window, part.end); !status)
      return status;
  return std::make_unique<JsonlReader>(part, std::move(*window));
}

} // namespace heddle::corpus

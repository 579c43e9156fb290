//===- Format.cpp - what a file of a source holds -------------------------===//

#include "runtime/data/sources/Format.h"

#include <algorithm>

namespace heddle::corpus {

using runtime::error;
using runtime::Status;

namespace {

struct Suffix {
  std::string_view end;
  Source::Format format;
};

constexpr Suffix kSuffixes[] = {
    {".jsonl", Source::JSONL}, {".json", Source::JSONL}, {".ndjson", Source::JSONL},
    {".warc", Source::WARC},   {".wet", Source::WARC},   {".html", Source::HTML},
    {".htm", Source::HTML},    {".xhtml", Source::HTML},
};

/// A document is held in memory several times.
constexpr uint64_t kMostDocumentBytes = uint64_t(1) << 30;

} // namespace

Source::Format formatOf(const Source &source, std::string_view path) {
  if (source.format() != Source::BY_NAME)
    return source.format();
  for (std::string_view compressed : {".gz", ".zst"})
    if (path.ends_with(compressed))
      path.remove_suffix(compressed.size());
  for (const Suffix &suffix : kSuffixes)
    if (path.ends_with(suffix.end))
      return suffix.format;
  return Source::TEXT;
}

Status checkReading(const Source &source) {
  bool needsSeparator = source.split() == Source::SEPARATOR_LINE;
  if (needsSeparator && source.separator().empty())
    return error("split: SEPARATOR_LINE needs a separator",
                 "give separator: \"...\", or split: BLANK_LINE for empty lines");
  if (!needsSeparator && source.has_separator())
    return error("a separator is given, but split is not SEPARATOR_LINE");
  if (source.separator().find_first_of("\r\n") != std::string::npos)
    return error("the separator is more than one line");
  if (source.text_field().empty())
    return error("text_field is empty", "leave it out for \"text\"");
  if (source.text_field() == source.id_field() || source.text_field() == source.url_field() ||
      source.id_field() == source.url_field())
    return error("text_field, id_field and url_field are not three names");
  if (source.max_document_bytes() == 0 || source.max_document_bytes() > kMostDocumentBytes)
    return error("max_document_bytes is " + std::to_string(source.max_document_bytes()),
                 "it is between 1 and " + std::to_string(kMostDocumentBytes));
  return {};
}

bool isDivisible(const Source &source, Source::Format format) {
  return format == Source::JSONL || (format == Source::TEXT && source.split() != Source::FILE);
}

uint64_t recordLimit(const Source &source) { return 2 * source.max_document_bytes() + (1 << 20); }

} // namespace heddle::corpus

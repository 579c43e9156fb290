//===- BenchmarkItems.cpp - the items of evaluations ----------------------===//

#include "runtime/data/dedup/BenchmarkItems.h"

#include <simdjson.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

using Element = simdjson::dom::element;

bool isJsonLines(std::string_view path) {
  for (std::string_view compression : {".gz", ".zst"})
    if (path.ends_with(compression))
      path.remove_suffix(compression.size());
  return path.ends_with(".jsonl") || path.ends_with(".ndjson") || path.ends_with(".json");
}

void join(std::string &text, std::string_view more) {
  if (!text.empty())
    text += ' ';
  text += more;
}

/// Adds a string or a list of strings; false for anything else.
bool addStrings(Element value, std::string &text) {
  std::string_view string;
  if (value.get(string) == simdjson::SUCCESS) {
    join(text, string);
    return true;
  }
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS)
    return false;
  for (Element item : list) {
    if (item.get(string) != simdjson::SUCCESS)
      return false;
    join(text, string);
  }
  return true;
}

Result<std::string> textOfFields(simdjson::dom::object object, const Benchmark &benchmark) {
  std::string text;
  if (benchmark.fields().empty()) {
    std::string_view string;
    for (auto field : object)
      if (field.value.get(string) == simdjson::SUCCESS)
        join(text, string);
    return text;
  }
  for (const std::string &name : benchmark.fields()) {
    Element value;
    if (object.at_key(name).get(value) != simdjson::SUCCESS)
      return error("the object has no field '" + name + "'",
                   "name the fields of benchmark '" + benchmark.name() + "' as its file does");
    if (!addStrings(value, text))
      return error("the field '" + name + "' is neither a string nor a list of strings",
                   "leave it out of the fields of benchmark '" + benchmark.name() + "'");
  }
  return text;
}

/// Reads the items of one file after the other.
class ItemReader {
public:
  ItemReader(const Benchmark &benchmark, uint32_t number, std::vector<BenchmarkItem> &items)
      : benchmark(benchmark), number(number), items(items) {}

  Status addFile(const std::string &path, std::string_view content) {
    bool isJson = isJsonLines(path);
    uint64_t line = 0;
    for (size_t begin = 0; begin < content.size();) {
      size_t end = std::min(content.find('\n', begin), content.size());
      ++line;
      if (Status status = addLine(path, line, content.substr(begin, end - begin), isJson); !status)
        return status.at(path + ":" + std::to_string(line));
      begin = end + 1;
    }
    return {};
  }

private:
  Status addLine(const std::string &path, uint64_t line, std::string_view content, bool isJson) {
    if (content.find_first_not_of(" \t\r\v\f") == content.npos)
      return {};
    Result<std::string> text = isJson ? parse(content) : Result<std::string>(std::string(content));
    if (!text)
      return text.status();
    if (!simdjson::validate_utf8(*text))
      return error("the item is not UTF-8", "convert the file to UTF-8");
    items.push_back({number, path, line, toNormalForm(*text)});
    return {};
  }

  Result<std::string> parse(std::string_view content) {
    Element element;
    if (auto code = parser.parse(content.data(), content.size()).get(element))
      return error(std::string("no JSON: ") + simdjson::error_message(code));
    simdjson::dom::object object;
    if (element.get(object))
      return error("no JSON object", "a line of a JSONL file is an object {...}");
    return textOfFields(object, benchmark);
  }

  static std::string toNormalForm(const std::string &text) {
    UErrorCode failure = U_ZERO_ERROR;
    const icu::Normalizer2 *form = icu::Normalizer2::getNFCInstance(failure);
    std::string normal;
    icu::StringByteSink<std::string> sink(&normal);
    if (U_SUCCESS(failure))
      form->normalizeUTF8(0, text, sink, nullptr, failure);
    return U_SUCCESS(failure) ? normal : text;
  }

  const Benchmark &benchmark;
  uint32_t number;
  std::vector<BenchmarkItem> &items;
  simdjson::dom::parser parser;
};

} // namespace

Result<std::vector<BenchmarkItem>> readItems(const Decontamination &options, const ReadText &read) {
  std::vector<BenchmarkItem> items;
  for (int i = 0; i < options.benchmark_size(); ++i) {
    const Benchmark &benchmark = options.benchmark(i);
    ItemReader reader(benchmark, uint32_t(i), items);
    size_t before = items.size();
    for (const std::string &path : benchmark.files()) {
      Result<std::string> content = read(path);
      if (!content)
        return content.status();
      if (Status status = reader.addFile(path, *content); !status)
        return status;
    }
    if (items.size() == before)
      return error("benchmark '" + benchmark.name() + "' has no items",
                   "name its files, which have an item a line");
  }
  return items;
}

} // namespace heddle::corpus

//===- FuzzSource.h - any bytes as the file of a source ---------*- C++ -*-===//

#ifndef HEDDLE_TEST_FUZZ_FUZZSOURCE_H
#define HEDDLE_TEST_FUZZ_FUZZSOURCE_H

#include "runtime/data/sources/DocumentReader.h"

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace heddle::fuzz {

inline std::string describe(const corpus::Item &item) {
  if (auto *document = std::get_if<corpus::Document>(&item))
    return document->name() + " " + document->id + " " + document->url + " " + document->text;
  if (auto *bad = std::get_if<corpus::BadRecord>(&item))
    return bad->status().str();
  auto &other = std::get<corpus::PassedOver>(item);
  return other.path + " " + nameOf(other.why);
}

/// All items of a source whose file has these bytes.
inline std::string read(const std::string &text, std::string_view bytes, uint64_t unitBytes) {
  static const std::string path = "/tmp/heddle-fuzz-" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << bytes;
  corpus::Source source;
  if (!google::protobuf::TextFormat::ParseFromString(text + " files: '" + path + "'", &source))
    std::abort();
  auto units = corpus::planUnits(source, "", unitBytes);
  std::string items;
  for (const corpus::Unit &unit : *units) {
    auto reader = corpus::DocumentReader::open(source, unit);
    for (corpus::Item item = (*reader)->next(); !std::holds_alternative<corpus::EndOfUnit>(item);
         item = (*reader)->next())
      items += describe(item) + "\n";
  }
  std::remove(path.c_str());
  return items;
}

/// A file that is not compressed is cut into units: the items are those of the whole file.
inline void requireSameInUnits(const std::string &text, std::string_view bytes) {
  std::string whole = read(text, bytes, bytes.size() + 1);
  bool isPlain = !bytes.starts_with("\x1f\x8b") && !bytes.starts_with("\x28\xb5\x2f\xfd");
  bool isLost = whole.find("the rest of the file is lost") != std::string::npos;
  if (isPlain && !isLost && bytes.size() < 500 && read(text, bytes, 7) != whole)
    std::abort();
}

} // namespace heddle::fuzz

#endif // HEDDLE_TEST_FUZZ_FUZZSOURCE_H

//===- Reading.h - sources of tests -----------------------------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_DATA_SOURCES_READING_H
#define HEDDLE_TEST_RUNTIME_DATA_SOURCES_READING_H

#include "runtime/data/sources/DocumentReader.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

namespace heddle::test {

inline corpus::Source sourceOf(const std::string &text) {
  corpus::Source source;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &source)) << text;
  return source;
}

/// Everything that a source gives.
struct Reading {
  std::vector<corpus::Document> documents;
  std::vector<corpus::BadRecord> bad;
  std::vector<corpus::PassedOver> passedOver;
  size_t units = 0;

  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const corpus::Document &document : documents)
      texts.push_back(document.text);
    return texts;
  }
  /// All items as lines, to compare whole readings.
  std::string str;
};

/// A test with a folder of files that are a source.
class SourceTest : public FolderTest {
protected:
  void write(const std::string &path, const std::string &bytes) {
    std::string full = folder + "/" + path;
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
  }

  /// Reads a source given as text, in units of so many bytes.
  Reading read(const std::string &text, uint64_t unitBytes = 1 << 20) {
    corpus::Source source = sourceOf(text);
    Reading reading;
    auto units = corpus::planUnits(source, folder, unitBytes);
    EXPECT_TRUE(units.ok()) << units.status().str();
    if (!units)
      return reading;
    reading.units = units->size();
    for (const corpus::Unit &unit : *units)
      readUnit(source, unit, reading);
    return reading;
  }

  static void readUnit(const corpus::Source &source, const corpus::Unit &unit, Reading &reading) {
    auto reader = corpus::DocumentReader::open(source, unit);
    ASSERT_TRUE(reader.ok()) << reader.status().str();
    for (;;) {
      corpus::Item item = (*reader)->next();
      if (auto *document = std::get_if<corpus::Document>(&item)) {
        reading.str += document->name() + " " + document->id + " " + document->url + " " +
                       document->text + "\n";
        reading.documents.push_back(std::move(*document));
      } else if (auto *bad = std::get_if<corpus::BadRecord>(&item)) {
        reading.str += bad->status().str() + "\n";
        reading.bad.push_back(std::move(*bad));
      } else if (auto *other = std::get_if<corpus::PassedOver>(&item)) {
        reading.str += other->path + " " + nameOf(other->why) + "\n";
        reading.passedOver.push_back(std::move(*other));
      } else {
        break;
      }
    }
    EXPECT_TRUE(std::holds_alternative<corpus::EndOfUnit>((*reader)->next()));
    EXPECT_LE((*reader)->bytesRead(), unit.bytes());
  }
};

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_DATA_SOURCES_READING_H

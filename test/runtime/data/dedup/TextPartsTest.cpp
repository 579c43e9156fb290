//===- TextPartsTest.cpp - exact duplicates of lines and paragraphs -------===//

#include "runtime/data/dedup/TextParts.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>

#include <map>

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;

namespace {

std::vector<std::string> partsOf(TextPart kind, const std::string &text) {
  std::vector<std::string> parts;
  for (PartSpan part = {}; findPart(kind, text, part.next, part);)
    parts.push_back(text.substr(part.begin, part.end - part.begin));
  return parts;
}

std::string without(TextPart kind, const std::string &text, std::vector<uint32_t> numbers) {
  return removeParts(kind, text, numbers);
}

} // namespace

TEST(TextPartsTest, LinesAndParagraphs) {
  std::string text = "\n  a b \r\nc\n \t\nd\n\n\n\te";
  EXPECT_THAT(partsOf(TextPart::Line, text), ElementsAre("a b", "c", "d", "e"));
  EXPECT_THAT(partsOf(TextPart::Paragraph, text), ElementsAre("a b \r\nc", "d", "e"));
  for (std::string blank : {"", "\n", " \n \n\n", " "}) {
    EXPECT_TRUE(partsOf(TextPart::Line, blank).empty());
    EXPECT_TRUE(partsOf(TextPart::Paragraph, blank).empty());
  }
}

TEST(TextPartsTest, LinesGoWithTheirEnd) {
  std::string text = "a\n  b\nc\n";
  EXPECT_EQ(without(TextPart::Line, text, {}), text);
  EXPECT_EQ(without(TextPart::Line, text, {0}), "  b\nc\n");
  EXPECT_EQ(without(TextPart::Line, text, {1}), "a\nc\n");
  EXPECT_EQ(without(TextPart::Line, text, {2}), "a\n  b\n");
  EXPECT_EQ(without(TextPart::Line, text, {0, 1, 2}), "");
  EXPECT_EQ(without(TextPart::Line, "a\nb", {1}), "a");
  EXPECT_EQ(without(TextPart::Line, "a\n\nb\n\nc", {1}), "a\n\n\nc");
  EXPECT_EQ(without(TextPart::Line, "a", {5}), "a");
}

TEST(TextPartsTest, ParagraphsGoWithOneGap) {
  std::string text = "a\nA\n\n\n  b\n\nc\n";
  EXPECT_EQ(without(TextPart::Paragraph, text, {0}), "  b\n\nc\n");
  EXPECT_EQ(without(TextPart::Paragraph, text, {1}), "a\nA\n\n\nc\n");
  EXPECT_EQ(without(TextPart::Paragraph, text, {2}), "a\nA\n\n\n  b\n");
  EXPECT_EQ(without(TextPart::Paragraph, text, {1, 2}), "a\nA\n");
  EXPECT_EQ(without(TextPart::Paragraph, text, {0, 1, 2}), "");
}

TEST(TextPartsTest, WhatStaysIsTheOtherParts) {
  // Over all texts of six characters and all sets of parts.
  const char kinds[] = {'a', ' ', '\n'};
  for (int code = 0; code < 729; ++code)
    for (TextPart kind : {TextPart::Line, TextPart::Paragraph}) {
      std::string text;
      for (int i = 0, rest = code; i < 6; ++i, rest /= 3)
        text += kinds[rest % 3];
      std::vector<std::string> parts = partsOf(kind, text);
      for (uint32_t set = 0; set < 1u << parts.size(); ++set) {
        std::vector<uint32_t> numbers;
        std::vector<std::string> kept;
        for (uint32_t i = 0; i < parts.size(); ++i)
          if (set >> i & 1)
            numbers.push_back(i);
          else
            kept.push_back(parts[i]);
        EXPECT_EQ(partsOf(kind, without(kind, text, numbers)), kept)
            << testing::PrintToString(text);
      }
    }
}

TEST(TextPartsTest, ShortPartsAreNoDuplicatesButAreCounted) {
  std::vector<uint32_t> places;
  forEachPartHash(TextPart::Line, "}\none two three\n===\nfour five six", 9, 3,
                  [&](const PlacedHash &hash) {
                    EXPECT_EQ(hash.id, 9u);
                    places.push_back(hash.place);
                  });
  EXPECT_THAT(places, ElementsAre(1u, 3u));
}

class RepeatedPartsTest : public FolderTest {};

TEST_F(RepeatedPartsTest, LaterOccurrencesAreListedForAnyCut) {
  std::vector<std::string> texts = {"x y z\np q r\nx y z", "p q r\nnew one here", "  x y z\t\n\nq"};
  std::vector<std::string> expected = {"0.2<0.0", "1.0<0.1", "2.0<0.0"};
  for (uint32_t units : {1u, 2u, 3u}) {
    RecordFolder to = {folder + "/lines", units, 4};
    std::map<DocumentId, size_t> numbers;
    for (uint32_t unit = 0, number = 0; unit < units; ++unit) {
      auto writer = RecordWriter<PlacedHash>::create(to, unit);
      ASSERT_TRUE(writer.ok());
      for (uint32_t index = 0; number < texts.size() * (unit + 1) / units; ++index, ++number) {
        numbers[makeDocumentId(unit, index)] = number;
        forEachPartHash(TextPart::Line, texts[number], makeDocumentId(unit, index), 3,
                        [&](const PlacedHash &hash) { writer->add(hash); });
      }
      ASSERT_TRUE(writer->commit().ok());
    }
    std::vector<std::string> found;
    for (uint32_t partition = 0; partition < to.partitions; ++partition)
      ASSERT_TRUE(
          forEachRepeated(to, partition, {1 << 20, folder}, [&](const RepeatedPlace &place) {
            found.push_back(std::to_string(numbers[place.id]) + "." + std::to_string(place.place) +
                            "<" + std::to_string(numbers[place.firstId]) + "." +
                            std::to_string(place.firstPlace));
          }).ok());
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << units;
  }
}

//===- LayoutTest.cpp - headers of token files ----------------------------===//

#include "runtime/data/tokens/Layout.h"

#include "gmock/gmock.h"

#include <cstring>

using namespace heddle::corpus;
using testing::HasSubstr;

namespace {

Layout makeLayout() {
  Layout layout;
  layout.tokens = 1001;
  layout.documents = 10;
  layout.vocab = 500;
  layout.endOfDocument = 499;
  layout.tokenizerBytes = 13;
  return layout;
}

std::string errorOf(const Layout &layout, uint64_t fileBytes) {
  return parseHeader(formatHeader(layout), fileBytes).status().message();
}

TEST(Layout, SectionsFollowEachOther) {
  Layout layout = makeLayout();
  EXPECT_EQ(layout.documentsAt(), 2136u); // 128 + 2 x 1001, up to a multiple of 8
  EXPECT_EQ(layout.tokenizerAt(), 2136u + 80);
  EXPECT_EQ(layout.checksumsAt(), 2232u);
  EXPECT_EQ(layout.blocks(), 1u);
  EXPECT_EQ(layout.fileBytes(), 2240u);
}

TEST(Layout, IsReadAsItWasWritten) {
  Layout layout = makeLayout();
  layout.textBytes = 4321;
  layout.tokenizer = 0x1234567890abcdef;
  layout.checksum = 77;
  Result<Layout> read = parseHeader(formatHeader(layout), layout.fileBytes());
  ASSERT_TRUE(read.ok()) << read.status().str();
  EXPECT_EQ(formatHeader(*read), formatHeader(layout));
}

/// Checksums are no secret: a header can be wrong with a right one.
TEST(Layout, SizesThatOverflowAreRefused) {
  auto errorWith = [](auto change) {
    Layout layout = makeLayout();
    change(layout);
    return errorOf(layout, layout.fileBytes());
  };
  for (uint64_t size : {uint64_t{1} << 49, uint64_t{1} << 63, ~uint64_t{0}, ~uint64_t{0} - 60}) {
    EXPECT_THAT(errorWith([&](Layout &layout) { layout.tokens = size; }), HasSubstr("contradict"));
    EXPECT_THAT(errorWith([&](Layout &layout) { layout.documents = size; }),
                HasSubstr("contradict"));
    EXPECT_THAT(errorWith([&](Layout &layout) { layout.tokenizerBytes = size; }),
                HasSubstr("contradict"));
  }
  EXPECT_THAT(errorWith([](Layout &layout) {
                layout.vocab = uint64_t{1} << 32; // 0 in 32 bits
                layout.bytesPerToken = 4;
              }),
              HasSubstr("contradict"));
  EXPECT_THAT(errorWith([](Layout &layout) { layout.documents = 1002; }), HasSubstr("contradict"));
  EXPECT_THAT(errorWith([](Layout &layout) { layout.endOfDocument = 500; }),
              HasSubstr("contradict"));
  EXPECT_THAT(errorWith([](Layout &layout) { layout.bytesPerToken = 4; }),
              HasSubstr("4 bytes per token for a vocabulary of 500"));
  EXPECT_THAT(errorWith([](Layout &layout) { layout.bytesPerToken = 0; }),
              HasSubstr("0 bytes per token"));
  EXPECT_THAT(errorOf(makeLayout(), 2239), HasSubstr("the file has 2239 bytes, its header"));
}

TEST(Layout, OtherVersionsAreNamed) {
  auto header = formatHeader(makeLayout());
  header[8] = std::byte{9};
  EXPECT_EQ(parseHeader(header, 2240).status().message(),
            "has version 9; this build reads version 1");
  header[0] = std::byte{};
  EXPECT_EQ(parseHeader(header, 2240).status().message(), "is no token file");
  EXPECT_EQ(parseHeader(std::span(header).first(20), 20).status().message(), "is no token file");
}

} // namespace

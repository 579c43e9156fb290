//===- WarcTest.cpp - pages and texts of WARC files -------------*- C++ -*-===//

#include "test/runtime/data/Compressed.h"
#include "test/runtime/data/sources/Reading.h"

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// A paragraph that is content by itself, and its page.
const std::string kText =
    "This paragraph has more than enough words to be taken for the main content of "
    "a page, whatever stands around it.";
std::string page(const std::string &more = "") {
  return "<html><body><nav><a href=/>Home</a></nav><p>" + kText + more + "</p></body></html>";
}

std::string record(const std::string &fields, const std::string &block) {
  return "WARC/1.0\r\n" + fields + "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" +
         block + "\r\n\r\n";
}
std::string response(const std::string &http, const std::string &more = "") {
  return record("WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n" + more +
                    "WARC-Target-URI: http://example.org/\r\nContent-Type: application/http; "
                    "msgtype=response\r\n",
                http);
}
std::string http(const std::string &fields, const std::string &body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + fields + "\r\n" + body;
}
std::string conversion(const std::string &text) {
  return record("WARC-Type: conversion\r\nContent-Type: text/plain\r\n", text);
}

class WarcTest : public SourceTest {
protected:
  Reading readWarc(const std::string &bytes, const std::string &more = "") {
    write("f.warc", bytes);
    return read("files: 'f.warc' " + more);
  }
  /// Why a response is bad, and that its neighbours are not.
  std::string reason(const std::string &bytes) {
    Reading reading = readWarc(conversion("before") + bytes + conversion("after"));
    EXPECT_THAT(reading.texts(), ElementsAre("before", "after")) << reading.str;
    return reading.bad.empty() ? "no bad record" : reading.bad[0].status().str();
  }
};

TEST_F(WarcTest, Records) {
  std::string bytes = record("WARC-Type: warcinfo\r\n", "software: x\r\n") +
                      record("WARC-Type: request\r\n", "GET / HTTP/1.1\r\n\r\n") +
                      response(http("", page())) + conversion("plain text\n") +
                      record("WARC-Type: resource\r\nContent-Type: text/html\r\n", page());
  Reading reading = readWarc(bytes);
  EXPECT_THAT(reading.texts(), ElementsAre(kText, "plain text\n", kText)) << reading.str;
  EXPECT_EQ(reading.documents[0].id, "urn:uuid:1");
  EXPECT_EQ(reading.documents[0].url, "http://example.org/");
  EXPECT_EQ(reading.documents[0].offset, bytes.find("WARC/1.0\r\nWARC-Type: response"));
  EXPECT_EQ(reading.bad.size(), 0u);
  ASSERT_EQ(reading.passedOver.size(), 2u);
  EXPECT_EQ(reading.passedOver[0].why, PassedOver::OtherRecord);
  std::string members;
  for (size_t at = 0; at < bytes.size(); at += 100)
    members += gzip(bytes.substr(at, 100));
  EXPECT_EQ(readWarc(members).str, reading.str);
}

TEST_F(WarcTest, OnlyLineFeeds) {
  EXPECT_THAT(readWarc("WARC/1.1\nWARC-Type: conversion\nContent-Type: text/plain\n"
                       "content-length: 4\n\ntext\n\nWARC/1.1\nWARC-Type:conversion\n"
                       "Content-Type:\n text/plain\nContent-Length:3\n\nend")
                  .texts(),
              ElementsAre("text", "end"));
}

TEST_F(WarcTest, ContentThatIsNoText) {
  Reading reading =
      readWarc(response("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + page()) +
               response("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") +
               response("HTTP/1.1 200 OK\r\n\r\n" + page()) + response(http("", "<nav>x</nav>")));
  EXPECT_EQ(reading.documents.size(), 0u);
  EXPECT_EQ(reading.bad.size(), 0u) << reading.str;
  ASSERT_EQ(reading.passedOver.size(), 4u);
  EXPECT_EQ(reading.passedOver[0].why, PassedOver::OtherContent);
  EXPECT_EQ(reading.passedOver[3].why, PassedOver::Empty);
}

TEST_F(WarcTest, IdentifiedPayload) {
  EXPECT_EQ(readWarc(response("HTTP/1.1 200 OK\r\n\r\n" + page(),
                              "WARC-Identified-Payload-Type: text/html\r\n"))
                .documents.size(),
            1u);
}

std::string inChunks(const std::string &body) {
  char size[20];
  std::string chunks;
  for (size_t at = 0; at < body.size(); at += 50) {
    std::string chunk = body.substr(at, 50);
    std::snprintf(size, sizeof(size), "%zX;x=y\r\n", chunk.size());
    chunks += size + chunk + "\r\n";
  }
  return chunks + "0\r\n\r\n";
}

TEST_F(WarcTest, CodedBodies) {
  std::string gzipped = gzip(page()), chunked = "Transfer-Encoding: chunked\r\n",
              coded = "Content-Encoding: gzip\r\n";
  for (const std::string &message :
       {http(chunked, inChunks(page())), http(coded, gzipped),
        http("Content-Encoding: deflate\r\n", gzip(page(), 15)),
        http(chunked + coded, inChunks(gzipped)),
        // Crawlers that decode bodies and leave the fields.
        http(chunked, page()), http(coded, page()), http(chunked + coded, gzipped)})
    EXPECT_THAT(readWarc(response(message)).texts(), ElementsAre(kText)) << message;
}

TEST_F(WarcTest, DamagedBodies) {
  std::string gzipped = gzip(page()), chunked = "Transfer-Encoding: chunked\r\n",
              coded = "Content-Encoding: gzip\r\n";
  std::string chunks = inChunks(page());
  EXPECT_THAT(reason(response(http(chunked, chunks.substr(0, 150)))), HasSubstr("chunk"));
  EXPECT_THAT(reason(response(http(coded, gzipped.substr(0, 60)))), HasSubstr("cut off"));
  gzipped[gzipped.size() - 5] ^= 1;
  EXPECT_THAT(reason(response(http(coded, gzipped))), HasSubstr("incorrect"));
  EXPECT_THAT(reason(response(http("Content-Encoding: br\r\n", "x"))), HasSubstr("'br'"));
  EXPECT_THAT(reason(response("no http")), HasSubstr("no HTTP response"));
  EXPECT_THAT(reason(response("")), HasSubstr("no HTTP response"));
}

TEST_F(WarcTest, ABodyThatTheCrawlerCutOff) {
  std::string body = page() + noise(5000);
  std::string cut = gzip(body).substr(0, 1000), truncated = "WARC-Truncated: length\r\n";
  Reading reading = readWarc(
      response(http("Content-Encoding: gzip\r\n", cut), truncated) +
      response(http("Transfer-Encoding: chunked\r\n", inChunks(page(noise(500))).substr(0, 300)),
               truncated));
  ASSERT_EQ(reading.documents.size(), 2u) << reading.str;
  EXPECT_TRUE(reading.documents[0].text.starts_with(kText));
}

TEST_F(WarcTest, ABombIsABadRecord) {
  std::string bomb = gzip(std::string(100000000, 'a'));
  Reading reading = readWarc(response(http("Content-Encoding: gzip\r\n", bomb)) + conversion("ok"),
                             "max_document_bytes: 100000");
  EXPECT_THAT(reading.texts(), ElementsAre("ok"));
  EXPECT_THAT(reading.bad.at(0).status().str(), HasSubstr("more than 1248576 bytes"));
}

TEST_F(WarcTest, Charsets) {
  std::string latin1 = " \xe9\x80", utf8 = " \xc3\xa9\xe2\x82\xac";
  auto text = [&](const std::string &type, const std::string &body) {
    std::string message = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + body;
    Reading reading = readWarc(response(message));
    return reading.documents.empty() ? reading.str : reading.documents[0].text;
  };
  std::string expected = kText + " \xc3\xa9\xe2\x82\xac";
  EXPECT_EQ(text("text/html; charset=iso-8859-1", page(latin1)), expected);
  EXPECT_EQ(text("text/html; Charset=\"Windows-1252\"; x=y", page(latin1)), expected);
  EXPECT_EQ(text("text/html", "<META charset='latin1'>" + page(latin1)), expected);
  EXPECT_EQ(text("text/html", "<meta http-equiv=Content-Type content=\"text/html; "
                              "charset=windows-1252\">" +
                                  page(latin1)),
            expected);
  EXPECT_EQ(text("text/html", page(utf8)), expected);
  EXPECT_EQ(text("text/html; charset=iso-8859-1", page(utf8)), expected);
  EXPECT_EQ(text("text/html", "<meta charset=utf-16>" + page(utf8)), expected);
  EXPECT_EQ(text("text/html; charset=shift_jis", page(" \x93\xfa\x96\x7b")),
            kText + " \xe6\x97\xa5\xe6\x9c\xac");
  EXPECT_EQ(text("text/plain; charset=koi8-r", "\xd7"), "\xd0\xb2");
  EXPECT_EQ(text("text/plain", std::string("\xff\xfe"
                                           "a\0b\0",
                                           6)),
            "ab");
  EXPECT_THAT(text("text/html", page(latin1)), HasSubstr("is not UTF-8: byte"));
  EXPECT_THAT(text("text/html; charset=utf-8", page(latin1)), HasSubstr("is not UTF-8: byte"));
  EXPECT_THAT(text("text/html; charset=martian", page(latin1)), HasSubstr("'martian'"));
  EXPECT_THAT(text("text/html; charset=shift_jis", page(" \x93")), HasSubstr("see byte"));
}

TEST_F(WarcTest, BadHeads) {
  EXPECT_THAT(reason("WARC/1.0\r\nWARC-Type: response\r\n\r\ntext\r\n\r\n"),
              HasSubstr("has no Content-Length"));
  EXPECT_THAT(reason("WARC/1.0\r\nContent-Length: -1\r\n\r\n\r\n\r\n"), HasSubstr("'-1'"));
  EXPECT_THAT(reason("WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n"),
              HasSubstr("Content-Length"));
  EXPECT_THAT(reason("WARC/1.0\r\nContent-Length: 12345678901\r\n\r\nx\r\n\r\n"),
              HasSubstr("12345678901 bytes"));
  EXPECT_THAT(reason("WARC/1.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"), HasSubstr("WARC-Type"));
  EXPECT_THAT(reason("WARC/1.0\r\n" + std::string(100000, 'x') + "\r\n\r\n"),
              HasSubstr("does not end"));
}

TEST_F(WarcTest, WrongLengths) {
  std::string good = conversion(kText);
  size_t at = good.find("Content-Length: ") + 16;
  for (int length : {0, 1, 50, int(kText.size()) - 1, int(kText.size()) + 5, 300, 100000}) {
    std::string wrong =
        good.substr(0, at) + std::to_string(length) + good.substr(good.find('\r', at));
    EXPECT_THAT(reason(wrong), HasSubstr("does not lead to the next record")) << length;
  }
}

TEST_F(WarcTest, Garbage) {
  EXPECT_THAT(reason("garbage\nmore garbage WARC/1.0\n"), HasSubstr("no WARC record"));
  Reading reading = readWarc("garbage");
  EXPECT_EQ(reading.bad.at(0).bytes, 7u);
  reading = readWarc(conversion("text") + "WARC");
  EXPECT_EQ(reading.bad.at(0).bytes, 4u);
  EXPECT_EQ(reading.documents.size(), 1u);
  EXPECT_EQ(readWarc("\r\n\n").str, "");
}

/// Every cut loses one record at most, and says so.
TEST_F(WarcTest, CutOffAtEveryPlace) {
  std::string first = conversion("first"), bytes = first + conversion("second");
  for (size_t cut = first.size() + 1; cut < bytes.size() - 4; ++cut) {
    Reading reading = readWarc(bytes.substr(0, cut));
    ASSERT_THAT(reading.texts(), ElementsAre("first")) << cut;
    ASSERT_EQ(reading.bad.size(), 1u);
    ASSERT_EQ(reading.bad[0].bytes, cut - first.size());
  }
}

/// Each record claims to be as large as may be: the time is still linear.
TEST_F(WarcTest, ManyWrongLengths) {
  std::string bytes;
  for (int i = 0; i < 100000; ++i)
    bytes += "WARC/1.0\r\nContent-Length: 1000000\r\n\r\nx\r\n\r\n";
  Reading reading = readWarc(bytes, "max_document_bytes: 1000000");
  EXPECT_EQ(reading.bad.size(), 100000u);
}

TEST_F(WarcTest, DamagedMembers) {
  std::string bytes = gzip(conversion("first")) + gzip(conversion("second")).substr(0, 30);
  Reading reading = readWarc(bytes);
  EXPECT_THAT(reading.texts(), ElementsAre("first"));
  ASSERT_EQ(reading.bad.size(), 1u);
  EXPECT_TRUE(reading.bad[0].losesRest);
}

} // namespace

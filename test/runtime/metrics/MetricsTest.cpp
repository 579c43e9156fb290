//===- MetricsTest.cpp - logs, progress and plots ---------------*- C++ -*-===//

#include "runtime/metrics/Metrics.h"
#include "runtime/metrics/Plot.h"
#include "runtime/metrics/ProgressLine.h"
#include "test/runtime/Files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <pty.h>
#include <sstream>
#include <unistd.h>

using namespace heddle::runtime;
using heddle::test::contentOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

namespace {

std::vector<std::string> linesOf(const std::string &text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

TEST(MetricsLog, EachLineIsFlushedAndJson) {
  std::string path = testing::TempDir() + "metrics.jsonl";
  Result<MetricsLog> log = MetricsLog::open(path, false);
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE(log->config({{"model", "m"}}).ok());
  ASSERT_TRUE(log->step({1, std::log(256.0), 1e-3, std::nullopt, 100, 2}).ok());
  ASSERT_TRUE(log->heldOut(1, 2.0).ok());
  // The log is still open: what is read here is what a killed run leaves.
  std::vector<std::string> lines = linesOf(contentOf(path));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(Json::parse(lines[0]), (Json{{"config", {{"model", "m"}}}}));
  Json step = Json::parse(lines[1]);
  EXPECT_EQ(step["step"], 1);
  EXPECT_DOUBLE_EQ(step["bits_per_byte"], 8.0);
  EXPECT_EQ(step["learning_rate"], 1e-3);
  EXPECT_FALSE(step.contains("gradient_norm"));
  EXPECT_EQ(Json::parse(lines[2])["held_out_loss"], 2.0);
}

TEST(MetricsLog, AppendKeepsWhatIsThere) {
  std::string path = testing::TempDir() + "append.jsonl";
  ASSERT_TRUE(MetricsLog::open(path, false)->heldOut(1, 1).ok());
  ASSERT_TRUE(MetricsLog::open(path, true)->heldOut(2, 1).ok());
  EXPECT_EQ(linesOf(contentOf(path)).size(), 2u);
  ASSERT_TRUE(MetricsLog::open(path, false)->heldOut(3, 1).ok());
  EXPECT_EQ(linesOf(contentOf(path)).size(), 1u);
}

TEST(MetricsLog, LossesAreExact) {
  std::string path = testing::TempDir() + "exact.jsonl";
  double loss = 2.0 + std::ldexp(1.0, -50);
  ASSERT_TRUE(MetricsLog::open(path, false)->step({1, loss, {}, {}, 1, 1}).ok());
  EXPECT_EQ(Json::parse(contentOf(path))["loss"].get<double>(), loss);
}

TEST(MetricsLog, NotFiniteIsNull) {
  std::string path = testing::TempDir() + "nan.jsonl";
  ASSERT_TRUE(MetricsLog::open(path, false)->step({1, NAN, {}, {}, 1, 1}).ok());
  EXPECT_TRUE(Json::parse(contentOf(path))["loss"].is_null());
}

TEST(MetricsLog, ErrorNamesTheFile) {
  Result<MetricsLog> log = MetricsLog::open(testing::TempDir() + "no/such.jsonl", false);
  ASSERT_FALSE(log.ok());
  EXPECT_THAT(log.status().message(), HasSubstr("no/such.jsonl': No such file"));
  Result<MetricsLog> full = MetricsLog::open("/dev/full", true);
  ASSERT_TRUE(full.ok());
  EXPECT_THAT(full->heldOut(1, 1).message(), HasSubstr("No space left"));
}

TEST(ProgressLine, Text) {
  EXPECT_EQ(progressText({120, 2.31, 1e-3, 0.5, 41234, 10}, 600, 63.2),
            "step 120/600  loss 2.3100  lr 1.00e-03  |g| 0.50  41.2k tokens/s  ETA 1:03");
  EXPECT_THAT(progressText({1, 2, {}, {}, 999, 10}, 600, 7325),
              HasSubstr("999 tokens/s  ETA 2:02:05"));
}

TEST(ProgressLine, PlainLinesWithoutATerminal) {
  std::FILE *out = std::tmpfile();
  {
    ProgressLine progress(out, 0, 100);
    for (uint64_t step = 1; step <= 100; ++step)
      progress.update({step, 1.0, {}, {}, 10, 0.1 * static_cast<double>(step)});
  }
  std::string text(static_cast<size_t>(std::ftell(out)), '\0');
  std::rewind(out);
  ASSERT_EQ(std::fread(text.data(), 1, text.size(), out), text.size());
  std::fclose(out);
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  std::vector<std::string> lines = linesOf(text); // first, at about 5.1 s, last
  ASSERT_EQ(lines.size(), 3u) << text;
  EXPECT_THAT(lines[0], HasSubstr("step 1/100"));
  EXPECT_THAT(lines[2], HasSubstr("step 100/100"));
  EXPECT_THAT(lines[2], HasSubstr("ETA 0:00"));
}

TEST(ProgressLine, IsNarrowerThanTheTerminal) {
  int terminal = -1, program = -1;
  winsize size{24, 40, 0, 0};
  ASSERT_EQ(openpty(&terminal, &program, nullptr, nullptr, &size), 0);
  std::FILE *out = fdopen(program, "w");
  ProgressLine(out, 0, 600000).update({123456, 2.31, 1e-3, 0.5, 41234, 10});
  char text[200];
  ssize_t count = read(terminal, text, sizeof text);
  std::fclose(out);
  close(terminal);
  ASSERT_GT(count, 0);
  // 39 columns: in the 40th the cursor would wrap.
  EXPECT_EQ(std::string(text, static_cast<size_t>(count)),
            "\r\033[Kstep 123456/600000  loss 2.3100  lr 1.0");
}

TEST(Plot, FallingLineFillsTheDiagonal) {
  std::vector<std::pair<double, double>> points;
  for (int i = 0; i <= 100; ++i)
    points.emplace_back(i, 100 - i);
  EXPECT_THAT(
      linesOf(plotCurve(points, "step", {4, 2})),
      ElementsAre("  75.143 ┤⠑⢄⠀⠀", "  24.857 ┤⠀⠀⠑⢄", "         └────", "          0 step 100"));
}

TEST(Plot, ConstantOnePointAndNothing) {
  EXPECT_THAT(plotCurve({{1, 2}, {2, 2}}, "step", {4, 2}), HasSubstr("⣀"));
  EXPECT_NE(plotCurve({{1, 2}}, "step", {4, 2}), "");
  EXPECT_EQ(plotCurve({}, "step"), "");
  EXPECT_EQ(plotCurve({{1, NAN}, {2, INFINITY}}, "step"), "");
}

TEST(Plot, PointsThatAreNotFiniteAreLeftOut) {
  EXPECT_EQ(plotCurve({{0, 3}, {1, NAN}, {2, 1}}, "step"), plotCurve({{0, 3}, {2, 1}}, "step"));
}

} // namespace

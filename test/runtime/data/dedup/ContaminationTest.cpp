//===- ContaminationTest.cpp - benchmarks in training text ----------------===//

#include "runtime/data/dedup/ContaminationCheck.h"
#include "runtime/data/dedup/ContaminationReport.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <gmock/gmock.h>

#include <set>

using namespace heddle::corpus;
using namespace heddle::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

Decontamination optionsWith(uint32_t ngram, uint32_t shareNgram, double minShare,
                            uint32_t minSpan) {
  Decontamination options;
  options.add_benchmark()->set_name("first");
  options.add_benchmark()->set_name("second");
  options.set_ngram(ngram);
  options.set_share_ngram(shareNgram);
  options.set_min_share(minShare);
  options.set_min_span(minSpan);
  options.set_min_item_words(1);
  return options;
}

ContaminationIndex indexOf(const Decontamination &options, std::vector<std::string> texts) {
  std::vector<BenchmarkItem> items;
  for (size_t i = 0; i < texts.size(); ++i)
    items.push_back({uint32_t(2 * i / texts.size()), "items", i + 1, texts[i]});
  return ContaminationIndex(options, items);
}

std::string words(const std::string &prefix, int first, int end) {
  std::string text;
  for (int i = first; i < end; ++i)
    text += (i > first ? " " : "") + prefix + std::to_string(i);
  return text;
}

std::vector<uint32_t> hitsOf(const ContaminationIndex &index, std::string_view text) {
  ContaminationCheck check(index);
  std::vector<uint32_t> items;
  for (const ItemHit &hit : check.check(text))
    items.push_back(hit.item);
  return items;
}

/// By definition: the longest run of words that both have, and of `n` words those of the item.
struct Compared {
  uint32_t longest = 0, shared = 0;
};
Compared compare(const std::vector<int> &item, const std::vector<int> &text, size_t n) {
  Compared result;
  for (size_t i = 0; i < item.size(); ++i) {
    size_t best = 0;
    for (size_t j = 0; j < text.size(); ++j) {
      size_t run = 0;
      while (i + run < item.size() && j + run < text.size() && item[i + run] == text[j + run])
        ++run;
      best = std::max(best, run);
    }
    result.longest = std::max(result.longest, uint32_t(best));
    result.shared += best >= n;
  }
  return result;
}

std::vector<int> randomNumbers(Random &random, uint64_t longest, uint64_t alphabet) {
  std::vector<int> numbers(1 + random.below(longest));
  for (int &number : numbers)
    number = int(random.below(alphabet));
  return numbers;
}

std::string textOf(const std::vector<int> &numbers) {
  std::string text;
  for (int number : numbers)
    text += "w" + std::to_string(number) + " ";
  return text;
}

} // namespace

TEST(ContaminationTest, ARunOfNgramWordsHits) {
  ContaminationIndex index =
      indexOf(optionsWith(13, 0, 0, 0), {words("a", 0, 40), words("b", 0, 40)});
  EXPECT_THAT(hitsOf(index, "x " + words("a", 20, 33) + " y"), ElementsAre(0u));
  EXPECT_THAT(hitsOf(index, "x " + words("a", 20, 32) + " y " + words("b", 3, 15)), IsEmpty());
  EXPECT_THAT(hitsOf(index, words("b", 0, 13) + words(" a", 27, 40)), ElementsAre(0u, 1u));
  // Case, punctuation and layout do not hide it.
  EXPECT_THAT(hitsOf(index, "A0, A1. (a2)\n\nA3\ta4 a5 a6; a-7 a8 a9 a10 a11 \"a12\""),
              ElementsAre(0u));
}

TEST(ContaminationTest, AShareOfTheItemsRunsHits) {
  // 20 words have 13 runs of 8. All but the last 3 words: 10 of 13 runs.
  ContaminationIndex index = indexOf(optionsWith(0, 8, 0.7, 0), {words("a", 0, 20)});
  EXPECT_THAT(hitsOf(index, words("a", 0, 17)), ElementsAre(0u));
  EXPECT_THAT(hitsOf(index, words("a", 0, 16)), IsEmpty());
  // In pieces too, wherever they stand; a run that is there twice counts once.
  EXPECT_THAT(hitsOf(index, words("a", 10, 20) + " x " + words("a", 0, 14)), ElementsAre(0u));
  EXPECT_THAT(
      hitsOf(index, words("a", 0, 12) + " x " + words("a", 0, 12) + " y " + words("a", 0, 12)),
      IsEmpty());
}

TEST(ContaminationTest, ALongestRunHits) {
  ContaminationIndex index =
      indexOf(optionsWith(0, 0, 0, 5), {words("a", 0, 20), words("b", 0, 4)});
  EXPECT_THAT(hitsOf(index, words("a", 3, 8)), ElementsAre(0u));
  EXPECT_THAT(hitsOf(index, words("a", 3, 7) + " x " + words("b", 0, 4)), IsEmpty());
}

TEST(ContaminationTest, ShortItemsAreComparedWholeOrNotAtAll) {
  Decontamination options = optionsWith(13, 8, 0.7, 0);
  ContaminationIndex index = indexOf(options, {"one two three", words("a", 0, 30)});
  EXPECT_THAT(hitsOf(index, "zero one, two: three four"), ElementsAre(0u));
  EXPECT_THAT(hitsOf(index, "one two four three"), IsEmpty());
  options.set_min_item_words(4);
  ContaminationIndex longer = indexOf(options, {"one two three", words("a", 0, 30)});
  EXPECT_FALSE(longer.isCompared(0));
  EXPECT_THAT(hitsOf(longer, "one two three"), IsEmpty());
  EXPECT_THAT(hitsOf(longer, words("a", 0, 13)), ElementsAre(1u));
}

TEST(ContaminationTest, ItSaysWhatItFound) {
  ContaminationIndex index = indexOf(optionsWith(13, 8, 0.7, 0), {words("a", 0, 30)});
  ContaminationCheck check(index);
  std::string before = words("a", 4, 13) + " x, ", run = "A10 " + words("a", 11, 24);
  const std::vector<ItemHit> &hits = check.check(before + run + "! y");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].longestWords, 14u);
  EXPECT_EQ(hits[0].longest, (ByteSpan{before.size(), before.size() + run.size()}));
  EXPECT_EQ(hits[0].ngrams, 2u);
  // a4..a12 have two runs of 8, a10..a23 seven, of 23.
  EXPECT_DOUBLE_EQ(hits[0].share, 9.0 / 23);
  EXPECT_TRUE(hits[0].byNgram);
  EXPECT_FALSE(hits[0].byShare || hits[0].bySpan);
  EXPECT_EQ(check.sharedSpans(), std::vector<ByteSpan>({hits[0].longest}));
}

namespace {

/// Compares the hits of a document with the definition; gives how many there are.
size_t expectHits(const Decontamination &options, const std::vector<std::vector<int>> &items,
                  const std::vector<int> &document) {
  std::vector<std::string> texts;
  for (auto &item : items)
    texts.push_back(textOf(item));
  ContaminationIndex index = indexOf(options, texts);
  ContaminationCheck check(index);
  std::vector<ItemHit> hits = check.check(textOf(document));
  size_t next = 0;
  for (uint32_t i = 0; i < items.size(); ++i) {
    size_t n = std::min<size_t>(options.ngram(), items[i].size());
    size_t share = std::min<size_t>(options.share_ngram(), items[i].size());
    Compared byNgram = compare(items[i], document, n), byShare = compare(items[i], document, share);
    uint32_t ngrams = n ? byNgram.shared : 0;
    double found = share ? double(byShare.shared) / double(items[i].size() - share + 1) : 0;
    bool isLong = options.min_span() && byNgram.longest >= options.min_span();
    bool isHit = ngrams > 0 || (share && found >= options.min_share()) || isLong;
    EXPECT_EQ(isHit, next < hits.size() && hits[next].item == i) << "item " << i;
    if (!isHit || next == hits.size())
      continue;
    EXPECT_EQ(hits[next].longestWords, byNgram.longest);
    EXPECT_EQ(hits[next].ngrams, ngrams);
    EXPECT_DOUBLE_EQ(hits[next].share, found);
    EXPECT_EQ(hits[next].bySpan, isLong);
    ++next;
  }
  return next;
}

} // namespace

TEST(ContaminationTest, ItIsTheDefinitionOverSmallAlphabets) {
  Random random(1);
  size_t hitCount = 0;
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE(round);
    uint64_t alphabet = 1 + random.below(5);
    uint32_t ngram = uint32_t(random.below(7)), shareNgram = uint32_t(random.below(5));
    Decontamination options = optionsWith(ngram, shareNgram, 0.6, uint32_t(random.below(9)));
    if (!checkOptions(options).ok())
      continue;
    std::vector<std::vector<int>> items;
    for (int i = 0; i < 6; ++i)
      items.push_back(randomNumbers(random, 14, alphabet));
    hitCount += expectHits(options, items, randomNumbers(random, 40, alphabet));
  }
  EXPECT_GT(hitCount, 300u);
}

TEST(ContaminationTest, HostileTextsTakeLinearTime) {
  // Every word the same in all items and the document; then all items share a long begin.
  std::string same(400000, 'a');
  for (size_t i = 1; i < same.size(); i += 2)
    same[i] = ' ';
  ContaminationIndex one =
      indexOf(optionsWith(13, 8, 0.7, 0), {same.substr(0, 100000), same.substr(0, 50000)});
  EXPECT_THAT(hitsOf(one, same), ElementsAre(0u, 1u));
  std::vector<std::string> items;
  std::string document;
  for (int i = 0; i < 3000; ++i) {
    items.push_back(words("common", 0, 20) + " end" + std::to_string(i));
    document += items.back() + "\n";
  }
  EXPECT_EQ(hitsOf(indexOf(optionsWith(13, 8, 0.7, 0), items), document).size(), 3000u);
}

TEST(ContaminationTest, SharedSpansAreThoseOfTheTestsThatHit) {
  ContaminationIndex index =
      indexOf(optionsWith(5, 0, 0, 0), {words("a", 0, 20), words("b", 0, 20)});
  ContaminationCheck check(index);
  std::string text = "x " + words("a", 3, 9) + " y " + words("a", 0, 4) + " " + words("b", 7, 12) +
                     " z " + words("a", 3, 9);
  check.check(text);
  std::vector<std::string> shared;
  for (const ByteSpan &span : check.sharedSpans())
    shared.push_back(text.substr(span.begin, span.end - span.begin));
  EXPECT_THAT(shared, ElementsAre(words("a", 3, 9), words("b", 7, 12), words("a", 3, 9)));
  check.check("nothing of it");
  EXPECT_THAT(check.sharedSpans(), IsEmpty());
}

TEST(ContaminationTest, SpansGoWithTheirMargin) {
  Decontamination options;
  options.set_margin(2);
  options.set_max_pieces(3);
  std::string text = "0123456789ABCDEFGHIJ";
  auto piecesOf = [&](std::vector<ByteSpan> spans) { return removeSpans(text, spans, options); };
  EXPECT_THAT(piecesOf({{8, 10}}).pieces, ElementsAre(ByteSpan{0, 6}, ByteSpan{12, 20}));
  EXPECT_THAT(piecesOf({{0, 3}}).pieces, ElementsAre(ByteSpan{5, 20}));
  EXPECT_THAT(piecesOf({}).pieces, ElementsAre(ByteSpan{0, 20}));
  // Margins that meet leave nothing between them, and a piece of one character goes.
  EXPECT_THAT(piecesOf({{4, 6}, {9, 11}}).pieces, ElementsAre(ByteSpan{0, 2}, ByteSpan{13, 20}));
  EXPECT_THAT(piecesOf({{4, 6}, {11, 12}}).pieces, ElementsAre(ByteSpan{0, 2}, ByteSpan{14, 20}));
  EXPECT_TRUE(piecesOf({{1, 19}}).isRemoved);
  EXPECT_FALSE(removeSpans("x", {}, options).isRemoved);
  options.set_max_pieces(1);
  EXPECT_TRUE(piecesOf({{8, 10}}).isRemoved);
  // Characters, not bytes.
  Remainder wide = removeSpans("ääääää", std::vector<ByteSpan>{{4, 6}}, options);
  EXPECT_THAT(wide.pieces, ElementsAre(ByteSpan{10, 12}));
}

TEST(ContaminationTest, ReportsOfPartsAddUp) {
  ContaminationIndex index = indexOf(optionsWith(5, 0, 0, 0), {words("a", 0, 9), words("b", 0, 9),
                                                               words("c", 0, 9), "too short x"});
  std::vector<std::string> texts;
  Random random(1);
  for (int i = 0; i < 40; ++i) {
    std::string text = random.freshWords(3);
    for (const char *item : {"a", "b", "c"})
      if (random.below(3) == 0)
        text += " " + words(item, 1, 7);
    texts.push_back(text);
  }
  auto reportOf = [&](size_t first, size_t end) {
    ContaminationTally tally(index);
    ContaminationCheck check(index);
    for (size_t i = first; i < end; ++i)
      tally.add(i, "text@" + std::to_string(i), texts[i], check.check(texts[i]));
    return tally.report();
  };
  ContaminationReport whole = reportOf(0, 40), parts = reportOf(20, 40);
  ASSERT_TRUE(mergeReport(reportOf(0, 7), parts).ok());
  ASSERT_TRUE(mergeReport(reportOf(7, 20), parts).ok());
  EXPECT_EQ(parts.DebugString(), whole.DebugString());
  EXPECT_EQ(whole.documents(), 40u);
  ASSERT_EQ(whole.benchmark_size(), 2);
  EXPECT_EQ(whole.benchmark(1).items(), 2u);
  EXPECT_EQ(whole.benchmark(1).compared_items(), 2u);
  EXPECT_THAT(whole.benchmark(0).hit_items(), ElementsAre(0u, 1u));
  EXPECT_THAT(whole.benchmark(1).hit_items(), ElementsAre(0u));
  ASSERT_EQ(whole.benchmark(1).examples_size(), 5);
  EXPECT_EQ(whole.benchmark(1).examples(0).item(), "items:3");
  EXPECT_EQ(whole.benchmark(1).examples(0).text(), words("c", 1, 7));
  EXPECT_EQ(whole.benchmark(1).examples(0).words(), 6u);
  EXPECT_FALSE(mergeReport(ContaminationReport(), parts).ok());
}

TEST(ContaminationTest, OptionsThatMakeNoSenseAreRefused) {
  EXPECT_TRUE(checkOptions(Decontamination()).ok());
  EXPECT_FALSE(checkOptions(optionsWith(0, 0, 0, 0)).ok());
  EXPECT_FALSE(checkOptions(optionsWith(0, 8, 0, 0)).ok());
  EXPECT_FALSE(checkOptions(optionsWith(13, 8, 2, 0)).ok());
}

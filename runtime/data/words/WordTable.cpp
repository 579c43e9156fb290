//===- WordTable.cpp - how probable a text's words are --------------------===//

#include "runtime/data/words/WordTable.h"

#include "runtime/base/PortableMath.h"
#include "runtime/data/words/WordCounter.h"
#include "runtime/data/words/WordScanner.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace heddle::corpus {

using namespace heddle::runtime;

namespace {

constexpr double kScale = 1 << 20;

/// A decimal number without a sign or leading zeros at the start of `text`, which loses it.
bool takeNumber(std::string_view &text, uint64_t &value) {
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || (text[0] == '0' && end != text.data() + 1))
    return false;
  text.remove_prefix(size_t(end - text.data()));
  return true;
}

bool take(std::string_view &text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

} // namespace

//===----------------------------------------------------------------------===//
// Asking
//===----------------------------------------------------------------------===//

WordTable::WordTable(uint64_t words, uint64_t total)
    : words(words), total(double(total)), slots(std::bit_ceil(2 * words + 2)),
      unknown(logarithmOf(std::sqrt(double(words)) + 1)) {}

/// Never 0, which marks free slots: even a word that is all of the text has less than 1.
int32_t WordTable::logarithmOf(double count) const {
  double logarithm = portableLog(count / total);
  return int32_t(std::min(std::floor(logarithm * kScale + 0.5), -1.0));
}

int32_t WordTable::find(uint64_t hash) const {
  uint32_t tag = uint32_t(hash >> 32);
  size_t slot = hash & (slots.size() - 1);
  while (slots[slot].logarithm) {
    if (slots[slot].tag == tag)
      return slots[slot].logarithm;
    slot = (slot + 1) & (slots.size() - 1);
  }
  return unknown;
}

/// Words are looked up some words later than they are read, when their slots have come to the
/// cache.
double WordTable::meanLogProbability(std::string_view text) const {
  constexpr size_t kAhead = 16;
  uint64_t hashes[kAhead];
  int64_t sum = 0;
  size_t count = 0;
  WordScanner scanner(text);
  for (; scanner.next(); ++count) {
    uint64_t &hash = hashes[count % kAhead];
    if (count >= kAhead)
      sum += find(hash);
    hash = scanner.hash();
    __builtin_prefetch(&slots[hash & (slots.size() - 1)]);
  }
  for (size_t i = 0; i < std::min(count, kAhead); ++i)
    sum += find(hashes[i]);
  return count ? double(sum) / kScale / double(count) : 0;
}

double WordTable::logProbability(std::string_view word) const {
  return find(hashWord(word)) / kScale;
}

/// Of two words that cannot be told apart the first, more frequent one counts.
void WordTable::insert(uint64_t hash, uint64_t count) {
  uint32_t tag = uint32_t(hash >> 32);
  size_t slot = hash & (slots.size() - 1);
  while (slots[slot].logarithm) {
    if (slots[slot].tag == tag)
      return;
    slot = (slot + 1) & (slots.size() - 1);
  }
  slots[slot] = {tag, logarithmOf(double(count))};
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// One line after the other, each against the one before.
class WordTableReader {
public:
  /// Of a text of so many bytes.
  explicit WordTableReader(uint64_t bytes) : bytes(bytes) {}

  Status readHeader(std::string_view line);
  Status readWord(std::string_view line);
  Status finish();
  WordTable takeTable() { return std::move(table); }

private:
  Status checkRepetitions();

  uint64_t bytes;
  uint64_t total = 0, words = 0, sum = 0;
  uint64_t lastCount = ~uint64_t(0);
  std::string lastWord;
  std::vector<std::pair<uint64_t, uint64_t>> hashes; // and the words' lines
  WordTable table{0, 1};
};

Status WordTableReader::readHeader(std::string_view line) {
  if (!take(line, "#heddle-words 1 total=") || !takeNumber(line, total) || !take(line, " words=") ||
      !takeNumber(line, words) || !line.empty())
    return error("begins as no table of word frequencies does",
                 "heddle-corpus count-words writes one; its first line is "
                 "'#heddle-words 1 total=N words=N'");
  if (words == 0 || words > total)
    return error("says that it lists " + std::to_string(words) + " of " + std::to_string(total) +
                     " words",
                 "a table needs words: count more text, or ask for a lower least count");
  constexpr size_t kShortestLine = 4;
  if (words > bytes / kShortestLine)
    return error("says that it lists " + std::to_string(words) + " words, but " +
                     std::to_string(bytes) + " bytes cannot",
                 "the file is cut short: copy or count it again");
  table = WordTable(words, total);
  return {};
}

Status WordTableReader::readWord(std::string_view line) {
  std::string_view word = line.substr(0, line.find('\t'));
  std::string_view rest = line.substr(word.size());
  uint64_t count = 0;
  if (!take(rest, "\t") || !takeNumber(rest, count) || !rest.empty() || count == 0)
    return error("is no word, tab and count");
  WordScanner scanner(word);
  if (word.size() > kMaxWordBytes || !scanner.next() || scanner.word() != word)
    return error("does not begin with one word and a tab",
                 "a word is a run of small letters, marks and digits");
  if (hashes.size() == words)
    return error("is one word more than the first line says");
  if (count > lastCount || (count == lastCount && word <= lastWord))
    return error("is out of order", "the most frequent word stands first, equals by their bytes");
  if (count > total - sum)
    return error("the counts are more than the total of the first line");
  lastCount = count;
  lastWord = word;
  sum += count;
  hashes.push_back({scanner.hash(), hashes.size() + 2});
  table.insert(scanner.hash(), count);
  return {};
}

Status WordTableReader::checkRepetitions() {
  std::ranges::sort(hashes);
  for (size_t i = 1; i < hashes.size(); ++i)
    if (hashes[i].first == hashes[i - 1].first)
      return error("the lines " + std::to_string(hashes[i - 1].second) + " and " +
                   std::to_string(hashes[i].second) + " list the same word");
  return {};
}

Status WordTableReader::finish() {
  if (hashes.size() < words)
    return error("ends after " + std::to_string(hashes.size()) + " of " + std::to_string(words) +
                     " words",
                 "the file is cut short: copy or count it again");
  return checkRepetitions();
}

Result<WordTable> WordTable::parse(std::string_view text, const std::string &source) {
  WordTableReader reader(text.size());
  for (size_t begin = 0, number = 1; begin < text.size() || number == 1; ++number) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    Status status = number == 1 ? reader.readHeader(line) : reader.readWord(line);
    if (status.ok() && end == text.size())
      status = error("is not ended by a newline", "the file is cut short: copy or count it again");
    if (!status)
      return status.at(source + ":" + std::to_string(number));
    begin = end + 1;
  }
  if (Status status = reader.finish(); !status)
    return status.at(source);
  return reader.takeTable();
}

} // namespace heddle::corpus

//===- Vocabulary.cpp - tokens and their merges ---------------------------===//

#include "runtime/data/tokenizer/Vocabulary.h"

#include "runtime/data/text/TextMap.h"
#include "runtime/data/tokenizer/ByteNames.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <unordered_map>

namespace heddle::runtime {

namespace {

/// Calls `use` with each line that is not empty, without its end, until it fails.
Status forEachLine(std::string_view text, const std::string &source,
                   const std::function<Status(std::string_view)> &use) {
  for (size_t begin = 0, number = 1; begin < text.size(); ++number) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (!line.empty())
      if (Status status = use(line); !status)
        return status.at(source + ":" + std::to_string(number));
    begin = end + 1;
  }
  return {};
}

using Ids = std::unordered_map<std::string_view, uint32_t>;

//===----------------------------------------------------------------------===//
// vocab.bpe
//===----------------------------------------------------------------------===//

class VocabBpeReader {
public:
  VocabBpeReader() {
    for (uint8_t byte : getGpt2Bytes())
      add(std::string(1, char(byte)));
  }

  Status readLine(std::string_view line) {
    if (line.starts_with("#version"))
      return {};
    size_t space = line.find(' ');
    if (space == line.npos)
      return error("'" + std::string(line) + "' is no merge",
                   "a vocab.bpe has two tokens per line, with a space between them");
    auto left = find(line.substr(0, space)), right = find(line.substr(space + 1));
    if (!left || !right)
      return error("merges a token that no line before makes: '" + std::string(line) + "'");
    std::string merged = vocabulary.tokens[*left] + vocabulary.tokens[*right];
    if (ids.contains(merged))
      return error("makes a token that a line before has made: '" + std::string(line) + "'");
    vocabulary.merges.push_back({*left, *right, uint32_t(vocabulary.tokens.size())});
    add(std::move(merged));
    return {};
  }

  Vocabulary vocabulary;

private:
  void add(std::string bytes) {
    ids.emplace(bytes, uint32_t(vocabulary.tokens.size()));
    vocabulary.tokens.push_back(std::move(bytes));
  }

  std::optional<uint32_t> find(std::string_view name) const {
    std::optional<std::string> bytes = readByteNames(name);
    auto known = bytes ? ids.find(*bytes) : ids.end();
    return known == ids.end() ? std::nullopt : std::optional(known->second);
  }

  TextMap<uint32_t> ids;
};

//===----------------------------------------------------------------------===//
// .tiktoken
//===----------------------------------------------------------------------===//

int valueOfBase64(char c) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t value = kDigits.find(c);
  return value == kDigits.npos ? -1 : int(value);
}

std::optional<std::string> decodeBase64(std::string_view text) {
  while (text.ends_with('='))
    text.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0, count = 0;
  for (char c : text) {
    int value = valueOfBase64(c);
    if (value < 0)
      return std::nullopt;
    bits = bits << 6 | unsigned(value);
    if ((count += 6) >= 8)
      bytes.push_back(char(bits >> (count -= 8)));
  }
  return bytes;
}

Status readTiktokenLine(std::string_view line, Vocabulary &vocabulary) {
  size_t space = line.find(' ');
  uint32_t rank = 0;
  std::string_view number = line.substr(std::min(space, line.size() - 1) + 1);
  auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), rank);
  std::optional<std::string> bytes = decodeBase64(line.substr(0, space));
  if (space == line.npos || problem != std::errc() || end != number.data() + number.size() ||
      !bytes || bytes->empty() || rank >= kMaxTokens)
    return error("is no token and rank", "a .tiktoken file has lines like 'IHRoZQ== 262'");
  if (rank >= vocabulary.tokens.size())
    vocabulary.tokens.resize(rank + 1);
  if (!vocabulary.tokens[rank].empty())
    return error("gives the rank " + std::to_string(rank) + " a second time");
  vocabulary.tokens[rank] = std::move(*bytes);
  return {};
}

/// All ways to make a token of two others, in the order of what they make. To tiktoken those of one
/// token have one rank; that Bpe counts them makes no difference, since only one of them ever
/// happens.
void findMerges(Vocabulary &vocabulary, const Ids &ids) {
  for (uint32_t id = 0; id < vocabulary.tokens.size(); ++id) {
    std::string_view bytes = vocabulary.tokens[id];
    for (size_t cut = 1; cut < bytes.size(); ++cut) {
      auto left = ids.find(bytes.substr(0, cut)), right = ids.find(bytes.substr(cut));
      if (left != ids.end() && right != ids.end())
        vocabulary.merges.push_back({left->second, right->second, id});
    }
  }
}

} // namespace

Result<Vocabulary> parseVocabBpe(std::string_view text, const std::string &source) {
  VocabBpeReader reader;
  Status status =
      forEachLine(text, source, [&](std::string_view line) { return reader.readLine(line); });
  if (!status)
    return status;
  return std::move(reader.vocabulary);
}

Result<Vocabulary> parseTiktoken(std::string_view text, const std::string &source) {
  Vocabulary vocabulary;
  vocabulary.wholePieces = true;
  Status status = forEachLine(
      text, source, [&](std::string_view line) { return readTiktokenLine(line, vocabulary); });
  if (!status)
    return status;
  Ids ids;
  for (uint32_t id = 0; id < vocabulary.tokens.size(); ++id)
    if (!vocabulary.tokens[id].empty() && !ids.emplace(vocabulary.tokens[id], id).second)
      return error(source + ": the tokens " + std::to_string(ids[vocabulary.tokens[id]]) + " and " +
                   std::to_string(id) + " have the same bytes");
  for (unsigned byte = 0; byte < 256; ++byte)
    if (char c = char(byte); !ids.contains(std::string_view(&c, 1)))
      return error(source + ": has no token for the byte " + std::to_string(byte),
                   "byte-level BPE needs all 256, so that every text can be encoded");
  findMerges(vocabulary, ids);
  return vocabulary;
}

} // namespace heddle::runtime

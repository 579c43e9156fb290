//===- TokenFile.cpp - reading a token file -------------------------------===//

#include "runtime/data/tokens/TokenFile.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <unistd.h>
#include <vector>

namespace heddle::corpus {

namespace {

std::string inFile(const std::string &path) { return "token file '" + path + "'"; }

constexpr const char *kAgain = "copy the file again, or write it again";

} // namespace

bool TokenFile::isTokenFile(const std::string &path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return false;
  char first[kTokensMagic.size()];
  ssize_t count = pread(descriptor, first, sizeof first, 0);
  close(descriptor);
  return count == sizeof first && std::string_view(first, sizeof first) == kTokensMagic;
}

Result<TokenFile> TokenFile::open(const std::string &path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file)
    return file.status();
  std::span<const std::byte> bytes = file->bytes();
  Result<Layout> layout =
      parseHeader(bytes.first(std::min<size_t>(bytes.size(), kHeaderBytes)), bytes.size());
  if (!layout)
    return layout.status().at(inFile(path));
  TokenFile tokens(std::move(*file), *layout);
  if (Status status = tokens.checkEnds(); !status)
    return status.at(inFile(path));
  return tokens;
}

Status TokenFile::checkEnds() const {
  if (checksumOf(file.bytes().subspan(facts.checksumsAt())) != facts.checksum)
    return error("the checksums at byte " + std::to_string(facts.checksumsAt()) + " are damaged",
                 kAgain);
  if ((facts.documents == 0) != (facts.tokens == 0) ||
      (facts.documents > 0 && (starts().front() != 0 || starts().back() >= facts.tokens)))
    return error("the documents at byte " + std::to_string(facts.documentsAt()) +
                     " do not cover the tokens",
                 kAgain);
  return {};
}

std::string_view TokenFile::tokenizerJson() const {
  return {reinterpret_cast<const char *>(file.bytes().data() + facts.tokenizerAt()),
          size_t(facts.tokenizerBytes)};
}

void TokenFile::read(uint64_t first, std::span<uint32_t> tokens) const {
  assert(first <= facts.tokens && tokens.size() <= facts.tokens - first);
  const std::byte *at = file.bytes().data() + kHeaderBytes + first * facts.bytesPerToken;
  if (facts.bytesPerToken == 2)
    std::copy_n(reinterpret_cast<const uint16_t *>(at), tokens.size(), tokens.begin());
  else
    std::memcpy(tokens.data(), at, tokens.size_bytes());
}

uint64_t TokenFile::documentOf(uint64_t token) const {
  assert(token < facts.tokens);
  auto after = std::upper_bound(starts().begin() + 1, starts().end(), token);
  return static_cast<uint64_t>(after - starts().begin()) - 1;
}

std::string TokenFile::describeBlock(uint64_t begin, uint64_t end) const {
  std::string text = "bytes " + std::to_string(begin) + " to " + std::to_string(end - 1);
  uint64_t first = (begin - kHeaderBytes) / facts.bytesPerToken,
           after = (end - kHeaderBytes) / facts.bytesPerToken;
  if (first < facts.tokens)
    text += ", tokens " + std::to_string(first) + " to " +
            std::to_string(std::min(after, facts.tokens) - 1);
  return text;
}

Status TokenFile::checkBlocks() const {
  for (uint64_t block = 0; block < facts.blocks(); ++block) {
    uint64_t begin = kHeaderBytes + block * kBlockBytes,
             end = std::min(begin + kBlockBytes, facts.checksumsAt());
    uint64_t expected;
    std::memcpy(&expected, file.bytes().data() + facts.checksumsAt() + 8 * block, sizeof expected);
    if (checksumOf(file.bytes().subspan(begin, end - begin)) != expected)
      return error("block " + std::to_string(block) + " is damaged: " + describeBlock(begin, end),
                   kAgain);
  }
  return {};
}

Status TokenFile::checkDocuments() const {
  auto bad = std::ranges::adjacent_find(starts(), std::greater_equal<>());
  if (bad == starts().end())
    return {};
  return error("document " + std::to_string(bad - starts().begin() + 1) +
               " begins before the end of the one before it");
}

Status TokenFile::checkTokens() const {
  std::vector<uint32_t> piece(1 << 16);
  for (uint64_t first = 0; first < facts.tokens; first += piece.size()) {
    piece.resize(std::min<uint64_t>(piece.size(), facts.tokens - first));
    read(first, piece);
    auto bad = std::ranges::find_if(piece, [&](uint32_t token) { return token >= facts.vocab; });
    if (bad != piece.end())
      return error("token " + std::to_string(first + (bad - piece.begin())) + " is " +
                   std::to_string(*bad) + ", but the vocabulary ends at " +
                   std::to_string(facts.vocab));
  }
  return {};
}

Status TokenFile::verify() const {
  for (auto check : {&TokenFile::checkBlocks, &TokenFile::checkDocuments, &TokenFile::checkTokens})
    if (Status status = (this->*check)(); !status)
      return status.at(inFile(path()));
  return {};
}

} // namespace heddle::corpus

//===- TokenWriter.cpp - writing a token file -----------------------------===//

#include "runtime/data/tokens/TokenWriter.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace heddle::corpus {

using runtime::NewFile;
using runtime::Tokenizer;

TokenOrigin originOf(const Tokenizer &tokenizer, bool keepsTokenizer) {
  return {tokenizer.fingerprint(), tokenizer.size(), tokenizer.endOfDocument(),
          keepsTokenizer ? writeTokenizerJson(tokenizer.describe()) : ""};
}

uint64_t textBytesOf(const Tokenizer &tokenizer, std::span<const uint32_t> tokens) {
  uint64_t bytes = 0;
  for (uint32_t token : tokens)
    bytes += tokenizer.textBytesOf(token);
  return bytes;
}

Result<TokenWriter> TokenWriter::create(const std::string &path, TokenOrigin origin) {
  Result<NewFile> file = NewFile::create(path);
  if (!file)
    return file.status();
  Result<Spool> starts = Spool::create(std::filesystem::path(path).parent_path());
  if (!starts)
    return starts.status();
  std::array<std::byte, kHeaderBytes> room{};
  if (Status status = file->writer().write(room); !status)
    return status;
  return TokenWriter(std::move(*file), std::move(*starts), std::move(origin));
}

TokenWriter::TokenWriter(NewFile file, Spool starts, TokenOrigin givenOrigin)
    : file(std::move(file)), starts(std::move(starts)), origin(std::move(givenOrigin)) {
  layout.bytesPerToken = bytesPerTokenOf(origin.vocab);
  block.reserve(kBlockBytes);
}

Status TokenWriter::flush() {
  checksums.push_back(checksumOf(block));
  Status status = file.writer().write(block);
  block.clear();
  return status;
}

Status TokenWriter::writeBytes(std::span<const std::byte> bytes) {
  written += bytes.size();
  while (!bytes.empty()) {
    std::span<const std::byte> part =
        bytes.first(std::min(bytes.size(), kBlockBytes - block.size()));
    block.insert(block.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (block.size() == kBlockBytes)
      if (Status status = flush(); !status)
        return status;
  }
  return {};
}

/// To a multiple of 8 bytes, which the header is.
Status TokenWriter::pad() {
  constexpr std::array<std::byte, 8> kZeros{};
  return writeBytes(std::span(kZeros).first((8 - written % 8) % 8));
}

template <typename T> Status TokenWriter::writeTokens(std::span<const uint32_t> tokens) {
  std::array<T, 4096> narrow;
  while (!tokens.empty()) {
    size_t count = std::min(tokens.size(), narrow.size());
    std::ranges::copy(tokens.first(count), narrow.begin());
    if (Status status = writeBytes(std::as_bytes(std::span(narrow).first(count))); !status)
      return status;
    tokens = tokens.subspan(count);
  }
  return {};
}

std::string TokenWriter::place() const {
  return "document " + std::to_string(starts.size()) + " of '" + file.path() + "'";
}

Status TokenWriter::append(std::span<const uint32_t> tokens) {
  uint32_t largest = tokens.empty() ? 0 : std::ranges::max(tokens);
  if (largest >= origin.vocab)
    return error(place() + " has the token " + std::to_string(largest) +
                 ", but the vocabulary ends at " + std::to_string(origin.vocab));
  layout.tokens += tokens.size();
  return layout.bytesPerToken == 2 ? writeTokens<uint16_t>(tokens) : writeTokens<uint32_t>(tokens);
}

Status TokenWriter::endDocument(uint64_t textBytes) {
  if (layout.tokens == start)
    return error(place() + " has no tokens", "leave empty documents out");
  layout.textBytes += textBytes;
  return starts.add(std::exchange(start, layout.tokens));
}

Status TokenWriter::add(std::span<const uint32_t> tokens, uint64_t textBytes) {
  Status status = append(tokens);
  return status ? endDocument(textBytes) : status;
}

/// What follows the tokens.
Status TokenWriter::writeSections() {
  Status status = pad();
  if (status)
    status = starts.forEach(
        [&](std::span<const uint64_t> numbers) { return writeBytes(std::as_bytes(numbers)); });
  if (status)
    status = writeBytes(std::as_bytes(std::span(origin.tokenizerJson)));
  if (status)
    status = pad();
  if (status && !block.empty())
    status = flush();
  return status ? file.writer().write(std::as_bytes(std::span(checksums))) : status;
}

Status TokenWriter::finish() {
  if (layout.tokens != start)
    return error(place() + " has no end");
  layout.documents = starts.size();
  layout.tokenizer = origin.fingerprint;
  layout.vocab = origin.vocab;
  layout.endOfDocument = origin.endOfDocument ? uint64_t{*origin.endOfDocument} : kNoToken;
  layout.tokenizerBytes = origin.tokenizerJson.size();
  if (Status status = writeSections(); !status)
    return status;
  layout.checksum = checksumOf(std::as_bytes(std::span(checksums)));
  Status status = file.writer().rewrite(0, formatHeader(layout));
  return status ? file.commit() : status;
}

} // namespace heddle::corpus

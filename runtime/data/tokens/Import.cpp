//===- Import.cpp - tokens of other programs ------------------------------===//

#include "runtime/data/tokens/Import.h"

#include "runtime/data/tokens/LlmCHeader.h"
#include "runtime/data/tokens/MappedFile.h"
#include "runtime/data/tokens/MegatronIndex.h"

#include <algorithm>
#include <utility>

namespace heddle::corpus {

using runtime::Tokenizer;

namespace {

/// Tokens that are looked at together.
constexpr uint64_t kAtOnce = 1 << 16;

/// Numbers of type T at any place of memory, as tokens of a tokenizer.
template <typename T>
Status readTokens(std::span<const std::byte> bytes, const Tokenizer &tokenizer,
                  std::vector<uint32_t> &tokens) {
  tokens.resize(bytes.size() / sizeof(T));
  for (size_t i = 0; i < tokens.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
    tokens[i] = uint32_t(value);
    if (value < 0 || uint64_t(value) >= tokenizer.size() || tokenizer.bytesOf(tokens[i]).empty())
      return error("token " + std::to_string(i) + " is " + std::to_string(value) +
                       ", which the tokenizer does not have; its vocabulary ends at " +
                       std::to_string(tokenizer.size()),
                   "give the tokenizer that made the file");
  }
  return {};
}

Status readTokens(MegatronType type, std::span<const std::byte> bytes, const Tokenizer &tokenizer,
                  std::vector<uint32_t> &tokens) {
  switch (type) {
  case MegatronType::U8:
    return readTokens<uint8_t>(bytes, tokenizer, tokens);
  case MegatronType::I8:
    return readTokens<int8_t>(bytes, tokenizer, tokens);
  case MegatronType::I16:
    return readTokens<int16_t>(bytes, tokenizer, tokens);
  case MegatronType::I32:
    return readTokens<int32_t>(bytes, tokenizer, tokens);
  case MegatronType::I64:
    return readTokens<int64_t>(bytes, tokenizer, tokens);
  case MegatronType::U16:
    return readTokens<uint16_t>(bytes, tokenizer, tokens);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

/// Cuts a stream of tokens into documents.
class Cutter {
public:
  Cutter(const Tokenizer &tokenizer, TokenWriter &writer) : tokenizer(tokenizer), writer(writer) {}

  Status add(std::span<const uint32_t> tokens) {
    uint32_t mark = *tokenizer.endOfDocument();
    if (count == 0 && !tokens.empty())
      isInFront = tokens.front() == mark;
    while (!tokens.empty()) {
      if (isInFront && tokens.front() == mark)
        if (Status status = end(); !status)
          return status;
      auto found = std::find(tokens.begin() + isInFront, tokens.end(), mark);
      bool isEnd = found != tokens.end() && !isInFront;
      size_t size = found - tokens.begin() + isEnd;
      Status status = extend(tokens.first(size));
      if (status && isEnd)
        status = end();
      if (!status)
        return status;
      tokens = tokens.subspan(size);
    }
    return {};
  }

  /// Of the document that was begun, if one was.
  Status end() {
    if (inDocument == 0)
      return {};
    inDocument = 0;
    return writer.endDocument(std::exchange(textBytes, 0));
  }

private:
  Status extend(std::span<const uint32_t> tokens) {
    count += tokens.size();
    inDocument += tokens.size();
    textBytes += textBytesOf(tokenizer, tokens);
    return writer.append(tokens);
  }

  const Tokenizer &tokenizer;
  TokenWriter &writer;
  bool isInFront = false; // the token stands before documents
  uint64_t count = 0, inDocument = 0, textBytes = 0;
};

Status importStream(std::span<const std::byte> bytes, uint32_t bytesPerToken,
                    const Tokenizer &tokenizer, TokenWriter &writer) {
  if (!tokenizer.endOfDocument())
    return error("has no list of documents, and the tokenizer no token that ends them",
                 "name the token that does");
  if (bytes.size() % bytesPerToken != 0)
    return error("has " + std::to_string(bytes.size()) + " bytes of tokens, which are " +
                     std::to_string(bytesPerToken) + " each",
                 "it was cut off; write it again");
  MegatronType type = bytesPerToken == 2 ? MegatronType::U16 : MegatronType::I32;
  Cutter cutter(tokenizer, writer);
  std::vector<uint32_t> tokens;
  for (uint64_t at = 0; at < bytes.size(); at += kAtOnce * bytesPerToken) {
    auto piece = bytes.subspan(at, std::min<uint64_t>(bytes.size() - at, kAtOnce * bytesPerToken));
    if (Status status = readTokens(type, piece, tokenizer, tokens); !status)
      return status.at("behind token " + std::to_string(at / bytesPerToken));
    if (Status status = cutter.add(tokens); !status)
      return status;
  }
  return cutter.end();
}

/// Calls `use` with the content of a file and puts its name before errors.
template <typename Use> Status withFile(const std::string &path, const Use &use) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file)
    return file.status();
  Status status = use(file->bytes());
  if (!status)
    return status.at("'" + path + "'");
  return file->checkUnchanged();
}

} // namespace

Status importNanoGpt(const std::string &path, const Tokenizer &tokenizer, TokenWriter &writer) {
  return withFile(path, [&](std::span<const std::byte> bytes) {
    return importStream(bytes, 2, tokenizer, writer);
  });
}

Status importLlmC(const std::string &path, const Tokenizer &tokenizer, TokenWriter &writer) {
  return withFile(path, [&](std::span<const std::byte> bytes) -> Status {
    Result<LlmCHeader> header = parseLlmCHeader(bytes, bytes.size());
    if (!header)
      return header.status();
    return importStream(bytes.subspan(LlmCHeader::kBytes), header->bytesPerToken, tokenizer,
                        writer);
  });
}

//===----------------------------------------------------------------------===//
// Megatron
//===----------------------------------------------------------------------===//

namespace {

Status importSequence(const MegatronIndex &index, uint64_t sequence, std::span<const std::byte> bin,
                      const Tokenizer &tokenizer, TokenWriter &writer, uint64_t &textBytes) {
  std::vector<uint32_t> tokens;
  uint64_t count = index.tokensOf(sequence), width = index.bytesPerToken();
  for (uint64_t first = 0; first < count; first += kAtOnce) {
    auto piece = bin.subspan(index.placeOf(sequence) + first * width,
                             std::min(kAtOnce, count - first) * width);
    if (Status status = readTokens(index.type(), piece, tokenizer, tokens); !status)
      return status.at("sequence " + std::to_string(sequence) + ", behind token " +
                       std::to_string(first));
    textBytes += textBytesOf(tokenizer, tokens);
    if (Status status = writer.append(tokens); !status)
      return status;
  }
  return {};
}

Status importDocuments(const MegatronIndex &index, std::span<const std::byte> bin,
                       const Tokenizer &tokenizer, TokenWriter &writer) {
  for (uint64_t document = 0; document < index.documents(); ++document) {
    uint64_t textBytes = 0, before = writer.tokens();
    for (uint64_t i = index.firstOf(document); i < index.firstOf(document + 1); ++i)
      if (Status status = importSequence(index, i, bin, tokenizer, writer, textBytes); !status)
        return status;
    if (writer.tokens() == before)
      continue; // Megatron keeps empty documents
    if (Status status = writer.endDocument(textBytes); !status)
      return status;
  }
  return {};
}

} // namespace

Status importMegatron(const std::string &prefix, const Tokenizer &tokenizer, TokenWriter &writer) {
  return withFile(prefix + ".bin", [&](std::span<const std::byte> bin) {
    return withFile(prefix + ".idx", [&](std::span<const std::byte> bytes) -> Status {
      Result<MegatronIndex> index = MegatronIndex::parse(bytes, bin.size());
      return index ? importDocuments(*index, bin, tokenizer, writer) : index.status();
    });
  });
}

} // namespace heddle::corpus

//===- Export.cpp - tokens for other programs -----------------------------===//

#include "runtime/data/tokens/Export.h"

#include "runtime/data/tokens/LlmCHeader.h"
#include "runtime/data/tokens/MegatronIndex.h"

namespace heddle::corpus {

using runtime::NewFile;

namespace {

template <typename T> Status writeNumbers(NewFile &file, std::span<const uint32_t> tokens) {
  std::vector<T> numbers(tokens.begin(), tokens.end());
  return file.writer().write(std::as_bytes(std::span(numbers)));
}

/// All tokens, of 2 or 4 bytes.
Status writeTokens(const TokenView &view, uint32_t bytesPerToken, NewFile &file) {
  return forEachDocument(view, [&](std::span<const uint32_t> tokens, bool) {
    return bytesPerToken == 2 ? writeNumbers<uint16_t>(file, tokens)
                              : writeNumbers<uint32_t>(file, tokens);
  });
}

/// `header`, and all tokens.
Status writeStream(const TokenView &view, std::span<const std::byte> header, uint32_t bytesPerToken,
                   const std::string &path) {
  Result<NewFile> file = NewFile::create(path);
  if (!file)
    return file.status();
  Status status = file->writer().write(header);
  if (status)
    status = writeTokens(view, bytesPerToken, *file);
  return status ? file->commit() : status;
}

/// One list of the .idx: a number per document.
template <typename T, typename Of>
Status writeList(NewFile &file, uint64_t count, const Of &numberOf) {
  std::vector<T> numbers;
  for (uint64_t first = 0; first < count; first += numbers.size()) {
    numbers.clear();
    for (uint64_t i = first; i < count && numbers.size() < 1 << 16; ++i)
      numbers.push_back(T(numberOf(i)));
    if (Status status = file.writer().write(std::as_bytes(std::span(numbers))); !status)
      return status;
  }
  return {};
}

Status writeIndex(const TokenView &view, uint32_t bytesPerToken, NewFile &file) {
  uint64_t documents = view.documents(), numbers[] = {documents, documents + 1}, version = 1;
  char type = char(bytesPerToken == 2 ? MegatronType::U16 : MegatronType::I32);
  std::string header(kMegatronMagic);
  header.append(reinterpret_cast<const char *>(&version), sizeof version);
  header.push_back(type);
  header.append(reinterpret_cast<const char *>(numbers), sizeof numbers);
  Status status = file.writer().write(std::string_view(header));
  if (status)
    status = writeList<int32_t>(file, documents, [&](uint64_t document) {
      return view.startOf(document + 1) - view.startOf(document);
    });
  if (status)
    status = writeList<int64_t>(
        file, documents, [&](uint64_t document) { return view.startOf(document) * bytesPerToken; });
  if (status)
    status = writeList<int64_t>(file, documents + 1, [](uint64_t document) { return document; });
  return status;
}

Status checkLengths(const TokenView &view) {
  for (uint64_t document = 0; document < view.documents(); ++document)
    if (uint64_t tokens = view.startOf(document + 1) - view.startOf(document); tokens > INT32_MAX)
      return error("document " + std::to_string(document) + " has " + std::to_string(tokens) +
                   " tokens; Megatron's documents have less than 2^31");
  return {};
}

} // namespace

Status exportMegatron(const TokenView &view, const std::string &prefix) {
  if (Status status = checkLengths(view); !status)
    return status;
  // The bound that Megatron itself has.
  uint32_t bytesPerToken = view.origin().vocab < 65500 ? 2 : 4;
  if (Status status = writeStream(view, {}, bytesPerToken, prefix + ".bin"); !status)
    return status;
  Result<NewFile> file = NewFile::create(prefix + ".idx");
  if (!file)
    return file.status();
  Status status = writeIndex(view, bytesPerToken, *file);
  return status ? file->commit() : status;
}

Status exportNanoGpt(const TokenView &view, const std::string &path) {
  if (view.origin().vocab > 1 << 16)
    return error("nanoGPT's tokens have 16 bits, but the vocabulary has " +
                     std::to_string(view.origin().vocab) + " tokens",
                 "write the format of llm.c or Megatron");
  return writeStream(view, {}, 2, path);
}

Status exportLlmC(const TokenView &view, const std::string &path) {
  if (view.size() > INT32_MAX)
    return error("there are " + std::to_string(view.size()) +
                     " tokens; the header of llm.c has room for less than 2^31",
                 "write several files");
  LlmCHeader header{bytesPerTokenOf(view.origin().vocab), view.size()};
  std::array<int32_t, 256> bytes = formatLlmCHeader(header);
  return writeStream(view, std::as_bytes(std::span(bytes)), header.bytesPerToken, path);
}

} // namespace heddle::corpus

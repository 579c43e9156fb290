//===- TokenView.cpp - token files as one ---------------------------------===//

#include "runtime/data/tokens/TokenView.h"

#include <algorithm>
#include <utility>

namespace heddle::corpus {

namespace {

Status checkAlike(const TokenFile &first, const TokenFile &other) {
  const Layout &a = first.layout(), &b = other.layout();
  std::string pair = "'" + first.path() + "' and '" + other.path() + "'";
  if (a.tokenizer != b.tokenizer || a.vocab != b.vocab)
    return error(pair + " are of different tokenizers, " + runtime::formatFingerprint(a.tokenizer) +
                     " and " + runtime::formatFingerprint(b.tokenizer),
                 "tokenize the texts again with one of them");
  if (a.endOfDocument != b.endOfDocument)
    return error(pair + " end documents with different tokens");
  return {};
}

/// The part that place `at` is in, and where the part begins.
std::pair<size_t, uint64_t> findPart(const std::vector<uint64_t> &ends, uint64_t at) {
  size_t part = std::ranges::upper_bound(ends, at) - ends.begin();
  return {part, part == 0 ? 0 : ends[part - 1]};
}

} // namespace

Result<TokenView> TokenView::create(std::vector<TokenFile> files) {
  if (files.empty())
    return error("no token files", "give at least one");
  for (const TokenFile &file : files)
    if (Status status = checkAlike(files.front(), file); !status)
      return status;
  return TokenView(std::move(files));
}

Result<TokenView> TokenView::open(const std::vector<std::string> &paths) {
  std::vector<TokenFile> files;
  for (const std::string &path : paths) {
    Result<TokenFile> file = TokenFile::open(path);
    if (!file)
      return file.status();
    files.push_back(std::move(*file));
  }
  return create(std::move(files));
}

TokenView::TokenView(std::vector<TokenFile> files) : parts(std::move(files)) {
  uint64_t tokens = 0, documents = 0;
  for (const TokenFile &file : parts) {
    ends.push_back(tokens += file.size());
    documentEnds.push_back(documents += file.layout().documents);
  }
}

TokenOrigin TokenView::origin() const {
  const Layout &layout = parts.front().layout();
  TokenOrigin origin{layout.tokenizer, uint32_t(layout.vocab), std::nullopt, ""};
  if (layout.endOfDocument != kNoToken)
    origin.endOfDocument = uint32_t(layout.endOfDocument);
  for (const TokenFile &file : parts)
    if (origin.tokenizerJson.empty())
      origin.tokenizerJson = file.tokenizerJson();
  return origin;
}

uint64_t TokenView::textBytes() const {
  uint64_t bytes = 0;
  for (const TokenFile &file : parts)
    bytes += file.layout().textBytes;
  return bytes;
}

uint64_t TokenView::fingerprint() const {
  if (parts.size() == 1)
    return parts.front().fingerprint();
  std::vector<uint64_t> all;
  for (const TokenFile &file : parts)
    all.push_back(file.fingerprint());
  return checksumOf(std::as_bytes(std::span(all)));
}

void TokenView::read(uint64_t first, std::span<uint32_t> tokens) const {
  assert(first <= size() && tokens.size() <= size() - first);
  for (auto [part, begin] = findPart(ends, first); !tokens.empty(); begin = ends[part++]) {
    uint64_t count = std::min<uint64_t>(tokens.size(), ends[part] - first);
    parts[part].read(first - begin, tokens.first(count));
    tokens = tokens.subspan(count);
    first += count;
  }
}

uint64_t TokenView::documentOf(uint64_t token) const {
  auto [part, begin] = findPart(ends, token);
  return parts[part].documentOf(token - begin) + (part == 0 ? 0 : documentEnds[part - 1]);
}

uint64_t TokenView::startOf(uint64_t document) const {
  if (document == documents())
    return size();
  auto [part, first] = findPart(documentEnds, document);
  return parts[part].startOf(document - first) + (part == 0 ? 0 : ends[part - 1]);
}

Status TokenView::checkUnchanged() const {
  for (const TokenFile &file : parts)
    if (Status status = file.checkUnchanged(); !status)
      return status;
  return {};
}

Status TokenView::verify() const {
  for (const TokenFile &file : parts)
    if (Status status = file.verify(); !status)
      return status;
  return {};
}

Status forEachDocument(const TokenView &view,
                       const std::function<Status(std::span<const uint32_t>, bool)> &use) {
  if (Status status = view.verify(); !status)
    return status;
  std::vector<uint32_t> piece;
  for (uint64_t document = 0, at = 0; document < view.documents(); ++document)
    for (uint64_t end = view.startOf(document + 1); at < end; at += piece.size()) {
      piece.resize(std::min<uint64_t>(1 << 18, end - at));
      view.read(at, piece);
      if (Status status = use(piece, at + piece.size() == end); !status)
        return status;
    }
  return view.checkUnchanged();
}

Status merge(const TokenView &view, const std::string &path) {
  Result<TokenWriter> writer = TokenWriter::create(path, view.origin());
  if (!writer)
    return writer.status();
  // How the bytes of text are spread over the documents is not stored.
  uint64_t textBytes = view.textBytes();
  Status status = forEachDocument(view, [&](std::span<const uint32_t> tokens, bool isEnd) {
    Status added = writer->append(tokens);
    return added && isEnd ? writer->endDocument(std::exchange(textBytes, 0)) : added;
  });
  return status ? writer->finish() : status;
}

} // namespace heddle::corpus

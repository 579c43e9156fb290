//===- MergeStage.cpp - one token file for each source ----------*- C++ -*-===//

#include "runtime/data/corpus/Stages.h"
#include "runtime/data/tokens/TokenView.h"
#include "runtime/data/tokens/TokenWriter.h"

#include <utility>

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// Of the units of a source, in their order, that have documents.
Result<std::vector<TokenFile>> openUnits(const Workshop &shop, uint32_t source) {
  std::vector<TokenFile> files;
  for (uint32_t unit = 0; unit < shop.units(); ++unit) {
    if (shop.plan.unit(unit).source() != source)
      continue;
    Result<TokenFile> file = TokenFile::open(shop.work.file("finish", unit, "tokens"));
    if (!file)
      return file.status();
    if (file->size() > 0)
      files.push_back(std::move(*file));
  }
  return files;
}

Status writeSource(const Workshop &shop, uint32_t source) {
  Result<std::vector<TokenFile>> files = openUnits(shop, source);
  if (!files)
    return files.status();
  Result<TokenWriter> writer =
      TokenWriter::create(tokenFileOf(shop, source), originOf(*shop.tokenizer));
  if (!writer)
    return writer.status();
  if (files->empty())
    return writer->finish();
  Result<TokenView> view = TokenView::create(std::move(*files));
  if (!view)
    return view.status();
  uint64_t textBytes = 0;
  Status status = forEachDocument(*view, [&](std::span<const uint32_t> tokens, bool ends) {
    textBytes += textBytesOf(*shop.tokenizer, tokens);
    Status added = writer->append(tokens);
    if (added && ends)
      added = writer->endDocument(std::exchange(textBytes, 0));
    return added;
  });
  return status ? writer->finish() : status;
}

} // namespace

std::string tokenFileOf(const Workshop &shop, uint32_t source) {
  return shop.folder + "/tokens/" + shop.corpus().source(source).name() + ".tokens";
}

Status mergeTokens(const Workshop &shop) {
  if (!shop.tokenizer)
    return {};
  std::vector<uint64_t> work(shop.corpus().source_size());
  for (const Plan::Unit &unit : shop.plan.unit())
    work[unit.source()] += unit.end() - unit.begin();
  return shop.run("tokens", work, [&](uint32_t source) -> Result<std::string> {
    Status status = writeSource(shop, source);
    return status ? Result<std::string>("") : status;
  });
}

} // namespace heddle::corpus

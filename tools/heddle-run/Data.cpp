//===- Data.cpp - the data of a run -----------------------------*- C++ -*-===//

#include "tools/heddle-run/Data.h"

#include "runtime/data/ByteFile.h"
#include "runtime/data/TokenFiles.h"
#include "tools/heddle-run/Signals.h"

#include <algorithm>

namespace heddle::run {

using namespace runtime;
using corpus::TokenFile;

namespace {

std::string quote(const std::vector<std::string> &paths) {
  return "data file '" + paths.front() + "'" +
         (paths.size() > 1 ? " and " + std::to_string(paths.size() - 1) + " more" : "");
}

/// The tokenizer of the file that --tokenizer names takes the place of the one kept with the data.
Status readTokenizer(const DataOptions &options, SavedTokenizer &tokens) {
  if (options.tokenizer.empty())
    return {};
  Result<Tokenizer> given = Tokenizer::open(options.tokenizer);
  if (!given)
    return given.status().at("--tokenizer");
  SavedTokenizer own{given->fingerprint(), writeTokenizerJson(given->describe())};
  if (own.fingerprint != tokens.fingerprint)
    return error(quote(options.files) + " holds " + describe(tokens) + ", but --tokenizer '" +
                     options.tokenizer + "' is " + formatFingerprint(*own.fingerprint),
                 "give the tokenizer that made the file, or make the file again with this one");
  tokens = std::move(own);
  return {};
}

Status openTokenFiles(uint64_t vocab, const DataOptions &options, Data &data) {
  Result<TokenFiles> files = TokenFiles::open(options.files, vocab);
  if (!files)
    return files.status();
  corpus::TokenOrigin origin = files->getView().origin();
  data.tokens = {origin.fingerprint, std::move(origin.tokenizerJson)};
  data.source = std::make_unique<TokenFiles>(std::move(*files));
  explainBusErrors();
  return {};
}

Status openBytes(uint64_t vocab, const DataOptions &options, Data &data) {
  if (options.files.size() > 1)
    return error("there are " + std::to_string(options.files.size()) +
                     " data files, of which one at least is none of tokens",
                 "only token files can be given together; concatenate texts with cat");
  Result<ByteFile> file = ByteFile::open(options.files.front(), vocab);
  if (!file)
    return file.status();
  data.source = std::make_unique<ByteFile>(std::move(*file));
  return {};
}

} // namespace

std::string describe(const SavedTokenizer &tokenizer) {
  return tokenizer.fingerprint ? "tokens of tokenizer " + formatFingerprint(*tokenizer.fingerprint)
                               : "bytes";
}

Result<Batches> Data::batches(const Tensors &inputs) const {
  return Batches::create(inputs, *source, windows, {nullptr, masksDocumentStarts});
}

Result<Data> openData(const program::Program &program, const DataOptions &options, uint64_t seed) {
  Data data;
  data.masksDocumentStarts = options.maskDocumentStarts;
  bool areTokens = std::ranges::all_of(options.files, TokenFile::isTokenFile);
  uint64_t vocab = program.training().vocab();
  Status status =
      areTokens ? openTokenFiles(vocab, options, data) : openBytes(vocab, options, data);
  if (status)
    status = readTokenizer(options, data.tokens);
  if (status && options.maskDocumentStarts && !areTokens)
    status = error("--mask-document-starts, but a file of bytes does not say where documents begin",
                   "make a token file of it");
  if (!status)
    return status;
  Result<Windows> windows = Windows::create(data.source->size(), program.training().seq(), seed);
  if (!windows)
    return windows.status().at(quote(options.files));
  data.windows = *windows;
  return data;
}

Status checkTokenizer(const std::string &path, const Data &data) {
  Result<std::optional<SavedTokenizer>> saved = loadTokenizer(path);
  if (!saved)
    return saved.status();
  if (!*saved || (*saved)->fingerprint == data.tokens.fingerprint)
    return {};
  return error("the model of '" + path + "' was trained on " + describe(**saved) +
                   ", the data is " + describe(data.tokens),
               "give data of the same tokenizer");
}

} // namespace heddle::run

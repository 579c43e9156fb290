//===- Data.cpp - the data of a run -----------------------------*- C++ -*-===//

#include "tools/heddle-run/Data.h"

#include "runtime/data/ByteFile.h"
#include "runtime/data/TokenFiles.h"
#include "runtime/data/mixture/MixtureFile.h"
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

/// What is opened before it is cut into windows.
struct Opened {
  std::vector<DataPart> parts;
  Samples::Shares shares = Samples::Shares::Weights;
  SavedTokenizer tokens;
};

/// Adds token files as one part.
Status addTokenFiles(const std::string &name, const std::vector<std::string> &paths, uint64_t vocab,
                     double share, Opened &opened) {
  Result<TokenFiles> files = TokenFiles::open(paths, vocab);
  if (!files)
    return files.status();
  corpus::TokenOrigin origin = files->getView().origin();
  SavedTokenizer tokens = {origin.fingerprint, std::move(origin.tokenizerJson)};
  if (!opened.parts.empty() && tokens.fingerprint != opened.tokens.fingerprint)
    return error(name + " holds " + describe(tokens) + ", the parts before it " +
                     describe(opened.tokens),
                 "the parts of a mixture must have one tokenizer");
  opened.tokens = std::move(tokens);
  opened.parts.push_back({name, std::make_unique<TokenFiles>(std::move(*files)), share});
  explainBusErrors();
  return {};
}

Status openMixture(const std::string &path, uint64_t vocab, Opened &opened) {
  Result<corpus::MixtureFile> mixture = corpus::readMixtureFile(path);
  if (!mixture)
    return mixture.status();
  opened.shares = mixture->isWeighted ? Samples::Shares::Weights : Samples::Shares::Epochs;
  for (const corpus::MixtureFile::Part &part : mixture->parts)
    if (Status status =
            addTokenFiles("part '" + part.name + "'", {part.tokens}, vocab, part.share, opened);
        !status)
      return status.at(path);
  return {};
}

Status openBytes(uint64_t vocab, const DataOptions &options, Opened &opened) {
  if (options.files.size() > 1)
    return error("there are " + std::to_string(options.files.size()) +
                     " data files, of which one at least is none of tokens",
                 "only token files can be given together; concatenate texts with cat");
  if (options.maskDocumentStarts)
    return error("--mask-document-starts, but a file of bytes does not say where documents begin",
                 "make a token file of it");
  Result<ByteFile> file = ByteFile::open(options.files.front(), vocab);
  if (!file)
    return file.status();
  opened.parts.push_back({quote(options.files), std::make_unique<ByteFile>(std::move(*file)), 1});
  return {};
}

Status open(uint64_t vocab, const DataOptions &options, Opened &opened) {
  if (options.files.size() == 1 && options.files.front().ends_with(".txtpb"))
    return openMixture(options.files.front(), vocab, opened);
  if (std::ranges::all_of(options.files, TokenFile::isTokenFile))
    return addTokenFiles(quote(options.files), options.files, vocab, 1, opened);
  return openBytes(vocab, options, opened);
}

} // namespace

std::string describe(const SavedTokenizer &tokenizer) {
  return tokenizer.fingerprint ? "tokens of tokenizer " + formatFingerprint(*tokenizer.fingerprint)
                               : "bytes";
}

Result<Batches> Data::batches(const Tensors &inputs, const std::optional<BatchRamp> &ramp) const {
  return Batches::create(inputs, samples, {nullptr, masksDocumentStarts, ramp});
}

Result<Data> openData(const program::Program &program, const DataOptions &options, uint64_t seed) {
  Opened opened;
  Status status = open(program.training().vocab(), options, opened);
  if (status)
    status = readTokenizer(options, opened.tokens);
  if (!status)
    return status;
  Result<Samples> samples =
      Samples::create(std::move(opened.parts), opened.shares, program.training().seq(), seed);
  if (!samples)
    return samples.status();
  return Data{std::move(*samples), options.maskDocumentStarts, std::move(opened.tokens)};
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

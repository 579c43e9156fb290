//===- Tokenize.cpp - heddle-corpus train-tokenizer, encode, decode -------===//

#include "runtime/base/Format.h"
#include "runtime/base/Log.h"
#include "runtime/data/corpus/CorpusFile.h"
#include "runtime/data/io/WholeFiles.h"
#include "runtime/data/tokenizer/Tokenizer.h"
#include "runtime/data/tokenizer/TokenizerJson.h"
#include "runtime/data/tokenizer/Trainer.h"
#include "runtime/data/tokens/TokenView.h"
#include "runtime/data/tokens/TokenWriter.h"
#include "tools/heddle-corpus/Commands.h"
#include "tools/heddle-corpus/Texts.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

namespace heddle::corpus {

using runtime::error;
using runtime::PreTokenizer;
using runtime::Result;
using runtime::Status;
using runtime::Tokenizer;

namespace {

const std::map<std::string, PreTokenizer> kPatterns = {{"gpt2", PreTokenizer::Gpt2},
                                                       {"cl100k", PreTokenizer::Cl100k},
                                                       {"llama3", PreTokenizer::Llama3},
                                                       {"o200k", PreTokenizer::O200k}};

struct TrainOptions {
  Source texts;
  std::vector<std::string> files;
  std::string corpus, out;
  std::string pattern = "gpt2";
  std::vector<std::string> specials = {"<|endoftext|>"};
  size_t size = 0;
  uint64_t minCount = 2;
};

Status countPieces(const TrainOptions &options, runtime::PieceCounter &counter) {
  auto add = [&](std::string_view text) {
    counter.add(text);
    return Status();
  };
  if (options.corpus.empty()) {
    Source source = options.texts;
    for (const std::string &file : options.files)
      source.add_files(file);
    return forEachText(source, "", add);
  }
  Result<CorpusFile> file = readCorpusFile(options.corpus, Helpers::MayBeMissing);
  if (!file)
    return file.status();
  BadRecords badRecords =
      file->corpus.bad_records() == Corpus::STOP ? BadRecords::Fail : BadRecords::PassOver;
  for (const Source &source : file->corpus.source())
    if (Status status = forEachText(source, file->folder, add, badRecords); !status)
      return status.at("source '" + source.name() + "'");
  return {};
}

Status trainTokenizer(const TrainOptions &options) {
  if (options.files.empty() == options.corpus.empty())
    return error("nothing to learn from, or too much",
                 "give files of text, or a corpus file with --corpus");
  size_t specials = options.specials.size();
  if (options.size < 256 + specials)
    return error("--size " + std::to_string(options.size) + " has no room for the 256 bytes and " +
                 std::to_string(specials) + " special tokens");
  runtime::PieceCounter counter(kPatterns.at(options.pattern));
  if (Status status = countPieces(options, counter); !status)
    return status;
  Result<runtime::Vocabulary> vocabulary =
      runtime::trainBpe(counter.getCounts(), options.size - specials, options.minCount);
  if (!vocabulary)
    return vocabulary.status();
  if (vocabulary->tokens.size() + specials < options.size)
    runtime::logLine("note: the text gives " +
                     std::to_string(vocabulary->tokens.size() + specials) + " tokens, not " +
                     std::to_string(options.size) + ": no more pairs occur " +
                     std::to_string(options.minCount) + " times");
  runtime::TokenizerDescription description;
  description.preTokenizer = kPatterns.at(options.pattern);
  description.vocabulary = std::move(*vocabulary);
  uint32_t id = description.vocabulary.tokens.size();
  for (const std::string &content : options.specials)
    description.added.push_back({content, id++, /*special=*/true});
  if (Status status = writeOutput(options.out, runtime::writeTokenizerJson(description)); !status)
    return status;
  std::cout << options.out << ": " << id << " tokens, learned from "
            << formatCount(double(counter.getCounts().size())) << " different pieces\n";
  return {};
}

Result<std::string> readFileOrInput(const std::string &path) {
  if (path != "-")
    return readInput(path);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

struct EncodeOptions {
  Source texts;
  std::vector<std::string> files;
  std::string tokenizer, out;
  bool specials = false;
};

/// The ids of standard input or one file on one line.
Status printTokens(const EncodeOptions &options, const Tokenizer &tokenizer) {
  if (options.files.size() > 1)
    return error("several files, and no --out", "give --out FILE.tokens");
  Result<std::string> text = readFileOrInput(options.files.empty() ? "-" : options.files[0]);
  if (!text)
    return text.status();
  std::vector<uint32_t> tokens;
  tokenizer.encode(*text, tokens,
                   options.specials ? runtime::SpecialText::IsToken : runtime::SpecialText::IsText);
  for (size_t i = 0; i < tokens.size(); ++i)
    std::cout << (i ? " " : "") << tokens[i];
  std::cout << "\n";
  return {};
}

Status writeTokens(const EncodeOptions &options, const Tokenizer &tokenizer) {
  Result<TokenWriter> writer = TokenWriter::create(options.out, originOf(tokenizer));
  if (!writer)
    return writer.status();
  Source source = options.texts;
  for (const std::string &file : options.files)
    source.add_files(file);
  std::vector<uint32_t> tokens;
  runtime::PieceCache cache;
  Status status = forEachText(source, "", [&](std::string_view text) {
    tokens.clear();
    tokenizer.encodeDocument(text, tokens, &cache);
    return writer->add(tokens, text.size());
  });
  if (status)
    status = writer->finish();
  if (status)
    std::cout << options.out << ": " << formatExact(writer->documents()) << " documents, "
              << formatExact(writer->tokens()) << " tokens\n";
  return status;
}

Status encode(const EncodeOptions &options) {
  Result<Tokenizer> tokenizer = Tokenizer::open(options.tokenizer);
  if (!tokenizer)
    return tokenizer.status();
  return options.out.empty() ? printTokens(options, *tokenizer) : writeTokens(options, *tokenizer);
}

/// Ids as encode prints them, from a file or standard input.
Status decodeIds(const std::string &path, const Tokenizer &tokenizer) {
  Result<std::string> text = readFileOrInput(path);
  if (!text)
    return text.status();
  std::vector<uint32_t> tokens;
  std::istringstream words(*text);
  for (uint32_t token; words >> token;)
    tokens.push_back(token);
  if (!words.eof())
    return error("'" + path + "' holds something else than token ids, behind " +
                     std::to_string(tokens.size()) + " of them",
                 "give whole numbers with spaces between, or a .tokens file");
  Result<std::string> decoded = tokenizer.decode(tokens);
  if (decoded)
    std::cout << *decoded;
  return decoded.status();
}

Status decode(const std::string &tokenizerPath, const std::string &path) {
  // What is not there is opened too, for its error.
  bool isTokens = path != "-" && (TokenFile::isTokenFile(path) || !std::filesystem::exists(path));
  if (tokenizerPath.empty() && !isTokens)
    return error("no tokenizer", "give --tokenizer; only a .tokens file can hold its own");
  std::optional<TokenFile> file;
  if (isTokens) {
    Result<TokenFile> opened = TokenFile::open(path);
    if (!opened)
      return opened.status();
    file.emplace(std::move(*opened));
  }
  Result<Tokenizer> tokenizer =
      !tokenizerPath.empty()
          ? Tokenizer::open(tokenizerPath)
          : Tokenizer::parseJson(file->tokenizerJson(), "the tokenizer in '" + path + "'");
  if (!tokenizer)
    return tokenizer.status();
  if (!file)
    return decodeIds(path, *tokenizer);
  if (file->layout().tokenizer != tokenizer->fingerprint())
    return error("'" + path + "' was made with the tokenizer " +
                     runtime::formatFingerprint(file->layout().tokenizer) + ", but '" +
                     tokenizerPath + "' is " + runtime::formatFingerprint(tokenizer->fingerprint()),
                 "give the tokenizer that made the file");
  std::vector<uint32_t> tokens(1 << 16);
  for (uint64_t first = 0; first < file->size(); first += tokens.size()) {
    tokens.resize(std::min<uint64_t>(tokens.size(), file->size() - first));
    file->read(first, tokens);
    Result<std::string> text = tokenizer->decode(tokens);
    if (!text)
      return text.status();
    std::cout << *text;
  }
  return {};
}

} // namespace

Run addTrainTokenizer(CLI::App &app) {
  CLI::App *command =
      app.add_subcommand("train-tokenizer", "learn a byte-level BPE vocabulary from text");
  auto options = std::make_shared<TrainOptions>();
  command->add_option("files", options->files, "files of text: any that a source may have");
  command->add_option("--corpus", options->corpus, "all sources of this corpus file instead");
  command->add_option("--size", options->size, "tokens, special ones included")->required();
  command->add_option("--out", options->out, "tokenizer.json to write")->required();
  command->add_option("--pre-tokenizer", options->pattern, "how text is cut into pieces")
      ->check(CLI::IsMember({"gpt2", "cl100k", "llama3", "o200k"}))
      ->capture_default_str();
  command->add_option("--special", options->specials, "special tokens; the first ends documents")
      ->capture_default_str();
  command->add_option("--min-count", options->minCount, "how often a pair occurs at least")
      ->capture_default_str();
  addTextOptions(command, options->texts);
  return [options] { return trainTokenizer(*options); };
}

Run addEncode(CLI::App &app) {
  CLI::App *command = app.add_subcommand("encode", "print token ids, or write a token file");
  auto options = std::make_shared<EncodeOptions>();
  command->add_option("files", options->files, "files of text (default: standard input)");
  command->add_option("--tokenizer", options->tokenizer, "tokenizer.json, .tiktoken or vocab.bpe")
      ->required();
  command->add_option("--out", options->out, "token file to write, one document after the other");
  command->add_flag("--special", options->specials,
                    "text that is written like a special token becomes it; not with --out");
  addTextOptions(command, options->texts);
  return [options] { return encode(*options); };
}

Run addDecode(CLI::App &app) {
  CLI::App *command = app.add_subcommand("decode", "print the text of token ids");
  auto tokenizer = std::make_shared<std::string>(), path = std::make_shared<std::string>("-");
  command->add_option("--tokenizer", *tokenizer, "default: the one that the token file holds");
  command->add_option("file", *path,
                      "token file, or ids as encode prints them (default: "
                      "standard input)");
  return [=] { return decode(*tokenizer, *path); };
}

} // namespace heddle::corpus

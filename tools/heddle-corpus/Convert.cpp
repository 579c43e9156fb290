//===- Convert.cpp - heddle-corpus convert, verify --------------*- C++ -*-===//

#include "runtime/base/Format.h"
#include "runtime/data/tokens/Export.h"
#include "runtime/data/tokens/Import.h"
#include "tools/heddle-corpus/Commands.h"

#include <iostream>
#include <memory>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;
using runtime::Tokenizer;

namespace {

struct ConvertOptions {
  std::vector<std::string> files;
  std::string from = "heddle", to = "heddle", out, tokenizer;
};

/// Either of Megatron's two files names both.
std::string withoutEnding(const std::string &path) {
  return path.ends_with(".bin") || path.ends_with(".idx") ? path.substr(0, path.size() - 4) : path;
}

Status exportTokens(const ConvertOptions &options) {
  Result<TokenView> view = TokenView::open(options.files);
  if (!view)
    return view.status();
  if (options.to == "megatron")
    return exportMegatron(*view, withoutEnding(options.out));
  if (options.to == "nanogpt")
    return exportNanoGpt(*view, options.out);
  return options.to == "llmc" ? exportLlmC(*view, options.out) : merge(*view, options.out);
}

Status importTokens(const ConvertOptions &options) {
  if (options.tokenizer.empty())
    return error("--from " + options.from + " needs --tokenizer",
                 "such files do not say which tokenizer made them");
  Result<Tokenizer> tokenizer = Tokenizer::open(options.tokenizer);
  if (!tokenizer)
    return tokenizer.status();
  Result<TokenWriter> writer = TokenWriter::create(options.out, originOf(*tokenizer));
  if (!writer)
    return writer.status();
  bool isMegatron = options.from == "megatron";
  auto read = isMegatron ? importMegatron : options.from == "nanogpt" ? importNanoGpt : importLlmC;
  for (const std::string &file : options.files)
    if (Status status = read(isMegatron ? withoutEnding(file) : file, *tokenizer, *writer); !status)
      return status;
  return writer->finish();
}

Status convert(const ConvertOptions &options) {
  if (options.from != "heddle" && options.to != "heddle")
    return error("from " + options.from + " to " + options.to + " is two steps",
                 "convert to a token file of heddle first");
  return options.from == "heddle" ? exportTokens(options) : importTokens(options);
}

Status verify(const std::vector<std::string> &files) {
  for (const std::string &path : files) {
    Result<TokenFile> file = TokenFile::open(path);
    if (!file)
      return file.status();
    if (Status status = file->verify(); !status)
      return status;
    const Layout &facts = file->layout();
    std::cout << path << ": " << formatExact(facts.tokens) << " tokens of " << facts.bytesPerToken
              << " bytes, " << formatExact(facts.documents) << " documents, "
              << formatCount(double(facts.textBytes), "B") << " of text, tokenizer "
              << runtime::formatFingerprint(facts.tokenizer) << " of " << formatExact(facts.vocab)
              << " tokens; every checksum is right\n";
  }
  return {};
}

} // namespace

Run addConvert(CLI::App &app) {
  CLI::App *command =
      app.add_subcommand("convert", "token files from and to the formats of others; merge files");
  auto options = std::make_shared<ConvertOptions>();
  command
      ->add_option("files", options->files,
                   "files to read, one after the other; of Megatron's, the prefixes or .bin files")
      ->required();
  command->add_option("--from", options->from, "their format")
      ->check(CLI::IsMember({"heddle", "megatron", "nanogpt", "llmc"}))
      ->capture_default_str();
  command->add_option("--to", options->to, "the format to write")
      ->check(CLI::IsMember({"heddle", "megatron", "nanogpt", "llmc"}))
      ->capture_default_str();
  command
      ->add_option("--out", options->out, "file to write; of Megatron's, the prefix or .bin file")
      ->required();
  command->add_option("--tokenizer", options->tokenizer, "the one that made the tokens");
  return [options] { return convert(*options); };
}

Run addVerify(CLI::App &app) {
  CLI::App *command = app.add_subcommand("verify", "check every byte of token files");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("files", *files, "token files")->required();
  return [files] { return verify(*files); };
}

} // namespace heddle::corpus

//===- heddle-bench-tokenizer.cpp - how fast texts become tokens ----------===//
//
//   heddle-bench-tokenizer encode TOKENIZER TEXT     MB/s, cold and warm
//   heddle-bench-tokenizer train SIZE TEXT           seconds
//   heddle-bench-tokenizer access TOKENIZER TEXT     samples/s out of a token file
//
// Each prints one line of JSON; times are of the processor, on one core.
//
//===----------------------------------------------------------------------===//

#include "runtime/base/File.h"
#include "runtime/data/Permutation.h"
#include "runtime/data/tokenizer/Trainer.h"
#include "runtime/data/tokens/TokenView.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <unistd.h>

using namespace heddle;
using namespace heddle::runtime;

namespace {

using Json = nlohmann::ordered_json;

double now() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

template <typename Work> double secondsOf(const Work &work) {
  double begin = now();
  work();
  return now() - begin;
}

Result<std::string> readText(const char *path) { return readWholeFile(path, uint64_t{4} << 30); }

/// Calls `measure` with the tokenizer and the text.
Result<Json> withInputs(const char *tokenizerPath, const char *textPath,
                        Result<Json> (*measure)(const Tokenizer &, const std::string &)) {
  Result<Tokenizer> tokenizer = Tokenizer::open(tokenizerPath);
  if (!tokenizer)
    return tokenizer.status();
  Result<std::string> text = readText(textPath);
  return text ? measure(*tokenizer, *text) : Result<Json>(text.status());
}

/// Cold: the first text of a tokenizer, with the growing of the list of tokens. Warm: the same text
/// again, with the cache that it left and a list that is large enough.
Result<Json> benchEncode(const Tokenizer &tokenizer, const std::string &text) {
  PieceCache cache;
  std::vector<uint32_t> tokens;
  auto encode = [&] { tokenizer.encode(text, tokens, SpecialText::IsText, &cache); };
  double megabytes = double(text.size()) / 1e6, cold = secondsOf(encode);
  size_t count = tokens.size();
  tokens.clear();
  double warm = secondsOf(encode);
  return Json{{"tokens", count}, {"cold", megabytes / cold}, {"warm", megabytes / warm}};
}

Result<Json> benchTrain(const char *size, const char *textPath) {
  Result<std::string> text = readText(textPath);
  if (!text)
    return text.status();
  size_t learned = 0;
  double seconds = secondsOf([&] {
    PieceCounter pieces(PreTokenizer::Gpt2);
    pieces.add(*text);
    if (Result<Vocabulary> vocabulary = trainBpe(pieces.getCounts(), std::stoul(size)))
      learned = vocabulary->merges.size();
  });
  return Json{{"bytes", text->size()}, {"merges", learned}, {"seconds", seconds}};
}

Status writeTokens(const Tokenizer &tokenizer, corpus::TokenOrigin origin, std::string_view text,
                   const std::string &path) {
  auto writer = corpus::TokenWriter::create(path, std::move(origin));
  if (!writer)
    return writer.status();
  PieceCache cache;
  std::vector<uint32_t> tokens;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find("\n\n", begin), text.size() - 1) + 1;
    tokens.clear();
    tokenizer.encodeDocument(text.substr(begin, end - begin), tokens, &cache);
    if (Status status = writer->add(tokens, end - begin); !status)
      return status;
    begin = end;
  }
  return writer->finish();
}

/// Samples per second of `use`, which is given places of the data in the order of an epoch.
template <typename Use>
double ratePer(const corpus::TokenView &view, uint64_t window, uint64_t samples, const Use &use) {
  uint64_t windows = view.size() - window;
  Permutation order(windows, /*seed=*/1, /*stream=*/0);
  std::vector<uint64_t> places(samples);
  for (uint64_t i = 0; i < samples; ++i)
    places[i] = order(i % windows);
  return double(samples) / secondsOf([&] {
           for (uint64_t place : places)
             use(place);
         });
}

Json measureAccess(const corpus::TokenView &view) {
  std::vector<uint32_t> tokens;
  uint64_t sum = 0; // so that nothing is left out
  auto readAt = [&](uint64_t place) {
    view.read(place, tokens);
    sum += tokens.front();
  };
  tokens.resize(1);
  double ones = ratePer(view, 1, 20'000'000, readAt);
  double documents = ratePer(view, 1, 5'000'000, [&](uint64_t at) { sum += view.documentOf(at); });
  tokens.resize(1025);
  double windows = ratePer(view, 1025, 2'000'000, readAt);
  return {{"tokens", view.size()},         {"documents", view.documents()}, {"token_reads", ones},
          {"document_lookups", documents}, {"window_reads_1025", windows},  {"sum", sum}};
}

Result<Json> benchAccess(const Tokenizer &tokenizer, const std::string &text) {
  std::string path = std::filesystem::temp_directory_path() /
                     ("heddle-bench-" + std::to_string(getpid()) + ".tokens");
  Status status = Status();
  corpus::TokenOrigin origin = corpus::originOf(tokenizer);
  double writing = secondsOf([&] { status = writeTokens(tokenizer, origin, text, path); });
  if (!status)
    return status;
  Result<corpus::TokenView> view = corpus::TokenView::open({path});
  std::filesystem::remove(path);
  if (!view)
    return view.status();
  double verifying = secondsOf([&] { status = view->verify(); });
  if (!status)
    return status;
  Json json = measureAccess(*view);
  json["write_megabytes_of_text"] = double(text.size()) / 1e6 / writing;
  json["verify_megabytes"] = double(view->files()[0].layout().fileBytes()) / 1e6 / verifying;
  return json;
}

Result<Json> run(std::string_view what, const char *first, const char *second) {
  if (what == "encode")
    return withInputs(first, second, benchEncode);
  if (what == "train")
    return benchTrain(first, second);
  if (what == "access")
    return withInputs(first, second, benchAccess);
  return error("unknown benchmark '" + std::string(what) + "'",
               "encode, train and access are known");
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fputs("usage: heddle-bench-tokenizer encode|access TOKENIZER TEXT | train SIZE TEXT\n",
               stderr);
    return 2;
  }
  Result<Json> json = run(argv[1], argv[2], argv[3]);
  if (!json) {
    std::fprintf(stderr, "error: %s\n", json.status().str().c_str());
    return 1;
  }
  std::puts(json->dump().c_str());
  return 0;
}

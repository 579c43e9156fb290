//===- CorpusFile.cpp - what a corpus file says -----------------*- C++ -*-===//

#include "runtime/data/corpus/CorpusFile.h"

#include "runtime/data/dedup/ContaminationIndex.h"
#include "runtime/data/dedup/MinHash.h"
#include "runtime/data/filters/Curations.h"
#include "runtime/data/io/TextProto.h"
#include "runtime/data/io/WholeFiles.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <set>
#include <xxhash.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

/// Changes with every change of what a build makes of the same input.
constexpr uint64_t kVersion = 1;
constexpr uint64_t kMaxDocument = uint64_t{1} << 30; // Protobuf ends at 2 GiB

bool isName(const std::string &name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_';
  });
}

Status checkShare(const Source &source) {
  double share = source.has_weight() ? source.weight() : source.has_epochs() ? source.epochs() : 0;
  if (!std::isfinite(share) || share < 0)
    return error("its weight or epochs must be a finite number, 0 or more");
  return {};
}

Status checkSource(const Source &source) {
  if (!isName(source.name()))
    return error("its name must be letters, digits, '-' and '_'");
  if (source.kind() == Source::KIND_NOT_GIVEN)
    return error("it has no kind", "kind: WEB, BOOKS, CODE, ENCYCLOPEDIA, PAPERS or DIALOGUE");
  if (source.files().empty())
    return error("it has no files");
  if (source.licence().empty())
    return error(
        "it has no licence",
        "licence: an SPDX identifier or the terms' name; \"unknown\" if nobody knows, with "
        "licence_status: UNKNOWN");
  if (source.split() == Source::SEPARATOR_LINE && source.separator().empty())
    return error("split: SEPARATOR_LINE needs a separator");
  if (source.max_document_bytes() == 0 || source.max_document_bytes() > kMaxDocument)
    return error("max_document_bytes must be in [1, " + std::to_string(kMaxDocument) + "]");
  return checkShare(source);
}

class Checker {
public:
  Checker(CorpusFile &file, const TextProto &text) : file(file), text(text) {}

  Status check() {
    const Corpus &corpus = file.corpus;
    if (corpus.source().empty())
      return error(text.place("name") + ": the corpus has no source");
    for (int i = 0; i < corpus.curation_size(); ++i)
      if (Status status = checkCurationAt(i); !status)
        return status.at(text.place("curation", i));
    for (int i = 0; i < corpus.source_size(); ++i)
      if (Status status = checkSourceAt(i); !status)
        return status.at(text.place("source", i) + ": source '" + corpus.source(i).name() + "'");
    if (corpus.unit_bytes() == 0)
      return error(text.place("unit_bytes") + ": unit_bytes must be at least 1");
    if (!(corpus.max_bad_share() >= 0))
      return error(text.place("max_bad_share") + ": max_bad_share must be 0 or more");
    if (Status status = checkDeduplication(); !status)
      return status;
    return checkShares();
  }

private:
  Status checkCurationAt(int i) {
    const Curation &curation = file.corpus.curation(i);
    if (!isName(curation.name()))
      return error("a curation's name must be letters, digits, '-' and '_'");
    if (!names.insert(curation.name()).second || builtinCuration(curation.name()))
      return error("there is already a curation '" + curation.name() + "'");
    return checkCuration(curation);
  }

  Status checkSourceAt(int i) {
    const Source &source = file.corpus.source(i);
    if (Status status = checkSource(source); !status)
      return status;
    if (!sources.insert(source.name()).second)
      return error("there is already a source of this name");
    const auto &own = file.corpus.curation();
    std::string name = source.has_curation()           ? source.curation()
                       : source.kind() == Source::CODE ? "code"
                                                       : "prose";
    auto found = std::ranges::find(own, name, &Curation::name);
    std::optional<Curation> curation =
        found != own.end() ? std::optional(*found) : builtinCuration(name);
    if (!curation)
      return error("there is no curation '" + name + "'",
                   "name one of the file, or prose, code, none");
    file.curations.push_back(*curation);
    return {};
  }

  Status checkDeduplication() {
    const Deduplication &dedup = file.corpus.deduplication();
    std::string place = text.place("deduplication");
    if (Status status = checkOptions(dedup.near()); !status)
      return status.at(place);
    if (dedup.substrings().min_tokens() == 0)
      return error(place + ": min_tokens of substrings must be at least 1");
    Status status = checkOptions(file.corpus.decontamination());
    return status ? status : status.at(text.place("decontamination"));
  }

  /// What a weight means beside epochs would depend on the length of a run.
  Status checkShares() {
    bool weights = false, epochs = false;
    for (const Source &source : file.corpus.source()) {
      weights |= source.has_weight();
      epochs |= source.has_epochs();
    }
    for (int i = 0; i < file.corpus.source_size(); ++i) {
      const Source &source = file.corpus.source(i);
      if (weights && !source.has_weight())
        return error(text.place("source", i) + ": source '" + source.name() + "' has no weight" +
                         (epochs ? ", but epochs" : "") + ", and others have one",
                     "give all sources weights, or none");
    }
    return {};
  }

  CorpusFile &file;
  const TextProto &text;
  std::set<std::string> names, sources;
};

std::string serialize(const google::protobuf::Message &message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

/// The files that decide about the result, beside the text.
std::vector<std::string> helpersOf(const CorpusFile &file) {
  std::vector<std::string> paths;
  auto add = [&](const std::string &name) {
    if (!name.empty())
      paths.push_back(file.resolve(name));
  };
  add(file.corpus.tokenizer());
  for (const Curation &curation : file.curations) {
    add(curation.unigram().table());
    add(curation.classifier().model());
    add(curation.harmful().classifier());
    for (const std::string &list : curation.harmful().word_lists())
      add(list);
  }
  for (const Benchmark &benchmark : file.corpus.decontamination().benchmark())
    for (const std::string &name : benchmark.files())
      add(name);
  return paths;
}

} // namespace

std::string CorpusFile::resolve(const std::string &name) const {
  return name.empty() || folder.empty() || name[0] == '/' ? name : folder + "/" + name;
}

Result<CorpusFile> readCorpusFile(const std::string &path, Helpers helpers) {
  CorpusFile file;
  file.path = path;
  file.folder = std::filesystem::path(path).parent_path();
  Result<TextProto> text = TextProto::read(path, file.corpus);
  if (!text)
    return text.status();
  if (Status status = Checker(file, *text).check(); !status)
    return status;
  for (const std::string &helper : helpersOf(file))
    if (std::error_code problem;
        helpers == Helpers::MustBeThere && !std::filesystem::is_regular_file(helper, problem))
      return error(path + ": there is no file '" + helper + "', which it names",
                   "names of files are relative to the folder of the corpus file");
  return file;
}

Result<uint64_t> fingerprintOf(const CorpusFile &file) {
  Corpus meaning = file.corpus;
  meaning.clear_unit_bytes();
  meaning.clear_memory_bytes();
  std::string bytes = serialize(meaning);
  uint64_t hash = XXH3_64bits_withSeed(bytes.data(), bytes.size(), kVersion);
  for (const std::string &path : helpersOf(file)) {
    Result<std::string> content = readInput(path);
    if (!content)
      return content.status();
    hash = XXH3_64bits_withSeed(content->data(), content->size(), hash);
  }
  return hash;
}

} // namespace heddle::corpus

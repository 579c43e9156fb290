//===- Checkpoint.cpp - parameters and the state of training ----*- C++ -*-===//

#include "runtime/checkpoint/Checkpoint.h"

#include "runtime/base/File.h"
#include "runtime/checkpoint/Manifest.h"
#include "runtime/checkpoint/StateFiles.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace fs = std::filesystem;

namespace heddle::runtime {
namespace {

constexpr const char *kParameters = "parameters.safetensors";
constexpr const char *kOptimizer = "optimizer.safetensors";
constexpr const char *kTokenizer = "tokenizer.json";
constexpr const char *kManifest = "manifest.json";
constexpr std::string_view kStepPrefix = "step-";

std::optional<uint64_t> stepOf(const fs::path &folder) {
  std::string name = folder.filename();
  uint64_t step = 0;
  if (!name.starts_with(kStepPrefix))
    return std::nullopt;
  const char *first = name.data() + kStepPrefix.size(), *last = name.data() + name.size();
  auto [end, problem] = std::from_chars(first, last, step);
  return problem == std::errc() && end == last ? std::optional(step) : std::nullopt;
}

/// `path` itself if it is a checkpoint, else the checkpoint with the largest step in it.
Result<fs::path> findCheckpoint(const fs::path &path) {
  std::error_code problem;
  if (fs::exists(path / kManifest, problem))
    return path;
  fs::path newest;
  uint64_t newestStep = 0;
  for (const fs::directory_entry &entry : fs::directory_iterator(path, problem))
    if (std::optional<uint64_t> step = stepOf(entry.path());
        step && (newest.empty() || *step > newestStep)) {
      newest = entry.path();
      newestStep = *step;
    }
  if (problem)
    return error("checkpoint '" + path.string() + "': " + problem.message());
  if (newest.empty())
    return error("checkpoint '" + path.string() +
                 "': neither a checkpoint nor a folder of checkpoints step-N");
  return newest;
}

Result<Manifest> readManifest(const fs::path &folder) {
  fs::path path = folder / kManifest;
  Result<uint64_t> bytes = fileBytes(path);
  if (!bytes)
    return bytes.status();
  if (*bytes > 1 << 20)
    return error("'" + path.string() + "': not the manifest of a checkpoint");
  std::string text(*bytes, '\0');
  if (Status status = readFile(path, 0, std::as_writable_bytes(std::span(text))); !status)
    return status;
  Result<Manifest> manifest = parseManifest(text);
  return manifest ? manifest : manifest.status().at("'" + path.string() + "'");
}

Result<Manifest::File> describeFile(const fs::path &path) {
  Result<uint64_t> bytes = fileBytes(path);
  if (!bytes)
    return bytes.status();
  Result<uint64_t> checksum = fileChecksum(path);
  if (!checksum)
    return checksum.status();
  return Manifest::File{*bytes, *checksum};
}

Status checkFiles(const Manifest &manifest, const fs::path &folder) {
  std::vector<const char *> names = {kParameters, kOptimizer};
  if (manifest.files.contains(kTokenizer))
    names.push_back(kTokenizer);
  for (const char *name : names) {
    auto expected = manifest.files.find(name);
    if (expected == manifest.files.end())
      return error("'" + (folder / kManifest).string() + "': no checksum of " + name);
    Result<Manifest::File> file = describeFile(folder / name);
    if (!file)
      return file.status();
    if (file->bytes != expected->second.bytes || file->checksum != expected->second.checksum)
      return error("'" + (folder / name).string() +
                       "': damaged: its size or checksum is not that of the manifest",
                   "resume from an older checkpoint");
  }
  return {};
}

Status checkModel(const Manifest &manifest, const program::Program &program) {
  auto mismatch = [](const std::string &what, const std::string &saved, const std::string &own) {
    return error("the checkpoint is of " + what + " " + saved + ", the program of " + own,
                 "resume with a program of the same model, batch and seq; the plan may differ");
  };
  if (manifest.model != program.model())
    return mismatch("model", "'" + manifest.model + "'", "'" + program.model() + "'");
  const program::Training &training = program.training();
  if (manifest.batch != training.batch())
    return mismatch("batch", std::to_string(manifest.batch), std::to_string(training.batch()));
  if (manifest.seq != training.seq())
    return mismatch("seq", std::to_string(manifest.seq), std::to_string(training.seq()));
  return {};
}

Status writeText(const std::string &text, const fs::path &path) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file)
    return file.status();
  if (Status status = file->write(text); !status)
    return status;
  return file->finish();
}

Status writeFiles(const RankState &state, Manifest manifest, const std::string &tokenizer,
                  const fs::path &folder) {
  std::vector<const char *> names = {kParameters, kOptimizer};
  if (Status status = writeState(state, parameterNames(state.program), folder / kParameters);
      !status)
    return status;
  if (Status status = writeState(state, optimizerNames(state.program), folder / kOptimizer);
      !status)
    return status;
  if (!tokenizer.empty()) {
    if (Status status = writeText(tokenizer, folder / kTokenizer); !status)
      return status;
    names.push_back(kTokenizer);
  }
  for (const char *name : names) {
    Result<Manifest::File> file = describeFile(folder / name);
    if (!file)
      return file.status();
    manifest.files[name] = *file;
  }
  if (Status status = writeText(formatManifest(manifest), folder / kManifest); !status)
    return status;
  return syncFolder(folder);
}

Result<SavedTokenizer> readTokenizer(const Manifest &manifest, const fs::path &folder) {
  SavedTokenizer tokenizer{manifest.tokenizer, ""};
  auto file = manifest.files.find(kTokenizer);
  if (file == manifest.files.end())
    return tokenizer;
  Result<std::string> text = readWholeFile(folder / kTokenizer, file->second.bytes);
  if (!text)
    return text.status();
  tokenizer.json = std::move(*text);
  return tokenizer;
}

/// Puts `written` in the place of `final`, which a reader sees whole at any time, and removes what
/// was there.
Status publish(const fs::path &written, const fs::path &final) {
  std::error_code problem;
  bool replaces = fs::exists(final, problem);
  unsigned flags = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (renameat2(AT_FDCWD, written.c_str(), AT_FDCWD, final.c_str(), flags) != 0)
    return error("'" + final.string() + "': " + std::strerror(errno));
  if (replaces)
    fs::remove_all(written, problem);
  return syncFolder(final.parent_path());
}

} // namespace

Status saveParameters(const RankState &state, const std::string &path) {
  return writeState(state, parameterNames(state.program), path);
}

Status loadParameters(const RankState &state, const std::string &path) {
  fs::path file = path;
  std::error_code problem;
  if (fs::is_directory(file, problem)) {
    Result<fs::path> folder = findCheckpoint(file);
    if (!folder)
      return folder.status();
    file = *folder / kParameters;
  }
  std::vector<StateName> names = parameterNames(state.program);
  if (Status status = checkState(state, names, file); !status)
    return status;
  return readState(state, names, file);
}

Result<std::optional<SavedTokenizer>> loadTokenizer(const std::string &path) {
  std::error_code problem;
  if (!fs::is_directory(path, problem))
    return std::optional<SavedTokenizer>();
  Result<fs::path> folder = findCheckpoint(path);
  if (!folder)
    return folder.status();
  Result<Manifest> manifest = readManifest(*folder);
  if (!manifest)
    return manifest.status();
  Result<SavedTokenizer> tokenizer = readTokenizer(*manifest, *folder);
  if (!tokenizer)
    return tokenizer.status();
  return std::optional(std::move(*tokenizer));
}

Status checkSaveFolder(const std::string &folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem)
    return error("cannot save in '" + folder + "': " + problem.message());
  fs::path probe = fs::path(folder) / (".probe." + std::to_string(getpid()));
  Result<FileWriter> file = FileWriter::create(probe);
  Status status = file ? file->write("probe") : file.status();
  if (status)
    status = file->finish();
  fs::remove(probe, problem);
  return status ? status : status.at("cannot save in '" + folder + "'");
}

Result<std::string> saveCheckpoint(const RankState &state, const Progress &progress,
                                   const std::string &folder) {
  std::string name = std::string(kStepPrefix) + std::to_string(progress.step);
  fs::path final = fs::path(folder) / name;
  fs::path temporary = fs::path(folder) / ("." + name + "." + std::to_string(getpid()));
  std::error_code problem;
  fs::remove_all(temporary, problem);
  if (!fs::create_directories(temporary, problem))
    return error("'" + temporary.string() + "': cannot create the folder: " + problem.message());
  const program::Training &training = state.program.training();
  Manifest manifest{state.program.model(),
                    training.batch(),
                    training.seq(),
                    progress.step,
                    progress.seed,
                    progress.dataFingerprint,
                    originOf(state.program),
                    {},
                    progress.tokens.fingerprint,
                    progress.masksDocumentStarts,
                    progress.batchRamp};
  Status status = writeFiles(state, std::move(manifest), progress.tokens.json, temporary);
  if (status)
    status = publish(temporary, final);
  if (status)
    return final.string();
  fs::remove_all(temporary, problem);
  return status.at("saving '" + final.string() + "'");
}

Result<Progress> loadCheckpoint(const RankState &state, const std::string &path) {
  Result<fs::path> folder = findCheckpoint(path);
  if (!folder)
    return folder.status();
  Result<Manifest> manifest = readManifest(*folder);
  if (!manifest)
    return manifest.status();
  if (Status status = checkModel(*manifest, state.program); !status)
    return status.at("'" + folder->string() + "'");
  if (Status status = checkFiles(*manifest, *folder); !status)
    return status;
  Result<SavedTokenizer> tokenizer = readTokenizer(*manifest, *folder);
  if (!tokenizer)
    return tokenizer.status();
  std::vector<StateName> parameters = parameterNames(state.program);
  std::vector<StateName> optimizer = optimizerNames(state.program);
  if (Status status = checkState(state, parameters, *folder / kParameters); !status)
    return status;
  if (Status status = checkState(state, optimizer, *folder / kOptimizer); !status)
    return status;
  if (Status status = readState(state, parameters, *folder / kParameters); !status)
    return status;
  if (Status status = readState(state, optimizer, *folder / kOptimizer); !status)
    return status;
  return Progress{manifest->step,     manifest->seed,        manifest->dataFingerprint,
                  manifest->origin,   std::move(*tokenizer), manifest->masksDocumentStarts,
                  manifest->batchRamp};
}

} // namespace heddle::runtime

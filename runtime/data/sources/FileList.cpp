//===- FileList.cpp - the files that a source names -----------------------===//

#include "runtime/data/sources/FileList.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <glob.h>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <unordered_set>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

constexpr std::array<std::string_view, 6> kForeignFolders = {
    "CVS", "SCCS", "node_modules", "bower_components", "__pycache__", "site-packages"};

Status systemError(const std::string &path) {
  return error("'" + path + "': " + std::strerror(errno));
}

bool isPattern(const std::string &path) { return path.find_first_of("*?[") != std::string::npos; }

/// The names in a folder, sorted, without those that begin with a dot.
Result<std::vector<std::string>> listFolder(const std::string &folder) {
  std::unique_ptr<DIR, int (*)(DIR *)> entries(opendir(folder.c_str()), closedir);
  if (!entries)
    return systemError(folder);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent *entry = readdir(entries.get()))
    if (entry->d_name[0] != '.')
      names.push_back(entry->d_name);
  if (errno != 0)
    return systemError(folder);
  std::sort(names.begin(), names.end());
  return names;
}

class Lister {
public:
  Lister(const Source &source, const std::string &baseFolder)
      : base(baseFolder), isCode(source.format() == Source::CODE_TREE),
        extensions(source.extensions().begin(), source.extensions().end()) {}

  Status add(const std::string &entry);
  std::vector<SourceFile> files;

private:
  Result<std::vector<std::string>> expand(const std::string &entry) const;
  Status addPath(const std::string &path);
  Status addFolders(std::string path);
  Status addFound(const std::string &path, const std::string &name);
  void addFile(const std::string &path, const struct stat &info);
  /// Whether it is reached for the first time.
  bool enter(const struct stat &info) { return seen.emplace(info.st_dev, info.st_ino).second; }
  bool isWanted(const std::string &name) const;

  std::string base;
  bool isCode;
  std::unordered_set<std::string> extensions;
  std::set<std::pair<dev_t, ino_t>> seen; // files, and folders
  std::vector<std::string> folders;       // that were found and not listed yet
  bool hasMatch = false; // of the entry: a file, or a folder that was listed before
};

bool Lister::isWanted(const std::string &name) const {
  size_t dot = name.rfind('.');
  return !isCode || extensions.empty() ||
         (dot != name.npos && extensions.contains(name.substr(dot + 1)));
}

void Lister::addFile(const std::string &path, const struct stat &info) {
  hasMatch = true;
  if (enter(info))
    files.push_back({path, static_cast<uint64_t>(info.st_size)});
}

/// What `path` in a folder is: a file to add, a folder to list, or nothing of interest.
Status Lister::addFound(const std::string &path, const std::string &name) {
  struct stat info;
  std::string full = joinPath(base, path);
  if (stat(full.c_str(), &info) != 0) {
    bool leadsNowhere = errno == ENOENT || errno == ELOOP;
    return isCode && leadsNowhere
               ? Status()
               : systemError(full).at("a link or file in a folder of the source");
  }
  if (S_ISDIR(info.st_mode)) {
    if (!isCode || !std::ranges::count(kForeignFolders, name))
      folders.push_back(path);
  } else if (S_ISREG(info.st_mode) && isWanted(name)) {
    addFile(path, info);
  }
  return {};
}

/// A list of folders and no recursion: nesting is not bounded by the stack.
Status Lister::addFolders(std::string path) {
  folders = {std::move(path)};
  while (!folders.empty()) {
    std::string folder = std::move(folders.back());
    folders.pop_back();
    struct stat info;
    std::string full = joinPath(base, folder);
    if (stat(full.c_str(), &info) != 0)
      return systemError(full);
    if (!enter(info)) {
      hasMatch = true;
      continue;
    }
    Result<std::vector<std::string>> names = listFolder(full);
    if (!names)
      return names.status();
    for (const std::string &name : *names)
      if (Status status = addFound(joinPath(folder, name), name); !status)
        return status;
  }
  return {};
}

Status Lister::addPath(const std::string &path) {
  struct stat info;
  std::string full = joinPath(base, path);
  if (stat(full.c_str(), &info) != 0)
    return systemError(full);
  if (S_ISDIR(info.st_mode))
    return addFolders(path);
  if (!S_ISREG(info.st_mode))
    return error("'" + full + "': neither a file nor a folder");
  addFile(path, info);
  return {};
}

/// The paths that an entry of `files` stands for. One that is the name of a file is no pattern.
Result<std::vector<std::string>> Lister::expand(const std::string &entry) const {
  struct stat info;
  if (!isPattern(entry) || stat(joinPath(base, entry).c_str(), &info) == 0)
    return std::vector<std::string>{entry};
  std::string prefix = joinPath(base, ""), escaped;
  for (char c : prefix)
    escaped += std::strchr("*?[\\", c) ? std::string("\\") + c : std::string(1, c);
  bool isAbsolute = entry.starts_with('/');
  glob_t found{};
  int code =
      glob(((isAbsolute ? "" : escaped) + entry).c_str(), GLOB_NOSORT | GLOB_ERR, nullptr, &found);
  std::vector<std::string> paths;
  for (size_t i = 0; code == 0 && i < found.gl_pathc; ++i)
    paths.push_back(std::string(found.gl_pathv[i]).substr(isAbsolute ? 0 : prefix.size()));
  int reason = errno;
  globfree(&found);
  if (code == GLOB_NOMATCH)
    return error("the pattern '" + entry + "' matches no file",
                 "patterns begin at the folder of the corpus file");
  if (code != 0)
    return error("the pattern '" + entry + "': " + std::strerror(reason));
  std::sort(paths.begin(), paths.end());
  return paths;
}

Status Lister::add(const std::string &entry) {
  Result<std::vector<std::string>> paths = expand(entry);
  if (!paths)
    return paths.status();
  size_t first = files.size();
  hasMatch = false;
  for (const std::string &path : *paths)
    if (Status status = addPath(path); !status)
      return status;
  std::sort(files.begin() + first, files.end(),
            [](const SourceFile &a, const SourceFile &b) { return a.path < b.path; });
  if (!hasMatch)
    return error("'" + entry + "' holds no file that could be read",
                 isCode && !extensions.empty() ? "see `extensions`" : "");
  return {};
}

} // namespace

std::string joinPath(const std::string &baseFolder, const std::string &path) {
  if (baseFolder.empty() || path.starts_with('/'))
    return path;
  return baseFolder.ends_with('/') ? baseFolder + path : baseFolder + "/" + path;
}

Result<std::vector<SourceFile>> listFiles(const Source &source, const std::string &baseFolder) {
  if (source.files().empty())
    return error("the source names no files", "give files: \"...\"");
  Lister lister(source, baseFolder);
  for (const std::string &entry : source.files())
    if (Status status = lister.add(entry); !status)
      return status;
  return std::move(lister.files);
}

} // namespace heddle::corpus

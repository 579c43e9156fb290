//===- FileList.h - the files that a source names ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_FILELIST_H
#define HEDDLE_RUNTIME_DATA_SOURCES_FILELIST_H

#include "runtime/base/Status.h"
#include "runtime/data/sources/source.pb.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::corpus {

struct SourceFile {
  std::string path; // as Source.files reaches it
  uint64_t bytes;   // on the disk
};

/// `path`, from `baseFolder` on unless it is absolute.
std::string joinPath(const std::string &baseFolder, const std::string &path);

/// The files of a source in the order of their documents: that of `files`, and what one entry gives
/// sorted by the bytes of its paths. A folder gives the regular files below it; names that begin
/// with a dot are passed over in it, as patterns do (shells' rules, glob(7)). Links are followed,
/// and a file that is reached a second time, by whatever name, is left out, so that links in a
/// circle end.
///
/// CODE_TREE: of what a folder gives, folders of version control and of what others wrote (CVS,
/// node_modules, ..), links that lead nowhere and, if the source says `extensions`, other files are
/// passed over.
///
/// Fails on an entry that gives no file, on folders that cannot be read and, unless it is a
/// CODE_TREE, on links that lead nowhere: a disk that is not there must not go unseen.
runtime::Result<std::vector<SourceFile>> listFiles(const Source &source,
                                                   const std::string &baseFolder);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_FILELIST_H

//===- Imports.cpp - the files of a spec ----------------------------------===//

#include "frontend/Imports.h"

#include "frontend/Parser.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace heddle::frontend;

namespace {

constexpr size_t kMaxImports = 64;

/// `path` beside the file `from`, in one spelling.
std::string resolve(llvm::StringRef path, llvm::StringRef from) {
  llvm::SmallString<128> resolved;
  if (!llvm::sys::path::is_absolute(path))
    resolved = llvm::sys::path::parent_path(from);
  llvm::sys::path::append(resolved, path);
  llvm::sys::path::remove_dots(resolved, /*remove_dot_dot=*/false);
  return resolved.str().str();
}

class Importer {
public:
  Importer(llvm::SourceMgr &sources, const Options &options, Ast &ast, Reporter &reporter)
      : sources(sources), options(options), ast(ast), reporter(reporter) {}

  /// Imports are a list that grows while it is walked: no recursion, each file once.
  void run() {
    unsigned main = sources.getMainFileID();
    seen.insert(sources.getMemoryBuffer(main)->getBufferIdentifier());
    parse(main);
    for (size_t i = 0; i < ast.imports.size() && !reporter.exhausted(); ++i)
      load(ast.imports[i]);
  }

private:
  void parse(unsigned buffer) {
    const llvm::MemoryBuffer *file = sources.getMemoryBuffer(buffer);
    if (file->getBufferSize() > kMaxFileBytes) {
      reporter.error(llvm::SMLoc::getFromPointer(file->getBufferStart()),
                     "file is larger than " + llvm::Twine(kMaxFileBytes) + " bytes",
                     "a spec is text written by hand; is this the right file?");
      return;
    }
    parseFile(file->getBuffer(), buffer == sources.getMainFileID(), ast, reporter);
  }

  void load(Import import) {
    unsigned from = sources.FindBufferContainingLoc(import.loc);
    std::string path = resolve(import.path, sources.getMemoryBuffer(from)->getBufferIdentifier());
    if (!seen.insert(path).second)
      return;
    if (seen.size() > kMaxImports) {
      reporter.error(import.loc, "too many imported files",
                     "at most " + llvm::Twine(kMaxImports) + " files make one spec");
      return;
    }
    auto file = options.readFile(path);
    if (!file) {
      reporter.error(import.loc,
                     "cannot import '" + import.path + "': " + describeFileError(file.getError()),
                     "a path in import is relative to the file that it stands in");
      return;
    }
    parse(sources.AddNewSourceBuffer(std::move(*file), import.loc));
  }

  llvm::SourceMgr &sources;
  const Options &options;
  Ast &ast;
  Reporter &reporter;
  llvm::StringSet<> seen;
};

} // namespace

void heddle::frontend::parseWithImports(llvm::SourceMgr &sources, const Options &options, Ast &ast,
                                        Reporter &reporter) {
  Importer(sources, options, ast, reporter).run();
}

std::string heddle::frontend::describeFileError(std::error_code error) {
  if (error == std::errc::invalid_argument)
    return "it is not a file";
  if (error == std::errc::file_too_large)
    return "it is larger than 1 MiB, which no spec is";
  return error.message();
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
heddle::frontend::readSpecFile(llvm::StringRef path) {
  // Checked before opening: reading a pipe or a device would not end.
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return error;
  if (!llvm::sys::fs::is_regular_file(status))
    return std::make_error_code(std::errc::invalid_argument);
  if (status.getSize() > kMaxFileBytes)
    return std::make_error_code(std::errc::file_too_large);
  return llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
}

//===- LinkLibrary.cpp - objects to a shared object with lld --------------===//

#include "passes/kernels/ObjectCode.h"

#include "lld/Common/Driver.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <mutex>

LLD_HAS_DRIVER(elf)

namespace heddle::kernels {

namespace {
/// A file that exists as long as this object.
class TemporaryFile {
public:
  llvm::Error create(llvm::StringRef suffix) {
    llvm::SmallString<128> name;
    if (std::error_code error =
            llvm::sys::fs::createTemporaryFile("heddle-kernels", suffix, descriptor, name))
      return llvm::createStringError(error, "cannot create a temporary file for the linker: " +
                                                error.message() + "; set TMPDIR");
    path = name.str().str();
    remover.setFile(path);
    return llvm::Error::success();
  }
  llvm::Error write(llvm::ArrayRef<char> bytes) {
    llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
    stream.write(bytes.data(), bytes.size());
    stream.flush();
    if (stream.has_error())
      return llvm::createStringError(stream.error(), "cannot write " + path);
    return llvm::Error::success();
  }

  std::string path;

private:
  int descriptor = -1;
  llvm::FileRemover remover;
};
} // namespace

static llvm::Error runLinker(llvm::ArrayRef<std::string> inputs, llvm::StringRef output) {
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  std::vector<const char *> arguments = {
      "ld.lld", "-shared",         "--hash-style=gnu", "-z", "noseparate-code",
      "-s",     "--build-id=none", "--threads=1",      "-o"};
  arguments.push_back(output.data());
  for (const std::string &input : inputs)
    arguments.push_back(input.c_str());
  static std::mutex mutex; // lld keeps its state in globals
  std::lock_guard lock(mutex);
  lld::Result result =
      lld::lldMain(arguments, llvm::nulls(), stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return llvm::createStringError("lld cannot link the kernels: " + messages);
  return llvm::Error::success();
}

llvm::Expected<std::string> linkLibrary(llvm::ArrayRef<llvm::SmallVector<char, 0>> objects) {
  std::vector<TemporaryFile> files(objects.size() + 1);
  std::vector<std::string> inputs;
  for (auto [object, file] : llvm::zip_first(objects, files)) {
    if (llvm::Error error = file.create("o"))
      return std::move(error);
    if (llvm::Error error = file.write(object))
      return std::move(error);
    inputs.push_back(file.path);
  }
  TemporaryFile &library = files.back();
  if (llvm::Error error = library.create("so"))
    return std::move(error);
  if (llvm::Error error = library.write({}))
    return std::move(error);
  if (llvm::Error error = runLinker(inputs, library.path))
    return std::move(error);
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> bytes =
      llvm::MemoryBuffer::getFile(library.path);
  if (!bytes)
    return llvm::createStringError(bytes.getError(), "cannot read what lld wrote");
  return (*bytes)->getBuffer().str();
}

} // namespace heddle::kernels

//===- Loader.cpp - .hdx files in and out ---------------------------------===//

#include "runtime/program/Loader.h"

#include "runtime/program/Validator.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using heddle::runtime::error;
using heddle::runtime::Result;
using heddle::runtime::Status;

namespace heddle::program {

static uint64_t checksumOf(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

static const char *const kCompileAgain = "compile the model again with this version of heddle";

static bool parseMessage(google::protobuf::Message &message, std::string_view bytes) {
  google::protobuf::LogSilencer silence; // the caller reports, once and with the file's name
  google::protobuf::io::ArrayInputStream stream(bytes.data(), int(bytes.size()));
  google::protobuf::io::CodedInputStream coded(&stream);
  coded.SetTotalBytesLimit(int(bytes.size()));
  coded.SetRecursionLimit(16);
  return message.ParseFromCodedStream(&coded) && coded.ConsumedEntireMessage();
}

/// Opens the envelope: everything that can be said before `program` is parsed.
static Status checkEnvelope(const Executable &file) {
  if (file.magic() != kMagic)
    return error("not a heddle program", "heddle compile SPEC -o model.hdx makes one");
  if (file.version() != kFormatVersion)
    return error("the program has format version " + std::to_string(file.version()) +
                     ", this runtime reads version " + std::to_string(kFormatVersion),
                 kCompileAgain);
  if (file.checksum() != checksumOf(file.program()))
    return error("the program is damaged: its checksum does not agree with its contents",
                 "copy the file again, or compile it again");
  return {};
}

Result<Program> parseProgram(std::string_view bytes, const std::string &source) {
  if (bytes.size() > kMaxFileBytes)
    return error(source + ": " + std::to_string(bytes.size()) +
                 " bytes are more than a program may have (" + std::to_string(kMaxFileBytes) + ")");
  Executable file;
  if (!parseMessage(file, bytes))
    return error(source + ": not a heddle program, or cut short",
                 "heddle compile SPEC -o model.hdx makes one");
  if (Status status = checkEnvelope(file); !status)
    return status.at(source);
  // Protobuf merges what follows into what it has read: a second program behind the first would
  // win.
  if (file.ByteSizeLong() != bytes.size() || !file.GetReflection()->GetUnknownFields(file).empty())
    return error(source + ": there is something behind the end of the program",
                 "copy the file again, or compile it again");
  Program program;
  if (!parseMessage(program, file.program()))
    return error(source + ": the program cannot be read", kCompileAgain);
  if (Status status = validateProgram(program); !status)
    return Status::error(source + ": invalid program: " + status.message(), kCompileAgain);
  return program;
}

static Status systemError(const std::string &path, const std::string &verb) {
  return error(path + ": cannot " + verb + ": " + std::strerror(errno));
}

Result<Program> loadProgram(const std::string &path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0)
    return systemError(path, "open");
  if (!S_ISREG(info.st_mode))
    return error(path + ": not a file");
  if (uint64_t(info.st_size) > kMaxFileBytes)
    return error(path + ": " + std::to_string(info.st_size) +
                 " bytes are more than a program may have (" + std::to_string(kMaxFileBytes) + ")");
  std::ifstream file(path, std::ios::binary);
  std::string bytes(size_t(info.st_size), '\0');
  if (!file.read(bytes.data(), std::streamsize(bytes.size())))
    return systemError(path, "read");
  return parseProgram(bytes, path);
}

/// `program` in its envelope.
static Result<Executable> makeExecutable(const Program &program) {
  Executable file;
  size_t bytes = program.ByteSizeLong(); // also caches the sizes of its parts for what follows
  if (bytes > kMaxFileBytes - 1024)
    return error("the program has " + std::to_string(bytes) +
                 " bytes, more than a .hdx may have (" + std::to_string(kMaxFileBytes) + ")");
  file.set_magic(std::string(kMagic));
  file.set_version(kFormatVersion);
  file.mutable_program()->resize(bytes);
  program.SerializeWithCachedSizesToArray(
      reinterpret_cast<uint8_t *>(file.mutable_program()->data()));
  file.set_checksum(checksumOf(file.program()));
  return file;
}

Result<std::string> serializeProgram(const Program &program) {
  Result<Executable> file = makeExecutable(program);
  if (!file)
    return file.status();
  return file->SerializeAsString();
}

Status saveProgram(const Program &program, const std::string &path) {
  Result<Executable> executable = makeExecutable(program);
  if (!executable)
    return executable.status();
  std::string temporary = path + ".part." + std::to_string(getpid());
  std::ofstream file(temporary, std::ios::binary);
  executable->SerializeToOstream(&file); // what goes wrong shows in the stream
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0) {
    Status status = systemError(path, "write");
    std::remove(temporary.c_str());
    return status;
  }
  return {};
}

} // namespace heddle::program

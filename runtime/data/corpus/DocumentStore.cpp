//===- DocumentStore.cpp - documents between two stages ---------*- C++ -*-===//

#include "runtime/data/corpus/DocumentStore.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

constexpr size_t kBlockBytes = 256 << 10;
constexpr int kLevel = 1;
/// The last bytes of a file: how long its index is, and that it is one.
struct Footer {
  uint64_t indexBytes;
  uint64_t magic;
};
constexpr uint64_t kMagic = 0x3173636f64646568; // "heddocs1"
static_assert(std::endian::native == std::endian::little);

Status damaged(const std::string &path, const std::string &what) {
  return error("'" + path + "' is damaged: " + what,
               "remove the build's folder and build again, or restore it");
}

std::string pack(const std::string &plain) {
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), kLevel));
  return packed;
}

/// `message` from a zstd frame.
template <typename Message>
Result<Message> unpack(const std::string &packed, const std::string &path) {
  unsigned long long bytes = ZSTD_getFrameContentSize(packed.data(), packed.size());
  Message message;
  if (bytes == ZSTD_CONTENTSIZE_ERROR || bytes == ZSTD_CONTENTSIZE_UNKNOWN || bytes > INT32_MAX)
    return damaged(path, "a block has no size");
  std::string plain(bytes, '\0');
  if (ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size()) != bytes ||
      !message.ParseFromString(plain))
    return damaged(path, "a block cannot be unpacked");
  return message;
}

} // namespace

Result<DocumentWriter> DocumentWriter::create(const std::string &path) {
  Result<OutputFile> file = OutputFile::create(path);
  return file ? Result<DocumentWriter>(DocumentWriter(std::move(*file))) : file.status();
}

Status DocumentWriter::add(StoredDocument document) {
  addName(document);
  blockBytes += document.text().size() + 64;
  *block.add_document() = std::move(document);
  return blockBytes < kBlockBytes ? Status() : flush();
}

void DocumentWriter::addName(const StoredDocument &document) {
  // Documents of one file follow each other.
  if (index.path().empty() || *index.path().rbegin() != document.path())
    index.add_path(document.path());
  index.add_document_path(index.path_size() - 1);
  index.add_document_offset(document.offset());
}

Status DocumentWriter::flush() {
  if (block.document_size() == 0)
    return {};
  std::string packed = pack(block.SerializeAsString());
  DocumentIndex::Block &entry = *index.add_block();
  entry.set_offset(offset);
  entry.set_bytes(packed.size());
  entry.set_first_document(index.documents());
  index.set_documents(index.documents() + block.document_size());
  offset += packed.size();
  block.Clear();
  blockBytes = 0;
  return file.write(packed);
}

Status DocumentWriter::commit() {
  if (Status status = flush(); !status)
    return status;
  std::string packed = pack(index.SerializeAsString());
  Footer footer{packed.size(), kMagic};
  packed.append(reinterpret_cast<const char *>(&footer), sizeof footer);
  if (Status status = file.write(packed); !status)
    return status;
  return file.commit();
}

Result<DocumentStore> DocumentStore::open(const std::string &path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return error("'" + path + "': " + std::strerror(errno));
  DocumentStore store(path, descriptor);
  Status status = store.readIndex();
  return status ? Result<DocumentStore>(std::move(store)) : status;
}

Status DocumentStore::readIndex() {
  struct stat info;
  Footer footer;
  if (fstat(descriptor, &info) != 0)
    return error("'" + path + "': " + std::strerror(errno));
  uint64_t size = info.st_size;
  if (size < sizeof footer)
    return damaged(path, "it is cut off");
  Result<std::string> end = readPacked(size - sizeof footer, sizeof footer);
  if (!end)
    return end.status();
  std::memcpy(&footer, end->data(), sizeof footer);
  if (footer.magic != kMagic || footer.indexBytes > size - sizeof footer)
    return damaged(path, "it does not end with an index");
  uint64_t blocksEnd = size - sizeof footer - footer.indexBytes;
  Result<std::string> packed = readPacked(blocksEnd, footer.indexBytes);
  if (!packed)
    return packed.status();
  Result<DocumentIndex> read = unpack<DocumentIndex>(*packed, path);
  if (!read)
    return read.status();
  for (const DocumentIndex::Block &block : read->block())
    if (block.offset() > blocksEnd || block.bytes() > blocksEnd - block.offset())
      return damaged(path, "its index points outside");
  if (read->document_path_size() != int64_t(read->documents()) ||
      read->document_offset_size() != int64_t(read->documents()))
    return damaged(path, "its index does not name every document");
  index = std::move(*read);
  return {};
}

Result<std::string> DocumentStore::readPacked(uint64_t offset, uint64_t bytes) const {
  std::string packed(bytes, '\0');
  for (uint64_t done = 0; done < bytes;) {
    ssize_t count = pread(descriptor, packed.data() + done, bytes - done, offset + done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return error("'" + path + "': " + std::strerror(errno));
    if (count == 0)
      return damaged(path, "it is cut off");
    done += count;
  }
  return packed;
}

size_t DocumentStore::blockOf(uint64_t number) const {
  auto after = std::upper_bound(
      index.block().begin(), index.block().end(), number,
      [](uint64_t n, const DocumentIndex::Block &block) { return n < block.first_document(); });
  return after - index.block().begin() - 1;
}

Result<DocumentBlock> DocumentStore::read(size_t block) const {
  Result<std::string> packed = readPacked(index.block(block).offset(), index.block(block).bytes());
  return packed ? unpack<DocumentBlock>(*packed, path) : packed.status();
}

std::string DocumentStore::nameOf(uint64_t number) const {
  return index.path(index.document_path(number)) + "@" +
         std::to_string(index.document_offset(number));
}

Status DocumentStore::forEach(const std::function<Status(uint64_t, StoredDocument &)> &use) const {
  for (size_t i = 0; i < blocks(); ++i) {
    Result<DocumentBlock> block = read(i);
    if (!block)
      return block.status();
    for (int j = 0; j < block->document_size(); ++j)
      if (Status status = use(firstOf(i) + j, *block->mutable_document(j)); !status)
        return status;
  }
  return {};
}

DocumentStore::DocumentStore(DocumentStore &&other) noexcept
    : path(std::move(other.path)), descriptor(std::exchange(other.descriptor, -1)),
      index(std::move(other.index)) {}

DocumentStore &DocumentStore::operator=(DocumentStore &&other) noexcept {
  std::swap(path, other.path);
  std::swap(descriptor, other.descriptor);
  std::swap(index, other.index);
  return *this;
}

DocumentStore::~DocumentStore() {
  if (descriptor >= 0)
    close(descriptor);
}

} // namespace heddle::corpus

//===- RecordFile.cpp - the records of one unit, by partition -------------===//

#include "runtime/data/dedup/RecordFile.h"

#include <cstring>
#include <filesystem>
#include <xxhash.h>

namespace heddle::corpus {

using runtime::error;

namespace {

constexpr char kMagic[8] = {'H', 'E', 'D', 'D', 'L', 'R', 'E', 'C'};

struct Trailer {
  char magic[8];
  uint32_t recordBytes;
  uint32_t partitions;
  uint64_t blocks;
  uint64_t checksum;
};
static_assert(sizeof(RecordBlock) == 32 && sizeof(Trailer) == 32);

/// Of the index and all of the trailer before its checksum.
uint64_t checksumOf(const std::vector<RecordBlock> &index, const Trailer &trailer) {
  uint64_t seed = XXH3_64bits(index.data(), index.size() * sizeof(RecordBlock));
  return XXH3_64bits_withSeed(&trailer, offsetof(Trailer, checksum), seed);
}

Status notComplete(const std::string &path, const std::string &what) {
  return error("'" + path + "': no complete file of records: " + what,
               "remove it and run the stage of this unit again");
}

} // namespace

Result<RecordFileWriter> RecordFileWriter::create(const std::string &path, RecordLayout layout) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty())
    std::filesystem::create_directories(folder, failure);
  if (failure)
    return error("'" + folder.string() + "': " + failure.message());
  Result<DiskFile> file = DiskFile::create(path + ".part");
  if (!file)
    return file.status();
  return RecordFileWriter(std::move(*file), path, layout);
}

void RecordFileWriter::write(uint32_t partition, std::span<const std::byte> records) {
  if (!status || records.empty())
    return;
  status = file.write(end, records);
  blocks.push_back(
      {end, records.size(), XXH3_64bits(records.data(), records.size()), partition, 0});
  end += records.size();
}

Status RecordFileWriter::commit() {
  if (!status)
    return status;
  Trailer trailer = {{}, layout.recordBytes, layout.partitions, blocks.size(), 0};
  std::memcpy(trailer.magic, kMagic, sizeof kMagic);
  trailer.checksum = checksumOf(blocks, trailer);
  if (Status written = file.write(end, std::as_bytes(std::span(blocks))); !written)
    return written;
  end += blocks.size() * sizeof(RecordBlock);
  if (Status written = file.write(end, std::as_bytes(std::span(&trailer, 1))); !written)
    return written;
  return file.commitAs(path);
}

Result<RecordFileReader> RecordFileReader::open(const std::string &path, RecordLayout layout) {
  Result<DiskFile> file = DiskFile::open(path);
  if (!file)
    return error(file.status().message(), "the stage has not finished this unit: run it again");
  RecordFileReader reader(std::move(*file));
  if (Status status = reader.readIndex(layout); !status)
    return status;
  return reader;
}

Status RecordFileReader::readIndex(RecordLayout layout) {
  Result<uint64_t> size = file.size();
  if (!size)
    return size.status();
  Trailer trailer;
  if (*size < sizeof trailer)
    return notComplete(file.name(), "it has " + std::to_string(*size) + " bytes");
  uint64_t end = *size - sizeof trailer;
  if (Status status = file.read(end, std::as_writable_bytes(std::span(&trailer, 1))); !status)
    return status;
  if (std::memcmp(trailer.magic, kMagic, sizeof kMagic) != 0)
    return notComplete(file.name(), "it does not end as one");
  if (trailer.blocks > end / sizeof(RecordBlock))
    return notComplete(file.name(), "its index is larger than the file");
  index.resize(trailer.blocks);
  end -= trailer.blocks * sizeof(RecordBlock);
  if (Status status = file.read(end, std::as_writable_bytes(std::span(index))); !status)
    return status;
  if (checksumOf(index, trailer) != trailer.checksum)
    return notComplete(file.name(), "its index is damaged");
  if (trailer.recordBytes != layout.recordBytes || trailer.partitions != layout.partitions)
    return notComplete(file.name(), "it has " + std::to_string(trailer.partitions) +
                                        " partitions of records of " +
                                        std::to_string(trailer.recordBytes) + " bytes, not " +
                                        std::to_string(layout.partitions) + " of " +
                                        std::to_string(layout.recordBytes));
  return checkBlocks(layout, end);
}

Status RecordFileReader::checkBlocks(RecordLayout layout, uint64_t end) const {
  uint64_t offset = 0;
  for (const RecordBlock &block : index) {
    if (block.offset != offset || block.bytes > end - offset ||
        block.partition >= layout.partitions || block.bytes % layout.recordBytes != 0)
      return notComplete(file.name(), "its index does not fit");
    offset += block.bytes;
  }
  return offset == end ? Status() : notComplete(file.name(), "its index does not fit");
}

Status RecordFileReader::read(const RecordBlock &block, std::span<std::byte> records) const {
  if (Status status = file.read(block.offset, records); !status)
    return status;
  if (XXH3_64bits(records.data(), records.size()) != block.checksum)
    return notComplete(file.name(), "the block at " + std::to_string(block.offset) + " is damaged");
  return {};
}

} // namespace heddle::corpus

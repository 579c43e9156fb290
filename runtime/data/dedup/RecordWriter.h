//===- RecordWriter.h - a unit's records, dealt to partitions ---*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_RECORDWRITER_H
#define HEDDLE_RUNTIME_DATA_DEDUP_RECORDWRITER_H

#include "runtime/data/dedup/Record.h"
#include "runtime/data/dedup/RecordFile.h"

namespace heddle::corpus {

/// Holds up to kBufferBytes, whatever the number of partitions and records.
template <SortableRecord R> class RecordWriter {
public:
  static constexpr size_t kBufferBytes = 4 << 20;

  /// The file of `unit` in `folder`, which is there after commit().
  static Result<RecordWriter> create(const RecordFolder &folder, uint32_t unit) {
    if (folder.partitions == 0)
      return runtime::error("'" + folder.path + "': records need a partition");
    auto file = RecordFileWriter::create(folder.fileOf(unit), {sizeof(R), folder.partitions});
    if (!file)
      return file.status();
    return RecordWriter(std::move(*file), folder.partitions);
  }

  /// Errors wait for commit().
  void add(const R &record) {
    uint32_t partition = record.partitionIn(uint32_t(counts.size()));
    records[partition * room + counts[partition]] = record;
    if (++counts[partition] == room)
      flush(partition);
  }

  Status commit() {
    for (uint32_t partition = 0; partition < counts.size(); ++partition)
      flush(partition);
    return file.commit();
  }

private:
  RecordWriter(RecordFileWriter file, uint32_t partitions)
      : file(std::move(file)),
        room(std::max<size_t>(1, std::min<size_t>(65536, kBufferBytes / partitions) / sizeof(R))),
        records(room * partitions), counts(partitions) {}

  void flush(uint32_t partition) {
    std::span<const R> full(records.data() + partition * room, counts[partition]);
    file.write(partition, std::as_bytes(full));
    counts[partition] = 0;
  }

  RecordFileWriter file;
  size_t room; // records of a partition
  std::vector<R> records;
  std::vector<size_t> counts;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_RECORDWRITER_H

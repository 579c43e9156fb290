//===- ExternalSort.h - a partition's records in order ----------*- C++ -*-===//
//
// A partition is what all units wrote for it. What fits the memory is sorted there; of more, sorted
// runs go to a temporary file and are merged. The file has no name, so nothing stays behind.
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_DEDUP_EXTERNALSORT_H
#define HEDDLE_RUNTIME_DATA_DEDUP_EXTERNALSORT_H

#include "runtime/data/dedup/Record.h"
#include "runtime/data/dedup/RecordFile.h"

#include <optional>

namespace heddle::corpus {

struct SortOptions {
  uint64_t memoryBytes = uint64_t(256) << 20; // of records; at least kLeastMemory is used
  std::string temporaryFolder;                // is there, and has room for twice a partition

  static constexpr uint64_t kLeastMemory = 256 << 10;
};

namespace detail {

/// Sorted records in the temporary file.
struct SortedRun {
  uint64_t offset; // of the next record, in bytes
  uint64_t count;  // that are left
};

/// Reads a run through a buffer.
template <SortableRecord R> class RunReader {
public:
  RunReader(const DiskFile &file, SortedRun run, size_t room)
      : file(&file), run(run), buffer(room) {}

  bool atEnd() const { return at == filled; }
  const R &front() const { return buffer[at]; }
  /// Also the first one: it makes front() valid, or atEnd() true.
  Status next() {
    if (filled > 0 && ++at < filled)
      return {};
    at = 0;
    filled = size_t(std::min<uint64_t>(run.count, buffer.size()));
    Status status = file->read(run.offset, std::as_writable_bytes(std::span(buffer).first(filled)));
    run.offset += filled * sizeof(R);
    run.count -= filled;
    return status;
  }

private:
  const DiskFile *file;
  SortedRun run;
  std::vector<R> buffer;
  size_t at = 0, filled = 0;
};

/// Calls `use` with the records of `runs` in order, in `memoryBytes` of buffers.
template <SortableRecord R, typename Use>
Status mergeRuns(const DiskFile &file, std::span<const SortedRun> runs, uint64_t memoryBytes,
                 Use use) {
  size_t room = std::max<size_t>(1, memoryBytes / sizeof(R) / runs.size());
  std::vector<RunReader<R>> readers;
  for (const SortedRun &run : runs)
    readers.emplace_back(file, run, room);
  std::vector<RunReader<R> *> heap;
  auto isLater = [](auto *a, auto *b) { return b->front() < a->front(); };
  for (RunReader<R> &reader : readers) {
    if (Status status = reader.next(); !status)
      return status;
    if (!reader.atEnd())
      heap.push_back(&reader);
  }
  std::make_heap(heap.begin(), heap.end(), isLater);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), isLater);
    use(heap.back()->front());
    if (Status status = heap.back()->next(); !status)
      return status;
    if (heap.back()->atEnd())
      heap.pop_back();
    else
      std::push_heap(heap.begin(), heap.end(), isLater);
  }
  return {};
}

} // namespace detail

/// Sorts what it is given, in bounded memory.
template <SortableRecord R> class ExternalSort {
public:
  explicit ExternalSort(const SortOptions &options)
      : options(options),
        most(std::max(options.memoryBytes, SortOptions::kLeastMemory) / sizeof(R)) {}

  /// Says how many records will come at most, so that memory is taken once.
  void expect(uint64_t count) { records.reserve(size_t(std::min<uint64_t>(count, most))); }

  /// Room for `count` more records, at most kLeastMemory of them, that the caller fills.
  Result<std::span<R>> extend(size_t count) {
    if (records.size() + count > most)
      if (Status status = spill(); !status)
        return status;
    records.resize(records.size() + count);
    return std::span(records).last(count);
  }

  /// Calls `visit(record, isFirst)` for each record in order; `isFirst` if its key is another than
  /// that of the record before.
  template <typename Visit> Status forEach(Visit visit) {
    std::optional<R> last;
    auto use = [&](const R &record) {
      visit(record, !last || !record.hasKeyOf(*last));
      last = record;
    };
    if (runs.empty()) {
      sortRecords(std::span(records));
      for (const R &record : records)
        use(record);
      return {};
    }
    if (Status status = spill(); !status)
      return status;
    std::vector<R>().swap(records);
    if (Status status = reduceRuns(); !status)
      return status;
    return detail::mergeRuns<R>(*file, runs, most * sizeof(R), use);
  }

private:
  /// Runs whose buffers are large enough for the disk.
  static constexpr uint64_t kRunBytes = 128 << 10;

  /// The records in memory become a run.
  Status spill() {
    if (records.empty())
      return {};
    if (!file) {
      Result<DiskFile> created = DiskFile::createTemporary(options.temporaryFolder);
      if (!created)
        return created.status();
      file.emplace(std::move(*created));
    }
    sortRecords(std::span(records));
    runs.push_back({end, 0});
    Status status = append(records);
    records.clear();
    return status;
  }

  /// To the last run.
  Status append(std::span<const R> sorted) {
    Status status = file->write(end, std::as_bytes(sorted));
    end += sorted.size_bytes();
    runs.back().count += sorted.size();
    return status;
  }

  /// Merges the first runs into new ones until the rest can be merged at once.
  Status reduceRuns() {
    size_t fan = std::max<uint64_t>(2, most * sizeof(R) / kRunBytes);
    while (runs.size() > fan) {
      std::vector<detail::SortedRun> first(runs.begin(), runs.begin() + fan);
      runs.erase(runs.begin(), runs.begin() + fan);
      runs.push_back({end, 0});
      if (Status status = mergeToLast(first); !status)
        return status;
    }
    return {};
  }

  Status mergeToLast(std::span<const detail::SortedRun> first) {
    std::vector<R> block;
    Status written;
    auto flush = [&] {
      if (written)
        written = append(block);
      block.clear();
    };
    auto use = [&](const R &record) {
      block.push_back(record);
      if (block.size() * sizeof(R) >= kRunBytes)
        flush();
    };
    if (Status status = detail::mergeRuns<R>(*file, first, most * sizeof(R), use); !status)
      return status;
    flush();
    return written;
  }

  SortOptions options;
  size_t most; // records in memory
  std::vector<R> records;
  std::optional<DiskFile> file;
  std::vector<detail::SortedRun> runs;
  uint64_t end = 0; // of the file
};

/// Calls `use(reader, block)`, a Status, for the blocks of every unit's file, units in order.
template <SortableRecord R, typename Use> Status forEachBlock(const RecordFolder &folder, Use use) {
  for (uint32_t unit = 0; unit < folder.units; ++unit) {
    auto file = RecordFileReader::open(folder.fileOf(unit), {sizeof(R), folder.partitions});
    if (!file)
      return file.status();
    for (const RecordBlock &block : file->blocks())
      if (Status status = use(*file, block); !status)
        return status;
  }
  return {};
}

/// Calls `visit(record)` for all records of a folder, in no order that means anything. Memory: a
/// block.
template <SortableRecord R, typename Visit>
Status forEachRecord(const RecordFolder &folder, Visit visit) {
  std::vector<R> records;
  return forEachBlock<R>(folder, [&](const RecordFileReader &file, const RecordBlock &block) {
    records.resize(block.bytes / sizeof(R));
    Status status = file.read(block, std::as_writable_bytes(std::span(records)));
    for (size_t i = 0; i < records.size() && status; ++i)
      visit(records[i]);
    return status;
  });
}

/// Calls `visit(record, isFirst)` for the records of a partition in order; see ExternalSort. An
/// error if the file of a unit is missing or damaged, or if there is no room for temporary files.
template <SortableRecord R, typename Visit>
Status forEachSorted(const RecordFolder &folder, uint32_t partition, const SortOptions &options,
                     Visit visit) {
  uint64_t bytes = 0;
  auto count = [&](const RecordFileReader &, const RecordBlock &block) {
    bytes += block.partition == partition ? block.bytes : 0;
    return Status();
  };
  if (Status status = forEachBlock<R>(folder, count); !status)
    return status;
  ExternalSort<R> sort(options);
  sort.expect(bytes / sizeof(R));
  auto read = [&](const RecordFileReader &file, const RecordBlock &block) {
    if (block.partition != partition)
      return Status();
    Result<std::span<R>> room = sort.extend(block.bytes / sizeof(R));
    return room ? file.read(block, std::as_writable_bytes(*room)) : room.status();
  };
  if (Status status = forEachBlock<R>(folder, read); !status)
    return status;
  return sort.forEach(visit);
}

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_DEDUP_EXTERNALSORT_H

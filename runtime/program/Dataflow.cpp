//===- Dataflow.cpp - which row wrote what a row reads --------------------===//

#include "runtime/program/Dataflow.h"

#include "runtime/program/Mesh.h"

#include <map>

namespace heddle::program {

namespace {

/// The arena as ranges, each with who wrote it last.
class Writers {
public:
  FrameSource at(uint64_t byte) const {
    auto range = ranges.upper_bound(byte);
    if (range == ranges.begin() || std::prev(range)->second.end <= byte)
      return {};
    return std::prev(range)->second.source;
  }

  void write(uint64_t begin, uint64_t bytes, FrameSource source) {
    if (bytes == 0)
      return;
    cutAt(begin);
    cutAt(begin + bytes);
    ranges.erase(ranges.lower_bound(begin), ranges.lower_bound(begin + bytes));
    ranges[begin] = {begin + bytes, source};
  }

private:
  struct Range {
    uint64_t end;
    FrameSource source;
  };

  /// Splits the range around `byte`, if there is one.
  void cutAt(uint64_t byte) {
    auto range = ranges.lower_bound(byte);
    if (range == ranges.begin())
      return;
    Range &before = std::prev(range)->second;
    if (before.end <= byte)
      return;
    ranges[byte] = before;
    before.end = byte;
  }

  std::map<uint64_t, Range> ranges; // by their first byte
};

/// The buffer of a bucket; what a rank holds of it does not matter here.
uint64_t bytesOf(const Bucket &bucket, const Mesh &mesh) {
  uint64_t elements = bucket.elements() / (bucket.storage() == Bucket::SHARD ? mesh.dp() : 1);
  return elements * elementBytes(bucket.type());
}

void addResidents(const Program &program, const Role &role, const Entry &entry, Writers &writers) {
  for (int i = 0; i < role.buckets_size(); ++i)
    writers.write(role.buckets(i).offset(), bytesOf(role.buckets(i), program.mesh()),
                  {FrameSource::State, uint32_t(i), 0});
  for (int i = 0; i < entry.inputs_size(); ++i) {
    const Port &port = entry.inputs(i);
    uint64_t bytes = elementBytes(port.type());
    for (uint64_t size : port.shape())
      bytes *= size;
    for (uint32_t batch = 0; batch < port.micro_batches(); ++batch)
      writers.write(port.offset() + batch * port.stride(), bytes,
                    {FrameSource::Input, uint32_t(i), batch});
  }
}

} // namespace

std::vector<std::vector<FrameSource>> traceFrames(const Program &program, const Role &role,
                                                  const Entry &entry) {
  Writers writers;
  addResidents(program, role, entry, writers);
  std::vector<std::vector<FrameSource>> sources;
  for (uint32_t number = 0; number < uint32_t(entry.rows_size()); ++number) {
    const Row &row = entry.rows(int(number));
    const auto &frames = program.segments(int(row.segment())).frames();
    std::vector<FrameSource> &found = sources.emplace_back();
    for (int i = 0; i < frames.size(); ++i)
      found.push_back(frames[i].read() ? writers.at(row.bases(i)) : FrameSource());
    for (int i = 0; i < frames.size(); ++i)
      if (frames[i].written())
        writers.write(row.bases(i), frames[i].bytes(), {FrameSource::Written, number, uint32_t(i)});
  }
  return sources;
}

} // namespace heddle::program

//===- ArenaMap.cpp - what lies in an arena -------------------------------===//

#include "runtime/program/Mesh.h"
#include "tools/facts/Memory.h"
#include "tools/facts/Names.h"
#include "tools/facts/Timeline.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

using namespace heddle::program;

namespace heddle::facts {

uint64_t ClassBytes::total() const { return std::accumulate(begin(), end(), uint64_t(0)); }

uint64_t bucketBytes(const Mesh &mesh, const Bucket &bucket) {
  uint64_t elements = bucket.elements();
  if (bucket.storage() == Bucket::SHARD)
    elements /= mesh.dp();
  return elements * elementBytes(bucket.type());
}

namespace {

/// Colours on a line of bytes; what is painted later covers what was painted before.
class Line {
public:
  explicit Line(uint64_t bytes) : end(bytes) { starts[0] = MEMORY_CLASS_UNSPECIFIED; }

  void paint(uint64_t from, uint64_t to, MemoryClass color) {
    to = std::min(to, end);
    if (from >= to)
      return;
    MemoryClass after = std::prev(starts.upper_bound(to))->second;
    starts.erase(starts.lower_bound(from), starts.lower_bound(to));
    starts[from] = color;
    if (to < end)
      starts.try_emplace(to, after);
  }

  ClassBytes count() const {
    ClassBytes bytes;
    for (auto it = starts.begin(); it != starts.end(); ++it) {
      uint64_t to = std::next(it) == starts.end() ? end : std::next(it)->first;
      bytes[it->second] += to - it->first;
    }
    return bytes;
  }

private:
  std::map<uint64_t, MemoryClass> starts;
  const uint64_t end;
};

} // namespace

static void paintRows(Line &line, const Program &program, const Entry &entry) {
  // Frames of messages last in importance, so first on the line: they are frames of others.
  std::set<std::tuple<bool, uint64_t, uint64_t, MemoryClass>> frames;
  for (const Row &row : entry.rows()) {
    const Segment &segment = program.segments(int(row.segment()));
    bool named = classify(segment, entry.name()) != Work::Communication;
    for (int i = 0; i < segment.frames_size(); ++i)
      frames.insert({named, row.bases(i), row.bases(i) + segment.frames(i).bytes(),
                     segment.frames(i).memory_class()});
  }
  for (auto [named, begin, end, memoryClass] : frames)
    line.paint(begin, end, memoryClass);
}

static void paintPorts(Line &line, const auto &ports, MemoryClass memoryClass) {
  for (const Port &port : ports) {
    uint64_t bytes = elementBytes(port.type());
    for (uint64_t size : port.shape())
      bytes *= size;
    for (uint64_t i = 0; i < port.micro_batches(); ++i)
      line.paint(port.offset() + i * port.stride(), port.offset() + i * port.stride() + bytes,
                 memoryClass);
  }
}

ClassBytes mapArena(const Program &program, const Role &role, const std::string &entryName) {
  Line line(role.arena_bytes());
  if (const Entry *entry = findEntry(role, entryName)) {
    paintRows(line, program, *entry);
    paintPorts(line, entry->inputs(), INPUT);
    paintPorts(line, entry->outputs(), OUTPUT);
  }
  for (const Bucket &bucket : role.buckets())
    line.paint(bucket.offset(), bucket.offset() + bucketBytes(program.mesh(), bucket),
               bucket.memory_class());
  return line.count();
}

} // namespace heddle::facts

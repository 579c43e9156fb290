//===- LiveBytes.cpp - what is alive while each row runs ------------------===//

#include "tools/facts/Memory.h"
#include "tools/facts/Names.h"

#include <algorithm>
#include <map>

using namespace heddle::program;

namespace heddle::facts {
namespace {

class LiveTrace {
public:
  LiveTrace(const Program &program, const Role &role, const Entry &entry);
  std::vector<ClassBytes> run();

private:
  struct Value {
    size_t first = 0, last = 0;
    uint64_t bytes = 0;
    MemoryClass memoryClass = ACTIVATION;
  };

  bool isState(uint64_t base) const;
  void addPorts(const auto &ports, bool output);
  void use(size_t row, const Segment::Frame &frame, uint64_t base);
  void close(const Value &value);

  const Program &program;
  const Entry &entry;
  std::map<uint64_t, uint64_t> state;          // begin -> end of buckets
  std::map<uint64_t, MemoryClass> ports;       // base -> input or output
  std::map<uint64_t, Value> open;              // base -> what lies there now
  std::vector<std::array<int64_t, 9>> changes; // at the begin of each row, and after the last
  ClassBytes constant;
};

LiveTrace::LiveTrace(const Program &program, const Role &role, const Entry &entry)
    : program(program), entry(entry), changes(size_t(entry.rows_size()) + 1) {
  for (const Bucket &bucket : role.buckets()) {
    uint64_t bytes = bucketBytes(program.mesh(), bucket);
    state[bucket.offset()] = bucket.offset() + bytes;
    constant[bucket.memory_class()] += bytes;
  }
  addPorts(entry.inputs(), false);
  addPorts(entry.outputs(), true);
}

void LiveTrace::addPorts(const auto &list, bool output) {
  for (const Port &port : list)
    for (uint64_t i = 0; i < port.micro_batches(); ++i)
      ports[port.offset() + i * port.stride()] = output ? OUTPUT : INPUT;
}

bool LiveTrace::isState(uint64_t base) const {
  auto it = state.upper_bound(base);
  return it != state.begin() && base < std::prev(it)->second;
}

void LiveTrace::close(const Value &value) {
  changes[value.first][value.memoryClass] += int64_t(value.bytes);
  changes[value.last + 1][value.memoryClass] -= int64_t(value.bytes);
}

void LiveTrace::use(size_t row, const Segment::Frame &frame, uint64_t base) {
  auto it = open.find(base);
  // A row that writes and does not read begins another value, unless it passed the frame before.
  bool begins = frame.written() && !frame.read();
  if (it != open.end() && begins && it->second.last < row) {
    close(it->second);
    open.erase(it);
    it = open.end();
  }
  if (it == open.end()) {
    auto port = ports.find(base);
    // Read before anything was written there: it was there at the start.
    it = open.insert({base,
                      {begins || frame.memory_class() == TEMPORARY ? row : 0, row, 0,
                       port == ports.end() ? frame.memory_class() : port->second}})
             .first;
  }
  it->second.last = row;
  it->second.bytes = std::max(it->second.bytes, frame.bytes());
  if (frame.memory_class() == TEMPORARY) {
    close(it->second);
    open.erase(it);
  }
}

std::vector<ClassBytes> LiveTrace::run() {
  size_t rows = size_t(entry.rows_size());
  for (size_t row = 0; row < rows; ++row) {
    const Row &message = entry.rows(int(row));
    const Segment &segment = program.segments(int(message.segment()));
    for (int i = 0; i < segment.frames_size(); ++i)
      if (segment.frames(i).bytes() > 0 && !isState(message.bases(i)))
        use(row, segment.frames(i), message.bases(i));
  }
  for (auto &[base, value] : open) {
    if (value.memoryClass == OUTPUT)
      value.last = rows - 1;
    close(value);
  }
  std::vector<ClassBytes> trace(rows, constant);
  std::array<int64_t, 9> now{};
  for (size_t row = 0; row < rows; ++row)
    for (size_t i = 0; i < now.size(); ++i)
      trace[row][i] += uint64_t(now[i] += changes[row][i]);
  return trace;
}

} // namespace

std::vector<ClassBytes> traceLiveBytes(const Program &program, const Role &role,
                                       const std::string &entryName) {
  const Entry *entry = findEntry(role, entryName);
  return entry ? LiveTrace(program, role, *entry).run() : std::vector<ClassBytes>();
}

size_t peakRow(const std::vector<ClassBytes> &trace) {
  auto most =
      std::max_element(trace.begin(), trace.end(), [](const ClassBytes &a, const ClassBytes &b) {
        return a.total() < b.total();
      });
  return size_t(most - trace.begin());
}

} // namespace heddle::facts
